"""A session as an event for people's own calendars, and all sessions of a person for theirs."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from accounts.models import User
from core.calendars import Event, Method, calendar_text
from core.components import Site
from core.meeting_calendar import attachment, event_of
from core.meeting_rows import light_rows
from exchanges.enums import ExchangeState, SessionState
from exchanges.models import Session, Team

KIND = "session"
FILE_NAME = "session.ics"


def session_event(session: Session, method: Method = "PUBLISH", *, attendee: str = "") -> Event:
    """Return the event of a session. It holds the meeting link: it is for participants only."""
    return event_of(
        session,
        kind=KIND,
        title=session.exchange.title,
        page=session.get_absolute_url(),
        method=method,
        attendee=attendee,
    )


def session_file(session: Session, method: Method = "PUBLISH", *, attendee: str = "") -> str:
    """Return the iCalendar file of a session."""
    return calendar_text([session_event(session, method, attendee=attendee)], method)


def session_attachment(
    session: Session, method: Method = "PUBLISH", *, attendee: str = ""
) -> dict[str, str]:
    """Return the file as the attachment of an e-mail; REQUEST and CANCEL are for one attendee."""
    return attachment(FILE_NAME, method, session_file(session, method, attendee=attendee))


def session_rows(user: User) -> QuerySet[Any]:
    """Return light copies of the sessions that the person may join (`core.meeting_rows`).

    What was still to come when its exchange was cancelled or rejected is given up with it.
    """
    given_up = Q(
        state=SessionState.SCHEDULED,
        exchange__state__in=(ExchangeState.CANCELLED, ExchangeState.REJECTED),
        starts_at__gt=F("exchange__state_changed_at"),
    )
    return light_rows(
        Session.objects.of_person(user),
        KIND,
        "exchange",
        title="exchange__title",
        dropped_at=Case(When(given_up, then=F("exchange__state_changed_at"))),
    )


def session_sites(exchanges: Collection[UUID]) -> dict[UUID, list[Site]]:
    """Return the cities of the exchanges' teams, with their zones. One query."""
    rows = Team.objects.filter(exchange__in=exchanges).values_list(
        "exchange", "institution__city", "institution__time_zone"
    )
    sites: dict[UUID, list[Site]] = defaultdict(list)
    for exchange, city, zone in rows:
        sites[exchange].append(Site(city, zone))
    return sites
