"""The review of a design: handed in, endorsed by the department, decided by the office."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges import criteria
from exchanges.design_values import findings_of, freeze
from exchanges.enums import DecisionOutcome, DesignSection, EndorsementOutcome
from exchanges.models import (
    Decision,
    DecisionRemark,
    Endorsement,
    Exchange,
    ReviewChain,
    Submission,
    Team,
)
from exchanges.notifications import review as notifications
from exchanges.people import coordinators_of, is_teacher_of
from exchanges.workflow.confirmation import lapse
from exchanges.workflow.walkers import EXCHANGES


def submit(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Hand the design in: to the department's coordinator where the chain says so, else the office.

    The design is kept as a `Submission`, frozen with its rules and findings. Raises RefusedError,
    with the list, when a blocking criterion is not met, and when nobody could endorse.
    """
    needs_endorsement = _needs_endorsement(exchange)
    verb = "submit_to_coordinator" if needs_endorsement else "submit"
    kept: dict[str, Any] = {}
    with EXCHANGES.step(exchange, verb, by=by, seen=seen, data=kept) as row:
        findings = findings_of(row)
        stops = criteria.blocking(findings)
        if stops:
            raise RefusedError(
                _("It cannot be submitted yet. To mend first: %(titles)s.")
                % {"titles": "; ".join(finding.title for finding in stops)}
            )
        if needs_endorsement:
            _require_coordinator(row)
        row.submitted_at = timezone.now()
        submission = _keep(row, by=by)
        kept["submission"] = submission.number
        kept["design_version"] = row.design_version
        kept["findings"] = {finding.code: finding.status for finding in findings}
        if needs_endorsement:
            notifications.to_endorse(row)
        else:
            notifications.submitted(row)
    return row


