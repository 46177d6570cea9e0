"""Schedule, move, cancel and hold synchronous sessions.

A session is part of the design while the teachers work on it, so every verb takes the exchange's
lock first, and a change then makes the teams' confirmations lapse.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Institution, User
from core import audit
from core.errors import RefusedError
from core.meetings import Plan, apply_plan, new_schedule
from exchanges.enums import DesignSection, ExchangeState
from exchanges.models import Exchange, Session
from exchanges.notifications import session as notifications
from exchanges.people import participants_of
from exchanges.workflow.confirmation import lapse
from exchanges.workflow.walkers import EXCHANGES, SESSIONS

IN_DESIGN = (ExchangeState.DRAFT, ExchangeState.RETURNED)
IN_USE = (ExchangeState.OPEN, ExchangeState.RUNNING)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to schedule."""

    title: str
    anchor: Institution
    plan: Plan
    agenda: str = ""


def schedule_sessions(
    exchange: Exchange, sessions: Sequence[NewSession], *, by: User
) -> list[Session]:
    """Schedule sessions, all or none.

    Raises RefusedError when a local time does not exist or a day lies outside the exchange.
    """
    data = {"verb": "schedule", "sessions": len(sessions)}
    with EXCHANGES.step(exchange, "schedule_session", by=by, data=data) as row:
        _touch_design(row, by=by)
        return [_create(row, new, by=by) for new in sessions]


def move_session(session: Session, plan: Plan, *, by: User, seen: int | None = None) -> Session:
    """Change when or where a session is, and tell the participants of a live exchange.

    Raises RefusedError as `schedule_sessions` does, and when nothing would change.
    """
    with _step(session, "move", by=by, seen=seen) as (exchange, row):
        before = notifications.Schedule(row.starts_at, row.minutes, row.link)
        _apply(row, exchange, plan)
        if before == notifications.Schedule(row.starts_at, row.minutes, row.link):
            raise RefusedError(_("The session is already planned like this."))
        new_schedule(row)
        if exchange.state in IN_USE:
            notifications.session_moved(row, before, participants_of(exchange))
    return row


def edit_session(
    session: Session, title: str, agenda: str, *, by: User, seen: int | None = None
) -> Session:
    """Change what a session is about; nobody is told, since nobody need come at another time."""
    with _step(session, "edit", by=by, seen=seen) as (_exchange, row):
        row.title = title
        row.agenda = agenda
    return row


def cancel_session(session: Session, reason: str, *, by: User, seen: int | None = None) -> Session:
    """Call a session off, and tell the participants of a live exchange why."""
    with _step(session, "cancel", by=by, seen=seen) as (exchange, row):
        row.cancel_reason = reason
        new_schedule(row)
        if exchange.state in IN_USE:
            notifications.session_cancelled(row, participants_of(exchange))
    return row


def hold_session(session: Session, *, by: User, seen: int | None = None) -> Session:
    """Say that a session took place. Raises RefusedError before it has begun."""
    with SESSIONS.step(session, "hold", by=by, seen=seen) as row:
        refuse_before_it_begins(row)
    return row


def refuse_before_it_begins(session: Session) -> None:
    """Raise RefusedError when the session has not begun."""
    if session.starts_at > timezone.now():
        raise RefusedError(_("This session has not begun yet."))


@contextmanager
def _step(
    session: Session, verb: str, *, by: User, seen: int | None
) -> Iterator[tuple[Exchange, Session]]:
    """Open the steps of the exchange and of its session, in the order of their locks."""
    data: dict[str, Any] = {"verb": verb, "session": str(session.pk)}
    with (
        EXCHANGES.step(session.exchange, "schedule_session", by=by, data=data) as exchange,
        SESSIONS.step(session, verb, by=by, seen=seen) as row,
    ):
        row.exchange = exchange
        _touch_design(exchange, by=by)
        yield exchange, row


def _touch_design(exchange: Exchange, *, by: User) -> None:
    """Let a change of the sessions drop what the teams confirmed of the syllabus."""
    if exchange.state in IN_DESIGN:
        exchange.design_version += 1
        lapse(exchange, [DesignSection.SYLLABUS], by=by)


def _create(exchange: Exchange, new: NewSession, *, by: User) -> Session:
    session = Session(exchange=exchange, title=new.title, anchor=new.anchor, agenda=new.agenda)
    session.zone = new.anchor.time_zone
    _apply(session, exchange, new.plan)
    session.save(force_insert=True)
    audit.record("exchanges.session.schedule", session, by=by)
    return session


def _apply(session: Session, exchange: Exchange, plan: Plan) -> None:
    """Set time and place; raise RefusedError when they cannot be."""
    if not exchange.starts_on <= plan.local_date <= exchange.ends_on:
        raise RefusedError(_("The session must lie within the dates of the exchange."))
    apply_plan(session, plan)
