"""Fill a database with sessions that are near, and with years of sent reminders."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Institution, User
from core.moments import database_now
from exchanges.enums import EnrolmentState, ExchangeState, Theme
from exchanges.models import Enrolment, Exchange, Session, Team

LANGUAGES = ("en", "it")
ZONES = ("Europe/Rome", "Africa/Casablanca", "Africa/Cairo")
# A row of the past for each person and old session.
_OLD = """
INSERT INTO core_message (message_id, kind, recipient_id, address, language, subject, text, html,
    attachments, is_confidential, target_type, target_id, target_seq, offset_minutes, state,
    attempts, expires_at, detail, next_attempt_at, created_at, sent_at)
SELECT '<' || gen_random_uuid() || '@bench.example>', 'exchanges.session_reminder', person.id,
    person.email, 'en', '', '', '', '[]', false, 'exchanges.session', session.id, 0, 60, 'sent', 1,
    session.starts_at, '', session.starts_at, session.starts_at, session.starts_at
FROM exchanges_session AS session
CROSS JOIN (SELECT id, email FROM accounts_user ORDER BY id LIMIT %s) AS person
WHERE session.state = 'held'
"""


def make_stage(exchanges: int, students: int) -> None:
    """Make running exchanges with that many students each; their sessions begin within the hour."""
    call_command("load_reference", verbosity=0, stdout=StringIO())
    siena, marrakesh = (Institution.objects.get(schac_code=c) for c in ("unisi.it", "uca.ma"))
    people = _people(students)
    today = timezone.localdate()
    rows = Exchange.objects.bulk_create(
        Exchange(
            title=f"Exchange {number}",
            theme=Theme.ISSUE,
            summary="A summary.",
            starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=30),
            state=ExchangeState.RUNNING,
            submitted_at=timezone.now(),
        )
        for number in range(exchanges)
    )
    teams = Team.objects.bulk_create(
        Team(exchange=row, institution=place, is_initiator=place == siena, seats=students)
        for row in rows
        for place in (siena, marrakesh)
    )
    long_ago = timezone.now() - timedelta(days=90)
    Enrolment.objects.bulk_create(
        (
            Enrolment(
                exchange=team.exchange,
                team=team,
                student=person,
                state=EnrolmentState.ENROLLED,
                state_changed_at=long_ago,
            )
            for team in teams[::2]
            for person in people
        ),
        batch_size=5000,
    )
    soon = database_now() + timedelta(minutes=50)
    Session.objects.bulk_create(_session(row, siena, soon, "Near") for row in rows)
    analyse()


def add_old_rows(exchange: Exchange, sessions: int, people: int) -> None:
    """Write the reminders of `sessions` sessions that were held, to `people` people each."""
    long_ago = database_now() - timedelta(days=400)
    add_sessions(exchange, long_ago, sessions, state="held")
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [people])
    analyse()


def add_sessions(exchange: Exchange, starts_at: Any, count: int, **more: Any) -> None:
    """Add so many sessions to an exchange, an hour apart from one another."""
    place = exchange.teams.all()[0].institution
    Session.objects.bulk_create(
        _session(exchange, place, starts_at + timedelta(hours=number), f"Meeting {number}", **more)
        for number in range(count)
    )


def analyse() -> None:
    """Let PostgreSQL know its tables, as autovacuum does sooner or later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def copied_database() -> Iterator[tuple[str, str]]:
    """Copy the database as it stands; yield its name and the copy's, and drop the copy in the end.

    What differs between the two can then be measured in turn: see `use_database`.
    """
    own = connection.settings_dict["NAME"]
    copy = f"{own}_copy"
    _rule(f'CREATE DATABASE "{copy}" TEMPLATE "{own}"')
    try:
        yield own, copy
    finally:
        use_database(own)
        _rule(f'DROP DATABASE "{copy}"')


def use_database(name: str) -> None:
    """Go on with another database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = name


def _rule(statement: str) -> None:
    """Run a statement about databases, while nobody is connected to ours."""
    connection.close()
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 -- Django gives it no other name
        cursor.execute(statement)


def forget_messages() -> None:
    """Empty the outbox."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_message, core_letter CASCADE")
    analyse()


def _people(count: int) -> list[User]:
    made: list[User] = User.objects.bulk_create(
        User(
            email=f"student{number}@bench.example",
            given_name="Student",
            family_name=str(number),
            language=LANGUAGES[number % len(LANGUAGES)],
            time_zone=ZONES[number % len(ZONES)],
            password="!",  # noqa: S106 -- a password that nobody has
        )
        for number in range(count)
    )
    return made


def _session(
    exchange: Exchange, anchor: Institution, starts_at: Any, title: str, **more: Any
) -> Session:
    return Session(
        exchange=exchange,
        anchor=anchor,
        title=title,
        agenda="What we look at, and who says what. " * 10,
        link="https://meet.example.org/room",
        local_date=date(2027, 1, 1),
        local_time=time(14),
        zone=anchor.time_zone,
        starts_at=starts_at,
        **more,
    )