def withdraw(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Take the design back from whoever looks at it, to go on with it."""
    with EXCHANGES.step(exchange, "withdraw", by=by, seen=seen) as row:
        notifications.withdrawn(row)
    return row


def endorse(exchange: Exchange, seen: int | None = None, note: str = "", *, by: User) -> Exchange:
    """Stand behind the submitted design for the department, and hand it on to the office."""
    with EXCHANGES.step(exchange, "endorse", by=by, seen=seen) as row:
        endorsement = _answer(row, EndorsementOutcome.ENDORSED, note.strip(), by=by)
        notifications.submitted(row, endorsement)
    return row


def send_back(exchange: Exchange, seen: int | None = None, note: str = "", *, by: User) -> Exchange:
    """Give the design back to the teachers before it reaches the office, with a note.

    Every confirmation lapses: the note is about the design as a whole.
    """
    _require_words(note)
    with EXCHANGES.step(exchange, "send_back", by=by, seen=seen) as row:
        endorsement = _answer(row, EndorsementOutcome.SENT_BACK, note.strip(), by=by)
        lapse(row, list(DesignSection))
        notifications.sent_back(row, endorsement)
    return row


Remarks = Mapping[str, str]
"""What the office says of single sections: a section's name and the text about it."""


def approve(
    exchange: Exchange,
    seen: int | None = None,
    note: str = "",
    remarks: Remarks | None = None,
    *,
    by: User,
) -> Exchange:
    """Accept the submitted design as it was seen."""
    return _decide(exchange, DecisionOutcome.APPROVED, seen, (note, remarks or {}), by=by)


def return_for_changes(
    exchange: Exchange,
    seen: int | None = None,
    note: str = "",
    remarks: Remarks | None = None,
    *,
    by: User,
) -> Exchange:
    """Give the design back, saying what to change; the teachers submit it again.

    The confirmations of the sections with a remark lapse; without any remark, all of them.
    """
    return _decide(exchange, DecisionOutcome.RETURNED, seen, (note, remarks or {}), by=by)


def reject(
    exchange: Exchange,
    seen: int | None = None,
    note: str = "",
    remarks: Remarks | None = None,
    *,
    by: User,
) -> Exchange:
    """Refuse the design for good, with the reason."""
    return _decide(exchange, DecisionOutcome.REJECTED, seen, (note, remarks or {}), by=by)


_VERBS = {
    DecisionOutcome.APPROVED: "approve",
    DecisionOutcome.RETURNED: "return",
    DecisionOutcome.REJECTED: "reject",
}


def _decide(
    exchange: Exchange,
    outcome: DecisionOutcome,
    seen: int | None,
    words: tuple[str, Remarks],
    *,
    by: User,
) -> Exchange:
    """Write the one decision on this submission with its remarks, and tell the teachers."""
    remarks = {
        section: words[1][section].strip()
        for section in DesignSection
        if words[1].get(section, "").strip()
    }
    note = words[0].strip() or _pointing_to(remarks)
    if outcome != DecisionOutcome.APPROVED:
        _require_words(note)
    with EXCHANGES.step(exchange, _VERBS[outcome], by=by, seen=seen) as row:
        if is_teacher_of(by, row):
            raise RefusedError(_("Nobody decides on an exchange of their own."))
        if row.submitted_at is None:
            raise RefusedError(_("This was never submitted."))
        decision = Decision.objects.create(
            exchange=row,
            design_version=row.design_version,
            submitted_at=row.submitted_at,
            # Designs that were handed in before submissions were kept have none.
            submission=row.submissions.filter(submitted_at=row.submitted_at).first(),
            outcome=outcome,
            note=note,
            by=by,
        )
        for section, text in remarks.items():
            DecisionRemark.objects.create(decision=decision, section=section, text=text)
        if outcome == DecisionOutcome.RETURNED:
            # What is to be changed is confirmed again before it is submitted.
            lapse(row, remarks or list(DesignSection))
        notifications.decided(row, decision)
    return row


def _pointing_to(remarks: Mapping[DesignSection, str]) -> str:
    """Return the note of a decision whose words are all about single sections."""
    if not remarks:
        return ""
    names = [str(section.label) for section in remarks]
    return _("See what is said about: %(sections)s.") % {"sections": get_text_list(names, _("and"))}


def _require_words(note: str) -> None:
    if not note.strip():
        raise RefusedError(_("Say why, so that the teachers know what to change."))


def _needs_endorsement(exchange: Exchange) -> bool:
    chains = ReviewChain.objects.filter(needs_endorsement=True)
    own = chains.filter(
        institution__teams__exchange=exchange, institution__teams__is_initiator=True
    )
    return own.exists()


def _require_coordinator(exchange: Exchange) -> None:
    """Raise RefusedError, saying how to go on, when nobody could endorse the design."""
    if not Team.objects.filter(
        exchange=exchange, is_initiator=True, department__isnull=False
    ).exists():
        raise RefusedError(
            _(
                "At your university the department's coordinator endorses a design first, and "
                "your team names no department. Choose it in “Teams and credits”, then submit."
            )
        )
    if not coordinators_of(exchange).exists():
        raise RefusedError(
            _(
                "At your university the department's coordinator endorses a design first, and "
                "nobody who could endorse this one coordinates your department now. Ask the "
                "office of your university to name a coordinator, then submit."
            )
        )


def _keep(exchange: Exchange, *, by: User) -> Submission:
    """Freeze the design as it is handed in."""
    if exchange.submitted_at is None:
        raise ValueError("A submission has its moment.")
    frozen = freeze(exchange)
    last = exchange.submissions.values_list("number", flat=True).first() or 0
    return Submission.objects.create(
        exchange=exchange,
        number=last + 1,
        design_version=exchange.design_version,
        submitted_at=exchange.submitted_at,
        by=by,
        design=frozen.design,
        rules=frozen.rules,
        findings=frozen.findings,
    )


def _answer(exchange: Exchange, outcome: EndorsementOutcome, note: str, *, by: User) -> Endorsement:
    """Write the coordinator's one answer to the submission in hand."""
    if is_teacher_of(by, exchange):
        raise RefusedError(_("Nobody endorses an exchange of their own."))
    submission = exchange.submissions.first()
    if submission is None:
        raise RefusedError(_("This was never submitted."))
    return Endorsement.objects.create(submission=submission, outcome=outcome, note=note, by=by)
