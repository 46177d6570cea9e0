"""What happens to a teacher's wish to use a ready-made exchange in a course."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.errors import RefusedError
from core.workflow import Workflow
from exchanges.enums import ADOPTION
from exchanges.models import Adoption, PackageEdition
from exchanges.notifications import adoption as notifications

ADOPTIONS: Workflow[Adoption] = Workflow("exchanges.adoption", ADOPTION)


def adopt(edition: PackageEdition, values: Mapping[str, Any], *, by: User) -> Adoption:
    """Ask the office of one's university to use an edition in a course.

    `values` are the fields that the teacher fills in (`AdoptForm`). Raises RefusedError when
    applications are over, they are no confirmed teacher of the institution, nobody decides there,
    or they asked for this course already.
    """
    row = Adoption(edition=edition, teacher=by, **values)
    teaches = by.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
    if not teaches.filter(institution=row.institution_id).exists():
        raise RefusedError(_("Only confirmed teachers of this university use it in a course."))
    if not notifications.office_of(row).exists():
        raise RefusedError(
            _("Nobody else of your university's office has an account here, so nobody can decide.")
        )
    try:
        with transaction.atomic():
            if not PackageEdition.objects.open().filter(pk=edition.pk).exists():
                raise RefusedError(_("Applications for this edition are closed."))
            row.save(force_insert=True)
            audit.record("exchanges.adoption.adopt", row, by=by, data={"to": row.state})
            notifications.requested(row)
    except IntegrityError as error:
        if "adoption_once_per_course" in str(error):
            raise RefusedError(_("You have asked for this course already.")) from error
        raise
    return row


def approve(adoption: Adoption, seen: int | None = None, note: str = "", *, by: User) -> Adoption:
    """Accept it as it was seen, with a note if the office has one."""
    return _decide(adoption, "approve", seen, note, by=by)


def reject(adoption: Adoption, seen: int | None = None, note: str = "", *, by: User) -> Adoption:
    """Refuse it, with the reason."""
    if not note.strip():
        raise RefusedError(_("Say why, so that the teacher knows."))
    return _decide(adoption, "reject", seen, note, by=by)


def withdraw(adoption: Adoption, seen: int | None = None, *, by: User) -> Adoption:
    """Take it back, before or after the office approved it."""
    with ADOPTIONS.step(adoption, "withdraw", by=by, seen=seen) as row:
        notifications.withdrawn(row)
    return row


def _decide(adoption: Adoption, verb: str, seen: int | None, note: str, *, by: User) -> Adoption:
    """Write the one decision, and tell the teacher."""
    with ADOPTIONS.step(adoption, verb, by=by, seen=seen) as row:
        if row.teacher_id == by.pk:
            raise RefusedError(_("Nobody decides on a course of their own."))
        row.decided_by, row.decided_at = by, timezone.now()
        row.decision_note = note.strip()
        notifications.decided(row, is_approved=verb == "approve")
    return row
