"""What the coordinator, the office and the teachers are told about a review."""

from typing import Any

from exchanges.enums import ExchangeState
from exchanges.models import Decision, Endorsement, Exchange, Waiver
from exchanges.notifications.telling import tell
from exchanges.people import coordinators_of, offices_of, teachers_of
from exchanges.waivers import criterion_title


def to_endorse(exchange: Exchange) -> None:
    """Tell the department's coordinators that a design waits for their endorsement."""
    tell(coordinators_of(exchange), "exchanges.to_endorse", exchange)


def submitted(exchange: Exchange, endorsement: Endorsement | None = None) -> None:
    """Tell the office that a design waits for its decision, and who endorsed it."""
    tell(offices_of(exchange), "exchanges.submitted", exchange, endorsement=endorsement)


def withdrawn(exchange: Exchange) -> None:
    """Tell those whom a design waited for, in its state until now, that it no longer does."""
    is_with_coordinator = exchange.state == ExchangeState.ENDORSING
    waited_for = coordinators_of(exchange) if is_with_coordinator else offices_of(exchange)
    tell(waited_for, "exchanges.withdrawn", exchange)


def sent_back(exchange: Exchange, endorsement: Endorsement) -> None:
    """Tell the teachers that the coordinator sent the design back, and why."""
    tell(teachers_of(exchange), "exchanges.sent_back", exchange, endorsement=endorsement)


def decided(exchange: Exchange, decision: Decision) -> None:
    """Tell the teachers what the office decided, why, and what it says of single sections."""
    tell(
        teachers_of(exchange),
        "exchanges.decided",
        exchange,
        decision=decision,
        remarks=list(decision.remarks.all()),
    )


def exception_made(waiver: Waiver) -> None:
    """Tell the teachers that a criterion does not stop their design any more, and why."""
    tell(teachers_of(waiver.exchange), "exchanges.exception_made", **_about(waiver))


def exception_taken_back(waiver: Waiver) -> None:
    """Tell the teachers that a criterion holds again."""
    tell(teachers_of(waiver.exchange), "exchanges.exception_taken_back", **_about(waiver))


def _about(waiver: Waiver) -> dict[str, Any]:
    """Return what a message about an exception says."""
    title = criterion_title(waiver.code)
    return {"exchange": waiver.exchange, "waiver": waiver, "criterion": title}
