"""A person's calendar feed, against the plain query that feeds it."""

import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from accounts.models import Feed, User
from accounts.workflow import feed as feeds
from benchmarks.reminders.figures import Figure, interleave
from benchmarks.reminders.stage import add_sessions, analyse
from core.moments import database_now
from exchanges.models import Exchange, Session
from ve_portal.calendars.contents import contents_of
from ve_portal.calendars.kinds import rows_of

FEW, MANY = 500, 5000


def feed_figures(rounds: int) -> list[Figure]:
    """Write a feed of 500 events; then one of 5,000, to see what each event takes of memory."""
    exchange, person = Exchange.objects.all()[0], User.objects.all()[0]
    feeds.renew(person, by=person)
    feed = Feed.objects.select_related("owner").get(owner=person)
    _let_there_be(exchange, person, FEW)
    rows = rows_of(person, starts_at__gte=database_now() - timedelta(days=365))
    statement, values = rows.query.sql_with_params()

    def ours() -> float:
        return _cpu(lambda: contents_of(feed))

    def plain() -> float:
        return _cpu(lambda: _fetched(statement, values))

    ours(), plain()
    measured, floor = interleave(rounds, ours, plain)
    note = f"{FEW} events; the query alone, its rows fetched"
    speed = Figure("feed", "CPU ms", measured, floor, 3, at_least=False, note=note)
    few = _peak(lambda: contents_of(feed)) / FEW
    _let_there_be(exchange, person, MANY)
    many = _peak(lambda: contents_of(feed)) / MANY
    note = f"for each event, of {MANY:,} against of {FEW}"
    memory = Figure("memory of a feed", "bytes", many, few, 1.2, at_least=False, note=note)
    return [speed, memory]


def _let_there_be(exchange: Exchange, person: User, count: int) -> None:
    """Let the person take part in so many sessions to come."""
    known = Session.objects.filter(exchange__enrolments__student=person).count()
    add_sessions(exchange, database_now() + timedelta(days=10), count - known)
    analyse()


def _fetched(statement: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
        return rows


def _cpu(step: Callable[[], object]) -> float:
    """Return the milliseconds of this process; the database's are the same on both sides."""
    start = time.process_time()
    step()
    return (time.process_time() - start) * 1000


def _peak(step: Callable[[], object]) -> float:
    tracemalloc.start()
    step()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
