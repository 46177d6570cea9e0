"""A calendar feed, against the queries that feed it: CPU time, and memory for each event."""

import gc
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Feed, Institution, User
from accounts.workflow import feed as feeds
from benchmarks.reminders.figures import Figure, interleave
from benchmarks.reminders.stage import analyse
from core.seals import token_hash
from exchanges.enums import ExchangeState, Theme
from exchanges.models import Exchange, Session, Team
from ve_portal.calendars.kinds import rows_of

FEW, MANY = 500, 5000
SESSIONS_EACH = 10
# The most CPU time that a feed may take, in times of its queries; and the most memory for an event
# of a long feed, in times of one of a short feed.
MOST_TIMES_QUERIES = 3.0
MOST_GROWTH = 1.2


def feed_figures(rounds: int) -> list[Figure]:
    """Measure feeds of 500 and of 5,000 events; return both figures."""
    short, long = (Reader(events) for events in (FEW, MANY))
    analyse()
    short.check()
    long.check()
    ours, floor = interleave(rounds, lambda: _cpu_ms(short.feed), lambda: _cpu_ms(short.queries))
    each_of_many, each_of_few = (reader.bytes_for_each_event() for reader in (long, short))
    cpu = Figure(
        *("a feed", "ms CPU", ours, floor, MOST_TIMES_QUERIES),
        at_least=False,
        note=f"{FEW:,} events, against the queries that feed it",
    )
    memory = Figure(
        *("memory of a feed", "bytes for each event", each_of_many, each_of_few, MOST_GROWTH),
        at_least=False,
        note=f"{MANY:,} events against {FEW:,}",
    )
    return [cpu, memory]


class Reader:
    """A teacher with so many sessions, and the address of their feed."""

    def __init__(self, events: int) -> None:
        self.events = events
        self.person = User.objects.create_user(f"reader{events}@bench.example")
        _make_sessions(self.person, events)
        self.token = feeds.renew(self.person, by=self.person)
        self.address = reverse("calendar-feed", args=[self.token])
        self.client = Client(SERVER_NAME="localhost")

    def feed(self) -> bytes:
        """Ask for the feed as a calendar program does, through all of the middleware."""
        return self.client.get(self.address).content

    def queries(self) -> int:
        """Only ask the database what the feed asks it: whose it is, and the meetings."""
        hashed = token_hash(self.token)
        feed = Feed.objects.select_related("owner").get(token_hash=hashed)
        since = timezone.now() - timedelta(days=365)
        return len(list(rows_of(feed.owner, starts_at__gte=since)))

    def check(self) -> None:
        """Raise AssertionError unless the feed holds them all; what is slow once is then done."""
        assert self.feed().count(b"BEGIN:VEVENT") == self.queries() == self.events  # noqa: S101 -- a benchmark of nothing is worse than none

    def bytes_for_each_event(self) -> float:
        """Return the most memory that the feed takes while it is made, for each event."""
        gc.collect()
        tracemalloc.start()
        self.feed()
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak / self.events


def _make_sessions(person: User, events: int) -> None:
    siena, marrakesh = (Institution.objects.get(schac_code=code) for code in ("unisi.it", "uca.ma"))
    today = timezone.localdate()
    rows = Exchange.objects.bulk_create(
        Exchange(
            title=f"Migration and borders {number}",
            theme=Theme.ISSUE,
            starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=300),
            state=ExchangeState.RUNNING,
            submitted_at=timezone.now(),
        )
        for number in range(events // SESSIONS_EACH)
    )
    Team.objects.bulk_create(
        Team(exchange=row, institution=siena, lead=person, is_initiator=True) for row in rows
    )
    Session.objects.bulk_create(
        Session(
            exchange=row,
            anchor=place,
            zone=place.time_zone,
            title=f"Session {number}",
            agenda="What we look at, and who says what. " * 5,
            link="https://meet.example.org/room",
            local_date=today,
            local_time=timezone.localtime().time(),
            starts_at=timezone.now() + timedelta(days=7 * number),
        )
        for row in rows
        for number in range(SESSIONS_EACH)
        for place in [(siena, marrakesh)[number % 2]]
    )


def _cpu_ms(step: Callable[[], object]) -> float:
    start = time.thread_time()
    step()
    return (time.thread_time() - start) * 1000
