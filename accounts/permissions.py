"""Who may do what to people and institutions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Affiliation, Institution, Period, RoleGrant, User
from core.permissions import Rule, predicate, register


@predicate
def is_office(user: User, _row: Any = None) -> bool:
    """Work in the office of any institution."""
    return bool(user.institutions_as(Role.OFFICE))


@predicate
def is_somebody_else(user: User, person: User | None) -> bool:
    """The person is not oneself."""
    return person is not None and person.pk != user.pk


@predicate
def is_office_of_affiliation(user: User, affiliation: Affiliation | None) -> bool:
    """Work in the office that answers for the affiliation, which is somebody else's.

    The office of the university that runs the portal answers for partners too: their teachers
    have no other office here.
    """
    if affiliation is None or affiliation.user_id == user.pk:
        return False
    is_own = affiliation.institution_id in user.institutions_as(Role.OFFICE)
    return is_own or user.is_home_office


@predicate
def is_unconfirmed(_user: User, affiliation: Affiliation | None) -> bool:
    """The affiliation waits for a confirmation."""
    return affiliation is not None and not affiliation.is_confirmed


@predicate
def is_office_of_role(user: User, grant: RoleGrant | None) -> bool:
    """Work in the office of the institution that the role is for, which is somebody else's."""
    if grant is None or grant.user_id == user.pk:
        return False
    return grant.institution_id in user.institutions_as(Role.OFFICE)


@predicate
def is_not_revoked(_user: User, grant: RoleGrant | None) -> bool:
    """The role was not taken away yet."""
    return grant is not None and grant.revoked_at is None


@predicate
def is_office_of_institution(user: User, institution: Institution | None) -> bool:
    """Work in the institution's office, or in that of the university that runs the portal."""
    if institution is None:
        return False
    return institution.pk in user.institutions_as(Role.OFFICE) or user.is_home_office


@predicate
def is_home_office(user: User, _row: Any = None) -> bool:
    """Work in the office of the university that runs the portal."""
    return user.is_home_office


@predicate
def keeps_calendar(user: User, row: Institution | Period | None) -> bool:
    """Work in the institution's own office; where it has none here, in the home office."""
    institution = row.institution if isinstance(row, Period) else row
    if institution is None:
        return False
    if institution.pk in user.institutions_as(Role.OFFICE):
        return True
    offices = RoleGrant.objects.offices_of(institution).filter(department__isnull=True)
    return user.is_home_office and not offices.exists()


register(
    {
        "accounts.list_people": Rule(
            is_office, _("Only the international relations office sees the list of people.")
        ),
        "accounts.view_delivery": Rule(
            is_home_office,
            _("Only the office of the university that runs the portal sees how its e-mails fare."),
        ),
        "accounts.grant_role": Rule(
            is_office & is_somebody_else,
            _("Only the office gives roles, and nobody gives one to themselves."),
        ),
        "accounts.revoke_role": Rule(
            is_office_of_role & is_not_revoked,
            _("Only the office of the same institution takes a role away, and never its own."),
        ),
        "accounts.confirm_affiliation": Rule(
            is_office_of_affiliation & is_unconfirmed,
            _("Only the office confirms what people say of themselves, once, and never its own."),
        ),
        "accounts.edit_institution": Rule(
            is_office_of_institution, _("Only the office changes an institution.")
        ),
        "accounts.edit_calendar": Rule(
            keeps_calendar,
            _(
                "Each university's own office keeps its academic calendar. Where it has none here, "
                "the office of the university that runs the portal does."
            ),
        ),
    }
)
