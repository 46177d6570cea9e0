"""Who may do what with credits.

Each partner awards its own credits to its own students: the office of the student's institution
decides. Where that institution has no office in this portal, the home university's office
records the award on its behalf.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.permissions import Rule, predicate, register
from credits.enums import EntryKind
from credits.models import CreditProposal, LedgerEntry
from credits.querysets import is_decided_by, teams_taught_by
from credits.workflow import PROPOSALS
from exchanges.enums import EnrolmentState
from exchanges.models import Enrolment, Exchange

_OFFICE_DECIDES = _(
    "The office of the student's university decides, on what waits for it, and never somebody who "
    "proposed or assessed the credits. For a partner without an office in this portal, the home "
    "university's office records the award on its behalf."
)
_TEACHER_PROPOSES = _(
    "A teacher of the student's team proposes the credits, once the student has completed the "
    "exchange."
)


@predicate
def is_office(user: User) -> bool:
    """Tell whether the person works for an international relations office."""
    return bool(user.institutions_as(Role.OFFICE))


@predicate
def teaches_team(user: User, enrolment: Enrolment) -> bool:
    """Tell whether the person teaches the student's team."""
    return is_teacher_of(user, enrolment.team)


@predicate
def awaits_proposal(_user: User, enrolment: Enrolment) -> bool:
    """Tell whether the student has completed the exchange and nothing was proposed yet."""
    is_new = getattr(enrolment, "credit_proposal", None) is None
    return is_new and enrolment.state == EnrolmentState.COMPLETED


@predicate
def teaches_proposals_team(user: User, proposal: CreditProposal) -> bool:
    """Tell whether the person teaches the team that the proposal is for."""
    return is_teacher_of(user, proposal.enrolment.team)


@predicate
def teaches_exchange(user: User, exchange: Exchange) -> bool:
    """Tell whether the person teaches one of the exchange's teams."""
    return teams_taught_by(user).filter(exchange=exchange).exists()


@predicate
def is_of_deciding_office(user: User, claim: CreditProposal | LedgerEntry) -> bool:
    """Tell whether the person's office decides on these credits."""
    return is_decided_by(user, claim.institution_id)


@predicate
def brings_other_eyes(user: User, claim: CreditProposal | LedgerEntry) -> bool:
    """Tell whether the person neither proposed nor assessed the credits, nor receives them."""
    return user.pk not in {
        claim.proposed_by_id,
        claim.assessed_by_id,
        claim.enrolment.student_id,
    }


@predicate
def is_standing_award(_user: User, entry: LedgerEntry) -> bool:
    """Tell whether the entry is an award that nothing reversed."""
    return entry.kind == EntryKind.AWARD and not _followed(entry)


def is_teacher_of(user: User, team: Any) -> bool:
    """Tell whether the person leads the team or joins it as a teacher."""
    return team.lead_id == user.pk or user in team.teachers.all()


def _followed(entry: LedgerEntry) -> bool:
    return LedgerEntry.objects.filter(
        enrolment=entry.enrolment_id, number__gt=entry.number
    ).exists()


def _allowed(verb: str) -> Any:
    """Return the predicate that the proposal's state allows the verb."""

    def allowed(_user: User, proposal: CreditProposal) -> bool:
        return PROPOSALS.allows(proposal, verb)

    return predicate(allowed, name=f"credits_state_allows_{verb}")


_decides = is_of_deciding_office & brings_other_eyes

register(
    {
        "credits.view_ledger": Rule(is_office, _("The ledger is kept for the offices.")),
        "credits.propose_credits": Rule(awaits_proposal & teaches_team, _TEACHER_PROPOSES),
        "credits.propose_exchange": Rule(teaches_exchange, _TEACHER_PROPOSES),
        "credits.propose_again": Rule(
            _allowed("propose_again") & teaches_proposals_team, _TEACHER_PROPOSES
        ),
        "credits.award_proposal": Rule(_allowed("award") & _decides, _OFFICE_DECIDES),
        "credits.decline_proposal": Rule(_allowed("decline") & _decides, _OFFICE_DECIDES),
        "credits.reverse_entry": Rule(is_standing_award & _decides, _OFFICE_DECIDES),
    }
)
