"""Schedule, move, edit, cancel and hold synchronous sessions.

A session is part of the design while the teachers work on it, so every verb takes the exchange's
lock first, and a change of its plan or words then makes the teams' confirmations lapse.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Institution, User
from core import audit
from core.errors import RefusedError
from core.meetings import Plan, apply_plan, new_schedule, note_offsets, schedule_of
from exchanges.enums import IN_USE, DesignSection, ExchangeState
from exchanges.models import Exchange, Session
from exchanges.notifications import session as notifications
from exchanges.people import assigned_to, participants_in
from exchanges.workflow.confirmation import lapse
from exchanges.workflow.one_place import lock_facilitators, nobody_in_two_places
from exchanges.workflow.walkers import EXCHANGES, SESSIONS

IN_DESIGN = (ExchangeState.DRAFT, ExchangeState.RETURNED)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to schedule.

    `option_of`: it is another choice for the session at this place of the same list, an earlier
    one.
    """

    title: str
    anchor: Institution
    plan: Plan
    agenda: str = ""
    option_of: int | None = None
    recording_notice: str = ""


def schedule_sessions(
    exchange: Exchange, sessions: Sequence[NewSession], *, by: User, seen: int | None = None
) -> list[Session]:
    """Schedule sessions, all or none; in a live exchange the participants are invited to them.

    Raises RefusedError when a local time does not exist or a day lies outside the exchange, and
    ConflictError when the exchange has changed since its version `seen`.
    """
    data = {"verb": "schedule", "sessions": len(sessions)}
    with EXCHANGES.step(exchange, "schedule_session", by=by, seen=seen, data=data) as row:
        _touch_design(row, by=by)
        made: list[Session] = []
        for new in sessions:
            first = None if new.option_of is None else made[new.option_of]
            made.append(_create(row, new, first, by=by))
        if made and row.state in IN_USE:
            notifications.sessions_scheduled(made, participants_in(made[0]))
        return made


def move_session(session: Session, plan: Plan, *, by: User, seen: int | None = None) -> Session:
    """Change when or where a session is, and tell whoever knew the old plan.

    Raises RefusedError as `schedule_sessions` does, when nothing would change, and when somebody
    who facilitates it would be in two places.
    """
    with (
        nobody_in_two_places(),
        open_step(session, "move", by=by, seen=seen) as (exchange, row),
    ):
        lock_facilitators(row)
        before = schedule_of(row)
        _apply(row, exchange, plan)
        if before == schedule_of(row):
            raise RefusedError(_("The session is already planned like this."))
        _touch_design(exchange, by=by)
        new_schedule(row)
        notifications.session_moved(row, before, who_knows(row))
    return row


@dataclass(frozen=True, slots=True)
class Words:
    """What a session is about: nothing that changes when or where it is.

    `parallel_of` is the session that it is another choice for.
    """

    title: str
    agenda: str = ""
    recording_notice: str = ""
    parallel_of: Session | None = None


def edit_session(session: Session, words: Words, *, by: User, seen: int | None = None) -> Session:
    """Change what a session is about; nobody is told, since nobody need come at another time.

    Raises RefusedError when it would be another choice for a session that cannot have one.
    """
    with open_step(session, "edit", by=by, seen=seen) as (exchange, row):
        _check_parallel(row, words.parallel_of)
        if (row.title, row.agenda) != (words.title, words.agenda):
            _touch_design(exchange, by=by)
        row.title = words.title
        row.agenda = words.agenda
        row.recording_notice = words.recording_notice
        row.parallel_of = words.parallel_of
    return row


def _check_parallel(session: Session, other: Session | None) -> None:
    """Raise RefusedError unless the two can be one meeting at two times.

    The choices of a meeting all name the same session, so none is a choice of a choice.
    """
    if other is None or other.pk == session.parallel_of_id:
        return
    if session.parallels.exists():
        raise RefusedError(
            _("Other sessions are another choice for this one. Change those instead.")
        )
    if not Session.objects.choices_for(session).filter(pk=other.pk).exists():
        raise RefusedError(_("This session cannot be the same meeting at another time."))


def cancel_session(session: Session, reason: str, *, by: User, seen: int | None = None) -> Session:
    """Call a session off, and tell whoever knew of it why."""
    with open_step(session, "cancel", by=by, seen=seen) as (exchange, row):
        _touch_design(exchange, by=by)
        row.cancel_reason = reason
        new_schedule(row)
        notifications.session_cancelled(row, who_knows(row))
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


def who_knows(session: Session) -> Iterable[User]:
    """Return who has been told of a session, and so is told of what becomes of it.

    Once an exchange is open they are its participants; before, those who were asked to
    facilitate it.
    """
    if session.exchange.state in IN_USE:
        return participants_in(session)
    return assigned_to(session)


def zones_of(session: Session) -> set[str]:
    """Return the zones that a session is read in: its own, its sites' and its participants'."""
    sites = session.exchange.teams.values_list("institution__time_zone", flat=True)
    readers = participants_in(session).order_by().values_list("time_zone", flat=True)
    return {session.zone, *sites, *readers.distinct()}


@contextmanager
def open_step(
    session: Session, verb: str, *, by: User, seen: int | None = None
) -> Iterator[tuple[Exchange, Session]]:
    """Open the steps of the exchange and of its session, in the order of their locks.

    Raises RefusedError while the exchange is not the teachers' to change.
    """
    data: dict[str, Any] = {"verb": verb, "session": str(session.pk)}
    with (
        EXCHANGES.step(session.exchange, "schedule_session", by=by, data=data) as exchange,
        SESSIONS.step(session, verb, by=by, seen=seen) as row,
    ):
        row.exchange = exchange
        yield exchange, row


def _touch_design(exchange: Exchange, *, by: User) -> None:
    """Let a change of the sessions drop what the teams confirmed of the syllabus."""
    if exchange.state in IN_DESIGN:
        exchange.design_version += 1
        lapse(exchange, [DesignSection.SYLLABUS], by=by)


def _create(exchange: Exchange, new: NewSession, first: Session | None, *, by: User) -> Session:
    session = Session(exchange=exchange, title=new.title, anchor=new.anchor, agenda=new.agenda)
    session.parallel_of = first
    session.recording_notice = new.recording_notice
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
    note_offsets(session, zones_of(session))
