"""The messages about credits: each writes one row of the outbox."""

from core.models import Message
from core.outbox import envelope_for, queue
from credits.models import CreditProposal, LedgerEntry


def awarded(entry: LedgerEntry) -> Message:
    """Tell the student that their credits were awarded."""
    return _to_student(entry, "credits.awarded")


def reversed_award(entry: LedgerEntry) -> Message:
    """Tell the student that an award was reversed, and why. `entry` is the reversal."""
    return _to_student(entry, "credits.reversed")


def declined(proposal: CreditProposal) -> Message:
    """Tell the proposer that the office did not award the credits, and why."""
    envelope = envelope_for(proposal.proposed_by, "credits.declined", target=proposal)
    return queue(envelope, {"proposal": proposal, "exchange": proposal.enrolment.exchange})


def _to_student(entry: LedgerEntry, kind: str) -> Message:
    envelope = envelope_for(entry.enrolment.student, kind, target=entry)
    return queue(envelope, {"entry": entry, "exchange": entry.enrolment.exchange})
