"""What the review shows: the queue, and one submission with what was said of the last one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges import criteria
from exchanges.design_values import findings_of
from exchanges.enums import DecisionOutcome, EndorsementOutcome, ExchangeState
from exchanges.models import Decision, DecisionRemark, Endorsement, Exchange, Submission
from exchanges.redline import SectionChange, between


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A design in the queue: who takes part, what to do, and for how long it has waited.

    `previous` says what became of it the last time, and is empty for a first submission.
    """

    exchange: Exchange
    url: str
    places: str
    todo: str
    waited: str
    previous: str


def queue_rows(exchanges: Iterable[Exchange]) -> list[QueueRow]:
    """Return the rows of the queue; the exchanges come from `for_queue()`, nothing is asked."""
    return [
        QueueRow(
            exchange=exchange,
            url=reverse("exchanges:exchange-review", args=[exchange.pk]),
            places=", ".join(team.institution.name for team in exchange.teams.all()),
            todo=_("endorse") if exchange.state == ExchangeState.ENDORSING else _("decide"),
            waited=_days_since(exchange),
            previous=_outcome(_latest_answer(list(exchange.submissions.all())[1:])),
        )
        for exchange in exchanges
    ]


def _days_since(exchange: Exchange) -> str:
    moment = exchange.submitted_at
    days = (timezone.localdate() - timezone.localdate(moment)).days if moment else 0
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


Answer = Decision | Endorsement


def _latest_answer(submissions: Sequence[Submission]) -> Answer | None:
    """Return what the latest of these submissions (newest first) was given back with."""
    for submission in submissions:
        decision: Decision | None = getattr(submission, "decision", None)
        endorsement: Endorsement | None = getattr(submission, "endorsement", None)
        if decision is not None:
            return decision
        if endorsement is not None and endorsement.outcome == EndorsementOutcome.SENT_BACK:
            return endorsement
    return None


def last_answer(exchange: Exchange) -> Answer | None:
    """Return what the exchange was last given back or refused with, by office or coordinator."""
    if exchange.submitted_at is None:
        return None
    rows = exchange.submissions.select_related("decision__by", "endorsement__by")
    answer = _latest_answer(list(rows.defer("design", "rules", "findings")))
    # Designs that were decided on before submissions were kept have a decision alone.
    return answer or exchange.decisions.select_related("by").first()


def _outcome(answer: Answer | None) -> str:
    return str(answer.get_outcome_display()) if answer is not None else ""


@dataclass(frozen=True, slots=True)
class Review:
    """A submission as the reviewer reads it.

    `changes` is what is new since the submission before, None when this is the first. `answer` is
    what that one was given back with, `remarks` what was said then of single sections.
    `endorsement` is the coordinator's answer to this one.
    """

    submission: Submission | None
    findings: list[criteria.Finding]
    changes: list[SectionChange] | None
    answer: Answer | None
    remarks: list[DecisionRemark]
    endorsement: Endorsement | None


def review_of(exchange: Exchange) -> Review:
    """Return what the review of an exchange shows."""
    rows = exchange.submissions.select_related("decision__by", "endorsement__by", "by")
    submissions = list(rows)
    this, earlier = (submissions[0] if submissions else None), submissions[1:]
    answer = _latest_answer(earlier)
    changes = None
    if this is not None and earlier:
        changes = between(exchange, earlier[0].design_version, this.design_version)
    return Review(
        submission=this,
        findings=_findings(exchange, this),
        changes=changes,
        answer=answer,
        remarks=remarks_of(answer),
        endorsement=getattr(this, "endorsement", None),
    )


def _findings(exchange: Exchange, submission: Submission | None) -> list[criteria.Finding]:
    """Return the findings as they were handed in, in the reader's language, while they hold.

    A design that was changed since, or was never handed in, is checked as it stands.
    """
    if submission is None or submission.design_version != exchange.design_version:
        return findings_of(exchange)
    kept: dict[str, list[dict[str, Any]]] = submission.findings
    in_any = next(iter(kept.values()), [])
    return [_finding(values) for values in kept.get(translation.get_language() or "", in_any)]


def _finding(values: dict[str, Any]) -> criteria.Finding:
    """Return a kept finding; what it did not have in its time is empty."""
    return criteria.Finding(
        **{field.name: values.get(field.name, "") for field in fields(criteria.Finding)}
    )


def remarks_of(answer: Answer | None) -> list[DecisionRemark]:
    """Return what an answer said of single sections: only the office's decisions do."""
    return list(answer.remarks.all()) if isinstance(answer, Decision) else []


def remarks_on(exchange: Exchange, section: str) -> QuerySet[DecisionRemark]:
    """Return what the office said of a section when it last returned the design.

    Nothing once the design is handed in again: the remark is answered then.
    """
    rows = DecisionRemark.objects.filter(section=section).select_related("decision__by")
    if exchange.state not in (ExchangeState.DRAFT, ExchangeState.RETURNED):
        return rows.none()
    latest = exchange.decisions.order_by("-created_at").values("pk")[:1]
    return rows.filter(decision__in=latest, decision__outcome=DecisionOutcome.RETURNED)
