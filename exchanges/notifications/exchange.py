"""What the teachers, the office and the students are told about an exchange."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from core.outbox import envelope_for, queue
from exchanges.models import Decision, Exchange
from exchanges.people import offices_of, students_of, teachers_of


def submitted(exchange: Exchange) -> None:
    """Tell the office that a design waits for its decision."""
    _tell(offices_of(exchange), "submitted", exchange)


def withdrawn(exchange: Exchange) -> None:
    """Tell the office that a design no longer waits for it."""
    _tell(offices_of(exchange), "withdrawn", exchange)


def decided(exchange: Exchange, decision: Decision) -> None:
    """Tell the teachers what the office decided, and why."""
    _tell(teachers_of(exchange), "decided", exchange, decision=decision)


def agreement_asked(exchange: Exchange) -> None:
    """Tell the office that an agreement was drafted and is theirs to complete."""
    _tell(offices_of(exchange), "agreement_asked", exchange, agreement=exchange.agreement)


def opened(exchange: Exchange) -> None:
    """Tell the teachers that their students can enrol."""
    _tell(teachers_of(exchange), "opened", exchange)


def started(exchange: Exchange) -> None:
    """Tell teachers and students that the exchange begins."""
    _tell([*teachers_of(exchange), *students_of(exchange)], "started", exchange)


def completed(exchange: Exchange) -> None:
    """Tell the teachers that the exchange is over and what is left to do."""
    _tell(teachers_of(exchange), "completed", exchange)


def cancelled(exchange: Exchange) -> None:
    """Tell teachers and students that the exchange does not take place, and why."""
    _tell([*teachers_of(exchange), *students_of(exchange)], "cancelled", exchange)


def _tell(people: Iterable[User], name: str, exchange: Exchange, **context: Any) -> None:
    for person in people:
        envelope = envelope_for(person, f"exchanges.{name}", target=exchange)
        queue(envelope, {"exchange": exchange, **context})
