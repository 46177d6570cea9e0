"""Read what the document of a design says out of the database."""

from datetime import UTC, datetime

from django.utils import translation

from exchanges.design_json import NAMELESS, document_of
from exchanges.design_values import findings_of
from exchanges.documents.values import DecisionValues, FindingValues, SessionValues, Source
from exchanges.enums import ExchangeState
from exchanges.models import Decision, Exchange, Submission

# The teachers hold the design: it is checked as it stands, not as it was handed in.
_IN_HAND = (ExchangeState.DRAFT, ExchangeState.RETURNED)


def source_of(exchange: Exchange, language: str) -> Source:
    """Return what the document says; findings come in that language (`en` or `it`)."""
    submission = None
    if exchange.state not in _IN_HAND:
        submission = exchange.submissions.first()
    decision = exchange.decisions.select_related("by").prefetch_related("remarks").first()
    with translation.override(language):
        findings = _findings(exchange, submission, language)
    return Source(
        design=document_of(exchange),
        state=exchange.state,
        version=exchange.design_version,
        changed_at=last_change(exchange, decision),
        programme=exchange.programme.name if exchange.programme else "",
        confirmed={
            team.institution.schac_code: team.confirmed_version for team in exchange.teams.all()
        },
        sessions=tuple(
            SessionValues(session.title, session.starts_at, session.minutes)
            for session in exchange.sessions.live()
        ),
        findings=findings,
        checked_at=submission.submitted_at if submission else None,
        decision=_decision(decision),
    )


def last_change(exchange: Exchange, decision: Decision | None = None) -> datetime:
    """Return when the design, its standing or one of its sessions changed last, in UTC."""
    moments = [exchange.created_at, exchange.state_changed_at]
    moments += exchange.section_revisions.values_list("created_at", flat=True)[:1]
    moments += exchange.sessions.order_by("-updated_at").values_list("updated_at", flat=True)[:1]
    if decision is not None:
        moments.append(decision.created_at)
    return max(moments).astimezone(UTC).replace(microsecond=0)


def _findings(
    exchange: Exchange, submission: Submission | None, language: str
) -> tuple[FindingValues, ...]:
    if submission is None:
        return tuple(
            FindingValues(item.status, item.title, item.found, item.exception)
            for item in findings_of(exchange)
        )
    return tuple(
        FindingValues(item["status"], item["title"], item["found"], item.get("exception", ""))
        for item in submission.findings.get(language, [])
    )


def _decision(decision: Decision | None) -> DecisionValues | None:
    if decision is None:
        return None
    return DecisionValues(
        outcome=decision.outcome,
        note=decision.note,
        by=decision.by.get_full_name() or NAMELESS,
        at=decision.created_at,
        version=decision.design_version,
        remarks=tuple((remark.section, remark.text) for remark in decision.remarks.all()),
    )
