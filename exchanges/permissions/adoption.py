"""Who may use a ready-made exchange in a course, who decides, and who keeps the catalogue."""

from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from core.permissions import Rule, predicate, register
from exchanges.models import Adoption, PackageEdition
from exchanges.permissions.predicates import is_any_office
from exchanges.workflow.adoption import ADOPTIONS

CATALOGUE = _("The office of the university that runs the portal keeps the catalogue.")


@predicate
def teaches(user: User, _row: object = None) -> bool:
    """Be a confirmed teacher: asked of each edition of a page, so of what is loaded already."""
    return AffiliationKind.TEACHER in user.affiliation_kinds


@predicate
def takes_applications(_user: User, edition: PackageEdition | None) -> bool:
    """Applications for the edition are open."""
    return edition is not None and edition.is_open


@predicate
def is_own_adoption(user: User, adoption: Adoption | None) -> bool:
    """Be the teacher who asked."""
    return adoption is not None and adoption.teacher_id == user.pk


@predicate
def is_its_office(user: User, adoption: Adoption | None) -> bool:
    """Work in the office of the course's institution."""
    return adoption is not None and adoption.institution_id in user.institutions_as(Role.OFFICE)


@predicate
def keeps_catalogue(user: User, _row: object = None) -> bool:
    """Work in the office of the university that runs the portal."""
    return user.is_home_office


def state_allows(verb: str) -> Predicate:
    """Return the predicate that the adoption's state allows the verb."""

    def check(_user: User, adoption: Adoption | None) -> bool:
        return adoption is not None and ADOPTIONS.allows(adoption, verb)

    return predicate(check, name=f"adoption_allows_{verb}")


register(
    {
        "exchanges.adopt_edition": Rule(
            teaches & takes_applications,
            _("Confirmed teachers use an edition in a course, while applications for it are open."),
        ),
        "exchanges.list_adoptions": Rule(is_any_office, _("This list is for the office.")),
        "exchanges.handle_adoption": Rule(
            is_its_office & ~is_own_adoption,
            _("The office of the course's university decides, and nobody on their own course."),
        ),
        "exchanges.decide_adoption": Rule(
            is_its_office & ~is_own_adoption & state_allows("approve"),
            _("The office decides while the course waits, and nobody on their own course."),
        ),
        "exchanges.withdraw_adoption": Rule(
            is_own_adoption & state_allows("withdraw"),
            _("The teacher who asked takes it back, until it is rejected or taken back."),
        ),
        # The names that the administration asks.
        "exchanges.view_package": Rule(keeps_catalogue, CATALOGUE),
        "exchanges.add_package": Rule(keeps_catalogue, CATALOGUE),
        "exchanges.change_package": Rule(keeps_catalogue, CATALOGUE),
        "exchanges.view_packageedition": Rule(keeps_catalogue, CATALOGUE),
        "exchanges.add_packageedition": Rule(keeps_catalogue, CATALOGUE),
        "exchanges.change_packageedition": Rule(keeps_catalogue, CATALOGUE),
    }
)
