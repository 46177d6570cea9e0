"""What the office and the teacher are told about a ready-made exchange in a course."""

from typing import Any

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import RoleGrant, User
from core.outbox import envelope_for, queue
from exchanges.models import Adoption


def requested(adoption: Adoption) -> None:
    """Tell the office that a teacher waits for its decision."""
    _tell_office(adoption, "adoption_requested")


def withdrawn(adoption: Adoption) -> None:
    """Tell the office that the teacher took it back."""
    _tell_office(adoption, "adoption_withdrawn")


def decided(adoption: Adoption, *, is_approved: bool) -> None:
    """Tell the teacher what the office decided, and what happens next."""
    envelope = envelope_for(adoption.teacher, "exchanges.adoption_decided", target=adoption)
    queue(envelope, {**_context(adoption), "is_approved": is_approved})


def office_of(adoption: Adoption) -> QuerySet[User]:
    """Return who decides: the institution's office, without the teacher who asks."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.OFFICE, department=None, institution=adoption.institution_id
    )
    people: QuerySet[User] = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return people.exclude(pk=adoption.teacher_id).order_by("pk")


def _tell_office(adoption: Adoption, name: str) -> None:
    for person in office_of(adoption):
        queue(envelope_for(person, f"exchanges.{name}", target=adoption), _context(adoption))


def _context(adoption: Adoption) -> dict[str, Any]:
    edition = adoption.edition
    return {"adoption": adoption, "edition": edition, "package": edition.package}
