"""Read the whole ledger and tell what does not add up.

The triggers keep honest code honest; whoever owns the tables can lift them. So the same facts
stand in three places (ledger, proposal, audit log), and this compares them, enrolment by
enrolment. It writes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from core.models import AuditEvent
from credits.enums import EntryKind, ProposalState
from credits.models import CreditProposal, LedgerEntry
from exchanges.enums import EnrolmentState

_ENTRY_VERBS = ("credits.entry.award", "credits.entry.reversal")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not add up: where, which check failed (a stable word), and how."""

    enrolment: str
    check: str
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, and what was found wrong."""

    enrolments: int
    entries: int
    ects: Decimal
    cfu: Decimal
    flaws: tuple[Flaw, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether everything adds up."""
        return not self.flaws


def verify() -> Report:
    """Check every enrolment that has an entry, a proposal, or an audit event of an entry."""
    events = {
        event.target_id: event.data
        for event in AuditEvent.objects.filter(verb__in=_ENTRY_VERBS).iterator()
    }
    proposals = {row.enrolment_id: row for row in CreditProposal.objects.iterator()}
    entries = list(
        LedgerEntry.objects.select_related("enrolment__team").order_by("enrolment_id", "number")
    )
    flaws: list[Flaw] = []
    seen: set[UUID] = set()
    for enrolment, group in groupby(entries, key=lambda entry: entry.enrolment_id):
        rows = list(group)
        seen.add(enrolment)
        flaws += _sequence(rows)
        flaws += _standing(rows, proposals.get(enrolment))
        flaws += _audited(rows, events)
    flaws += _lost_entries(proposals, seen)
    known = {entry.pk for entry in entries}
    flaws += [
        Flaw("", "entry_is_missing", f"The audit log knows entry {pk}; the ledger does not.")
        for pk in events
        if pk not in known
    ]
    return Report(
        enrolments=len(seen),
        entries=len(entries),
        ects=sum((entry.ects for entry in entries), Decimal(0)),
        cfu=sum((entry.cfu for entry in entries), Decimal(0)),
        flaws=tuple(flaws),
    )


def _sequence(rows: list[LedgerEntry]) -> Iterator[Flaw]:
    """Check the numbers, the alternation, and that each reversal undoes the award before it."""
    for position, row in enumerate(rows):
        place = str(row.enrolment_id)
        if row.number != position:
            yield Flaw(place, "numbers_have_a_gap", f"Entry {position} is numbered {row.number}.")
        expected = EntryKind.REVERSAL if position % 2 else EntryKind.AWARD
        if row.kind != expected:
            yield Flaw(place, "kinds_do_not_alternate", f"Entry {position} is a {row.kind}.")
        if row.decided_by_id in {row.proposed_by_id, row.assessed_by_id, row.enrolment.student_id}:
            yield Flaw(place, "four_eyes", f"Entry {position}: one person on both sides.")
        if row.institution_id != row.enrolment.team.institution_id:
            yield Flaw(place, "wrong_institution", f"Entry {position}: not the student's.")
        if position % 2 and _amounts(row) != tuple(-v for v in _amounts(rows[position - 1])):
            yield Flaw(place, "reversal_is_not_exact", f"Entry {position} undoes another amount.")


def _standing(rows: list[LedgerEntry], proposal: CreditProposal | None) -> Iterator[Flaw]:
    """Check that the balance is what the proposal's state promises."""
    place = str(rows[0].enrolment_id)
    if proposal is None:
        yield Flaw(place, "proposal_is_missing", "The ledger has entries, and nobody proposed.")
        return
    is_awarded = proposal.state == ProposalState.AWARDED
    promised = _amounts(proposal) if is_awarded else (Decimal(0),) * 3
    columns = zip(*(_amounts(row) for row in rows), strict=True)
    balance = tuple(sum(column, Decimal(0)) for column in columns)
    if balance != promised:
        found, due = _written(balance), _written(promised)
        detail = f"The balance is {found}; a proposal that is {proposal.state} makes it {due}."
        yield Flaw(place, "balance_does_not_reconcile", detail)
    if is_awarded and rows[0].enrolment.state != EnrolmentState.COMPLETED:
        yield Flaw(place, "award_without_completion", "The enrolment is no longer completed.")


def _audited(rows: list[LedgerEntry], events: dict[UUID, dict[str, str]]) -> Iterator[Flaw]:
    """Check that the audit log holds the same amounts."""
    for row in rows:
        place, data = str(row.enrolment_id), events.get(row.pk)
        if data is None:
            yield Flaw(place, "entry_is_not_audited", f"No audit event for entry {row.number}.")
        elif tuple(Decimal(data[name]) for name in ("ects", "cfu", "hours")) != _amounts(row):
            yield Flaw(place, "audit_differs", f"The audit log holds other amounts: {row.number}.")


def _lost_entries(proposals: dict[UUID, CreditProposal], seen: set[UUID]) -> Iterator[Flaw]:
    for enrolment, proposal in proposals.items():
        needs_entries = proposal.state in {ProposalState.AWARDED, ProposalState.REVERSED}
        if needs_entries and enrolment not in seen:
            detail = f"The proposal is {proposal.state}, and the ledger has no entry."
            yield Flaw(str(enrolment), "balance_does_not_reconcile", detail)


def _amounts(row: LedgerEntry | CreditProposal) -> tuple[Decimal, Decimal, Decimal]:
    return row.ects, row.cfu, row.hours


def _written(amounts: Iterable[Decimal]) -> str:
    ects, cfu, hours = amounts
    return f"{ects} ECTS, {cfu} CFU, {hours} h"
