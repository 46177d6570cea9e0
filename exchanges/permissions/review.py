"""Who may endorse and decide, make exceptions, and set the chain of review."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.permissions import Rule, predicate, register
from exchanges.models import Waiver
from exchanges.permissions.predicates import (
    allows,
    is_any_coordinator,
    is_any_office,
    is_in_team,
    is_initiators_coordinator,
    is_initiators_office,
    is_office,
)

REVIEWS = _("The review is for the office and for the department's coordinator.")
BY_OFFICE = _("The office decides.")
BY_COORDINATOR = _("The coordinator of the department that began the exchange endorses it.")
DECIDES = _(
    "The office decides while the design is submitted, and nobody decides on an exchange of their "
    "own."
)
ENDORSES = _(
    "The coordinator of the department that began the exchange endorses it while it waits for "
    "that, and nobody endorses an exchange of their own."
)
EXCEPTS = _(
    "The office of the university that began the exchange makes exceptions, while the teachers "
    "hold the design, and nobody makes one for an exchange of their own."
)


may_waive = is_initiators_office & ~is_in_team & allows("waive")


@predicate
def may_waive_there(user: User, waiver: Waiver | None) -> bool:
    """May make exceptions for the exchange of this one."""
    return waiver is not None and bool(may_waive.test(user, waiver.exchange))


register(
    {
        "exchanges.list_reviews": Rule(is_any_office | is_any_coordinator, REVIEWS),
        "exchanges.review_exchange": Rule(is_office | is_initiators_coordinator, REVIEWS),
        "exchanges.hear_of_decision": Rule(is_office, BY_OFFICE),
        "exchanges.hear_of_endorsement": Rule(is_initiators_coordinator, BY_COORDINATOR),
        "exchanges.decide_exchange": Rule(is_office & ~is_in_team & allows("approve"), DECIDES),
        "exchanges.endorse_exchange": Rule(
            is_initiators_coordinator & ~is_in_team & allows("endorse"), ENDORSES
        ),
        "exchanges.waive_criterion": Rule(may_waive, EXCEPTS),
        "exchanges.revoke_waiver": Rule(may_waive_there, EXCEPTS),
        "exchanges.list_chains": Rule(
            is_any_office, _("The office of the university says who looks at its designs.")
        ),
    }
)
