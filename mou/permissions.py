"""Who may do what to an agreement: the office of any party handles it, the others read."""

from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from accounts.enums import Role
from accounts.models import User
from core.permissions import Rule, predicate, register
from mou.models import Agreement
from mou.workflow import AGREEMENT


@predicate
def is_party_office(user: User, agreement: Agreement | None) -> bool:
    """Work in the office of an institution that is a party.

    A partner university may have no office here: then ours records its signature.
    """
    if agreement is None:
        return False
    offices = user.institutions_as(Role.OFFICE)
    return bool(offices) and any(
        party.institution_id in offices for party in agreement.parties.all()
    )


def allows(verb: str) -> Predicate:
    """Return the predicate that the agreement's state allows the verb."""

    def is_allowed(_user: User, agreement: Agreement | None) -> bool:
        return agreement is not None and AGREEMENT.allows(agreement, verb)

    return predicate(is_allowed, name=f"allows_{verb}")


register(
    {
        "mou.revise_agreement": Rule(
            is_party_office & allows("revise"),
            _("Only the office of a party changes the wording, and only while it is a draft."),
        ),
        "mou.send_agreement": Rule(
            is_party_office & allows("send_for_signature"),
            _("Only the office of a party sends a draft for signature."),
        ),
        "mou.redraft_agreement": Rule(
            is_party_office & allows("redraft"),
            _("Only the office of a party opens the wording again, before it is in force."),
        ),
        "mou.record_signature": Rule(
            is_party_office & allows("record_signature"),
            _("Only the office of a party records signatures, while the wording is out for them."),
        ),
        "mou.end_agreement": Rule(
            is_party_office & allows("end"),
            _("Only the office of a party ends an agreement that is in force."),
        ),
        "mou.abandon_agreement": Rule(
            is_party_office & allows("abandon"),
            _("Only the office of a party gives up an agreement, before it is in force."),
        ),
    }
)
