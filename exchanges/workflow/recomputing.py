"""Keep synchronous sessions right when the rules of time zones change."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.recomputing import Kind
from exchanges.models import Session
from exchanges.notifications import session as notifications
from exchanges.people import offices_of, teachers_of
from exchanges.workflow.one_place import lock_facilitators, nobody_in_two_places
from exchanges.workflow.session import who_knows, zones_of
from exchanges.workflow.walkers import SESSIONS


@contextmanager
def _changing(session: Session) -> Iterator[None]:
    """Refuse that somebody would facilitate two sessions at once."""
    with nobody_in_two_places():
        lock_facilitators(session)
        yield


def _alarm(session: Session, problem: object) -> None:
    """Tell the teachers, who can move it, and the offices."""
    exchange = session.exchange
    people = [*teachers_of(exchange), *offices_of(exchange)]
    notifications.session_stuck(session, people, problem)


SESSION_TIMES = Kind(
    name="session",
    rows=lambda: Session.objects.for_page().meant(),
    workflow=SESSIONS,
    zones=zones_of,
    readers=who_knows,
    changing=_changing,
    tell=notifications.session_times_changed,
    alarm=_alarm,
)
