"""What happens to an exchange as a whole, from the idea to its end."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.errors import RefusedError
from exchanges import criteria
from exchanges.design_values import findings_of
from exchanges.enums import DecisionOutcome, DesignSection
from exchanges.models import Decision, Exchange, Team
from exchanges.notifications import exchange as notifications
from exchanges.people import is_teacher_of
from exchanges.workflow.agreement import require_agreement
from exchanges.workflow.confirmation import lapse
from exchanges.workflow.design import record_revision
from exchanges.workflow.walkers import EXCHANGES


def propose(values: Mapping[str, Any], team_values: Mapping[str, Any], *, by: User) -> Exchange:
    """Start a draft: `values` are fields of Exchange, `team_values` of its initiating team.

    Raises RefusedError unless the person is a confirmed teacher of the team's institution.
    """
    teaches = by.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
    if not teaches.filter(institution=team_values["institution"]).exists():
        raise RefusedError(_("Only a confirmed teacher of the institution can begin there."))
    with transaction.atomic():
        exchange = Exchange.objects.create(**values)
        team = Team.objects.create(exchange=exchange, lead=by, is_initiator=True, **team_values)
        record_revision(exchange, DesignSection.IDEA, by=by)
        record_revision(exchange, DesignSection.TEAMS, by=by, team=team)
        audit.record("exchanges.exchange.propose", exchange, by=by)
    return exchange


def submit(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Hand the design to the office.

    The findings of this moment are kept in the audit event. Raises RefusedError, with the list,
    when a blocking criterion is not met.
    """
    kept: dict[str, Any] = {}
    with EXCHANGES.step(exchange, "submit", by=by, seen=seen, data=kept) as row:
        findings = findings_of(row)
        stops = criteria.blocking(findings)
        if stops:
            raise RefusedError(
                _("It cannot be submitted yet. To mend first: %(titles)s.")
                % {"titles": "; ".join(finding.title for finding in stops)}
            )
        row.submitted_at = timezone.now()
        kept["design_version"] = row.design_version
        kept["findings"] = {finding.code: finding.status for finding in findings}
        notifications.submitted(row)
    return row


def withdraw(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Take the design back from the office, to go on with it."""
    with EXCHANGES.step(exchange, "withdraw", by=by, seen=seen) as row:
        notifications.withdrawn(row)
    return row


def approve(exchange: Exchange, seen: int | None = None, note: str = "", *, by: User) -> Exchange:
    """Accept the submitted design as it was seen."""
    return _decide(exchange, DecisionOutcome.APPROVED, seen, note, by=by)


def return_for_changes(
    exchange: Exchange, seen: int | None = None, note: str = "", *, by: User
) -> Exchange:
    """Give the design back with a note on what to change; the teachers submit it again."""
    return _decide(exchange, DecisionOutcome.RETURNED, seen, note, by=by)


def reject(exchange: Exchange, seen: int | None = None, note: str = "", *, by: User) -> Exchange:
    """Refuse the design for good, with the reason."""
    return _decide(exchange, DecisionOutcome.REJECTED, seen, note, by=by)


_VERBS = {
    DecisionOutcome.APPROVED: "approve",
    DecisionOutcome.RETURNED: "return",
    DecisionOutcome.REJECTED: "reject",
}


def _decide(
    exchange: Exchange, outcome: DecisionOutcome, seen: int | None, note: str, *, by: User
) -> Exchange:
    """Write the one decision on this submission, and tell the teachers."""
    note = note.strip()
    if outcome != DecisionOutcome.APPROVED and not note:
        raise RefusedError(_("Say why, so that the teachers know what to change."))
    with EXCHANGES.step(exchange, _VERBS[outcome], by=by, seen=seen) as row:
        if is_teacher_of(by, row):
            raise RefusedError(_("Nobody decides on an exchange of their own."))
        if row.submitted_at is None:
            raise RefusedError(_("This was never submitted."))
        decision = Decision.objects.create(
            exchange=row,
            design_version=row.design_version,
            submitted_at=row.submitted_at,
            outcome=outcome,
            note=note,
            by=by,
        )
        if outcome == DecisionOutcome.RETURNED:
            # What comes back is to be changed: the teams confirm it again before it is submitted.
            lapse(row, list(DesignSection))
        notifications.decided(row, decision)
    return row


def open_enrolment(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Let students enrol.

    Raises RefusedError unless an agreement in force covers every team's institution to the last
    day.
    """
    with EXCHANGES.step(exchange, "open", by=by, seen=seen) as row:
        require_agreement(row)
        notifications.opened(row)
    return row


def start(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Close enrolment and begin."""
    with EXCHANGES.step(exchange, "start", by=by, seen=seen) as row:
        notifications.started(row)
    return row


def complete(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """End an exchange that ran."""
    with EXCHANGES.step(exchange, "complete", by=by, seen=seen) as row:
        notifications.completed(row)
    return row


def cancel(exchange: Exchange, reason: str, seen: int | None = None, *, by: User) -> Exchange:
    """Give the exchange up, for a reason that everybody concerned reads."""
    if not reason.strip():
        raise RefusedError(_("Say why, so that everybody concerned understands."))
    with EXCHANGES.step(exchange, "cancel", by=by, seen=seen) as row:
        row.cancel_reason = reason.strip()
        notifications.cancelled(row)
    return row
