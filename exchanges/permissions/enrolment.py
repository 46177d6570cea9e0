"""Who may take and leave a place, in an exchange or in a ready-made one."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core.permissions import Rule, predicate, register
from exchanges.enums import Applicant
from exchanges.models import Enrolment, PackageEdition, PackageEnrolment
from exchanges.permissions.predicates import (
    is_own_place,
    studies_at_team,
    team_allows,
)
from exchanges.workflow.readymade import PLACES
from exchanges.workflow.walkers import ENROLMENTS, EXCHANGES


@predicate
def can_leave(_user: User, enrolment: Enrolment | None) -> bool:
    """The place is held, and the exchange is not over."""
    return (
        enrolment is not None
        and ENROLMENTS.allows(enrolment, "withdraw")
        and EXCHANGES.allows(enrolment.exchange, "leave")
    )


@predicate
def can_leave_edition(_user: User, place: PackageEnrolment | None) -> bool:
    """The place is held, and the edition is not over."""
    return place is not None and PLACES.allows(place, "withdraw") and not place.edition.is_over


@predicate
def takes_individuals(_user: User, edition: PackageEdition | None) -> bool:
    """Students apply to the package on their own, and applications for the edition are open."""
    return (
        edition is not None
        and edition.is_open
        and edition.package.applicant == Applicant.INDIVIDUAL
    )


@predicate
def studies(user: User, _row: object = None) -> bool:
    """Be a confirmed student: asked of each edition of a page, so of what is loaded already."""
    return AffiliationKind.STUDENT in user.affiliation_kinds


register(
    {
        "exchanges.enrol_team": Rule(
            studies_at_team & team_allows("enrol"),
            _("Confirmed students of the team's university enrol, while enrolment is open."),
        ),
        "exchanges.withdraw_enrolment": Rule(
            is_own_place & can_leave,
            _("Each student gives up their own place, before the exchange ends."),
        ),
        "exchanges.enrol_edition": Rule(
            studies & takes_individuals,
            _(
                "Confirmed students enrol in exchanges that students apply to on their own, while "
                "applications are open."
            ),
        ),
        "exchanges.withdraw_package_enrolment": Rule(
            is_own_place & can_leave_edition,
            _("Each student gives up their own place, before the edition is over."),
        ),
    }
)
