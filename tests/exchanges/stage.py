"""Exchanges and sessions to test with, in whatever moment the database's clock stands."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.models import Message
from exchanges.enums import ExchangeState, Theme
from exchanges.models import Enrolment, Exchange, Session, Team


def make_exchange(cast, state=ExchangeState.DRAFT, **fields):
    """Make an exchange of Siena and Marrakesh that began a week ago and lasts six weeks."""
    today = timezone.localdate()
    exchange = Exchange.objects.create(
        title="Migration and borders",
        theme=Theme.ISSUE,
        starts_on=today - timedelta(days=7),
        ends_on=today + timedelta(days=35),
        state=state,
        cancel_reason="It was cancelled." if state == ExchangeState.CANCELLED else "",
        **fields,
    )
    Team.objects.create(
        exchange=exchange,
        institution=cast.siena,
        department=cast.dispi,
        lead=cast.lead_teacher,
        is_initiator=True,
    )
    Team.objects.create(exchange=exchange, institution=cast.marrakesh, lead=cast.partner_teacher)
    return exchange


def make_session(exchange, in_minutes=3 * 24 * 60, **fields):
    """Make a scheduled session that begins so many minutes from now (negative: it has begun)."""
    starts_at = timezone.now() + timedelta(minutes=in_minutes)
    anchor = exchange.teams.get(is_initiator=True).institution
    wall = starts_at.astimezone(ZoneInfo(anchor.time_zone))
    values = {
        "title": "Opening session",
        "link": "https://meet.example.org/secret-room",
        "agenda": "Introductions",
        "minutes": 90,
    }
    return Session.objects.create(
        exchange=exchange,
        anchor=anchor,
        zone=anchor.time_zone,
        local_date=wall.date(),
        local_time=wall.time(),
        starts_at=starts_at,
        **(values | fields),
    )


def enrol(exchange, student, institution):
    """Give a student a place, without the ceremony of enrolling."""
    team = exchange.teams.get(institution=institution)
    return Enrolment.objects.create(exchange=exchange, team=team, student=student)


def make_running(cast, **fields):
    """Make a running exchange with one student of each university."""
    exchange = make_exchange(cast, ExchangeState.RUNNING, **fields)
    enrol(exchange, cast.student, cast.siena)
    enrol(exchange, cast.other_student, cast.marrakesh)
    return exchange


def reminders():
    """Return the messages that remind of a session."""
    return Message.objects.filter(offset_minutes__isnull=False)
