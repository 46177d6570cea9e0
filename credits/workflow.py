"""Writes about credits: a teacher proposes, the office (somebody else) awards, the ledger keeps.

Each partner awards its own credits to its own students. Where the partner has no office in this
portal, the home university's office records the award on its behalf, and the entry says so.
Locks are taken in one order: enrolment, proposal, ledger.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Institution, User
from core import audit
from core.errors import RefusedError
from core.workflow import Workflow
from credits import notifications
from credits.conversion import Presence
from credits.enums import PROPOSAL, EntryKind
from credits.models import CreditProposal, CreditRule, LedgerEntry
from credits.querysets import credit_bearing, teams_taught_by, with_credits
from exchanges.enums import EnrolmentState
from exchanges.models import Assessment, Enrolment, Exchange
from exchanges.workflow import attendance

PROPOSALS: Workflow[CreditProposal] = Workflow("credits.proposal", PROPOSAL)
RULES_FILE = Path(__file__).parent / "data" / "rules.csv"

# What an award copies from its proposal.
_CLAIMED = (
    "institution",
    "ects",
    "cfu",
    "hours",
    "rule",
    "attendance_percent",
    "minimum_attendance_percent",
    "exception",
    "grade",
    "proposed_by",
    "assessed_by",
)


@dataclass(slots=True)
class Tally:
    """What became of several rows: how many were done, and why the others were not."""

    done: int = 0
    refusals: list[str] = field(default_factory=list)


def propose(
    enrolment: Enrolment, *, by: User, note: str = "", exception: str = ""
) -> CreditProposal:
    """Propose the credits that the student's team stated in the design.

    Raises RefusedError when the student has not completed the exchange, when the attendance lies
    below the rule's least and no `exception` says why, when the team awards no credits, when no
    rule is valid on the exchange's first day, or when credits were already proposed.
    """
    with transaction.atomic():
        row = _locked(enrolment.pk)
        if CreditProposal.objects.filter(enrolment=row).exists():
            raise RefusedError(_("Credits were already proposed for this student."))
        proposal = CreditProposal.objects.create(
            enrolment=row, proposed_by=by, note=note, **_claim(row, exception)
        )
        audit.record("credits.proposal.propose", proposal, by=by, data=_amounts(proposal))
    return proposal


def propose_again(
    proposal: CreditProposal,
    *,
    by: User,
    note: str = "",
    exception: str = "",
    seen: int | None = None,
) -> CreditProposal:
    """Propose anew what was not awarded, or whose award was reversed; refuses as `propose` does."""
    with transaction.atomic():
        row = _locked(proposal.enrolment_id)
        with PROPOSALS.step(proposal, "propose_again", by=by, seen=seen) as fresh:
            for name, value in _claim(row, exception).items():
                setattr(fresh, name, value)
            fresh.proposed_by, fresh.note = by, note
            fresh.decided_by, fresh.decision_note = None, ""
    return fresh


def propose_completed(exchange: Exchange, *, by: User) -> Tally:
    """Propose for every student of the teams that `by` teaches who completed and waits for it."""
    waiting = credit_bearing(Enrolment.objects.all()).filter(
        exchange=exchange,
        team__in=teams_taught_by(by),
        state=EnrolmentState.COMPLETED,
        credit_proposal__isnull=True,
    )
    tally = Tally()
    for enrolment in waiting.select_related("student"):
        try:
            propose(enrolment, by=by)
        except RefusedError as error:
            tally.refusals.append(f"{enrolment.student}: {error}")
        else:
            tally.done += 1
    return tally


def award(proposal: CreditProposal, *, by: User, seen: int | None = None) -> CreditProposal:
    """Award what was proposed: one entry in the ledger, and the student is told.

    From then on the result it rests on is held fast, until the award is reversed.

    Raises RefusedError when `by` proposed or assessed it or is the student, or when the result
    changed after the proposal; ConflictError when the proposal changed since `seen`.
    """
    with transaction.atomic():
        enrolment = _locked(proposal.enrolment_id)
        with PROPOSALS.step(proposal, "award", by=by, seen=seen) as fresh:
            _refuse_own(fresh, enrolment, by)
            _refuse_changed(fresh, enrolment)
            fresh.decided_by, fresh.decision_note = by, ""
            claimed = {name: getattr(fresh, name) for name in _CLAIMED}
            entry = _append(enrolment, claimed, by=by, kind=EntryKind.AWARD)
            attendance.settle(enrolment, by=by)
        notifications.awarded(entry)
    return fresh


def award_several(rows: Iterable[tuple[CreditProposal, int]], *, by: User) -> Tally:
    """Award each proposal on the version seen, each in a transaction of its own."""
    tally = Tally()
    for proposal, seen in rows:
        try:
            award(proposal, by=by, seen=seen)
        except RefusedError as error:
            tally.refusals.append(f"{proposal.enrolment.student}: {error}")
        else:
            tally.done += 1
    return tally


def decline(
    proposal: CreditProposal, *, note: str, by: User, seen: int | None = None
) -> CreditProposal:
    """Do not award, and tell the proposer why (`note`); they can propose again."""
    with transaction.atomic():
        enrolment = _locked(proposal.enrolment_id)
        with PROPOSALS.step(proposal, "decline", by=by, seen=seen) as fresh:
            _refuse_own(fresh, enrolment, by)
            fresh.decided_by, fresh.decision_note = by, note
        notifications.declined(fresh)
    return fresh


def reverse(entry: LedgerEntry, *, reason: str, by: User, seen: int | None = None) -> LedgerEntry:
    """Take an award back: append its exact negative, tell the student why, return the new entry.

    Raises RefusedError when the entry is not the award that stands, or when `by` proposed or
    assessed it or is the student.
    """
    with transaction.atomic():
        enrolment = _locked(entry.enrolment_id)
        proposal = CreditProposal.objects.get(enrolment=enrolment)
        with PROPOSALS.step(proposal, "reverse", by=by, seen=seen) as fresh:
            last = LedgerEntry.objects.filter(enrolment=enrolment).order_by("-number").first()
            if last is None or last.pk != entry.pk:
                raise RefusedError(_("Only the award that stands can be reversed."))
            _refuse_own(fresh, enrolment, by)
            fresh.decided_by, fresh.decision_note = by, reason
            claimed = {name: getattr(last, name) for name in _CLAIMED}
            claimed |= {"ects": -last.ects, "cfu": -last.cfu, "hours": -last.hours}
            claimed["reason"] = reason
            written = _append(enrolment, claimed, by=by, kind=EntryKind.REVERSAL)
            attendance.unsettle(enrolment, by=by)
        notifications.reversed_award(written)
    return written


def record_export(*, by: User) -> None:
    """Keep on record that somebody took the ledger out of the portal."""
    audit.record("credits.ledger.export", by, by=by)


def load_rules() -> int:
    """Write the rules of `data/rules.csv` that are not there yet; return how many were."""
    written = 0
    with RULES_FILE.open(encoding="utf-8", newline="") as file, transaction.atomic():
        for line in csv.DictReader(file):
            _rule, is_new = CreditRule.objects.get_or_create(
                institution=None,
                country=line["country"],
                valid_from=date.fromisoformat(line["valid_from"]),
                defaults={
                    "hours_per_credit": Decimal(line["hours_per_credit"]),
                    "hours_per_credit_most": Decimal(line["hours_per_credit_most"]),
                    "tolerance_percent": int(line["tolerance_percent"]),
                    "minimum_attendance_percent": int(line["minimum_attendance_percent"]),
                    "is_attendance_customary": line["is_attendance_customary"] == "yes",
                    "source": line["source"],
                },
            )
            written += is_new
    return written


def _locked(pk: UUID) -> Enrolment:
    """Lock the enrolment, then read what a claim rests on."""
    Enrolment.objects.select_for_update().get(pk=pk)
    return with_credits(Enrolment.objects.all()).get(pk=pk)


def _claim(enrolment: Enrolment, exception: str) -> dict[str, Any]:
    """Return the fields of a claim as things stand, or raise the refusal."""
    assessment = _passed_assessment(enrolment)
    team = enrolment.team
    if team.ects <= 0 and team.cfu <= 0:
        raise RefusedError(_("The design of the exchange states no credits for this team."))
    first_day = enrolment.exchange.starts_on
    rule = CreditRule.objects.on(first_day, team.institution).first()
    if rule is None:
        raise RefusedError(_("No credit rule is valid on the exchange's first day: add one."))
    presence = presence_of(enrolment)
    exception = exception.strip()
    if not presence.reaches(rule.minimum_attendance_percent) and not exception:
        raise RefusedError(_too_low(presence, rule))
    return {
        "institution": team.institution,
        "ects": team.ects,
        "cfu": team.cfu,
        "hours": team.workload_hours,
        "rule": rule,
        "attendance_percent": presence.percent,
        "minimum_attendance_percent": rule.minimum_attendance_percent,
        "exception": exception,
        "grade": assessment.grade,
        "assessed_by": assessment.assessed_by,
    }


def presence_of(enrolment: Any) -> Presence:
    """Return the attendance of an enrolment that `with_attendance` annotated."""
    return Presence(
        held=enrolment.held,
        attended=enrolment.attended,
        excused=enrolment.excused,
        recorded=enrolment.recorded,
    )


def _passed_assessment(enrolment: Enrolment) -> Assessment:
    assessment: Assessment | None = getattr(enrolment, "assessment", None)
    is_passed = assessment is not None and assessment.has_passed
    if assessment is None or not is_passed or enrolment.state != EnrolmentState.COMPLETED:
        raise RefusedError(
            _("Credits can be proposed once the student has passed and completed the exchange.")
        )
    return assessment


def _too_low(presence: Presence, rule: CreditRule) -> str:
    if presence.percent is None:
        return _("No attendance was recorded. Record it, or write the reason for an exception.")
    return _(
        "The attendance is %(percent)s per cent, below the least of %(least)s per cent. Write the "
        "reason for an exception to propose the credits all the same."
    ) % {"percent": presence.percent, "least": rule.minimum_attendance_percent}


def _refuse_own(proposal: CreditProposal, enrolment: Enrolment, by: User) -> None:
    """Four eyes: neither the proposer nor the assessor decides, and never the student."""
    if by.pk in {proposal.proposed_by_id, proposal.assessed_by_id, enrolment.student_id}:
        raise RefusedError(
            _(
                "Whoever proposed or assessed these credits, or receives them, cannot "
                "decide on them."
            )
        )


def _refuse_changed(proposal: CreditProposal, enrolment: Enrolment) -> None:
    """Award nothing that rests on a result which is no longer the one proposed."""
    assessment: Assessment | None = getattr(enrolment, "assessment", None)
    is_same = (
        enrolment.state == EnrolmentState.COMPLETED
        and assessment is not None
        and assessment.has_passed
        and assessment.grade == proposal.grade
        and assessment.assessed_by_id == proposal.assessed_by_id
    )
    if not is_same:
        raise RefusedError(
            _(
                "The result changed after the credits were proposed. Do not award them, and ask "
                "the teacher to propose them again."
            )
        )


def _append(
    enrolment: Enrolment, claimed: dict[str, Any], *, by: User, kind: EntryKind
) -> LedgerEntry:
    """Append the next entry and its audit event, which holds the amounts a second time."""
    entry = LedgerEntry.objects.create(
        enrolment=enrolment,
        number=LedgerEntry.objects.filter(enrolment=enrolment).count(),
        kind=kind,
        decided_by=by,
        office=_deciding_office(by, claimed["institution"]),
        **claimed,
    )
    audit.record(f"credits.entry.{kind}", entry, by=by, data=_amounts(entry))
    return entry


def _deciding_office(by: User, institution: Institution) -> Institution:
    """Return the institution whose office acts: the student's own, or the home university's.

    The portal's administrators act for the home university too.
    """
    if institution.pk in by.institutions_as(Role.OFFICE):
        return institution
    home: Institution | None = Institution.objects.home().first()
    return home or institution


def _amounts(claim: CreditProposal | LedgerEntry) -> dict[str, str]:
    """Return what an audit event keeps of a claim."""
    return {"ects": str(claim.ects), "cfu": str(claim.cfu), "hours": str(claim.hours)}
