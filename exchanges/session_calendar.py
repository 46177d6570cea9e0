"""A session as an event for people's own calendars, and all sessions of a person for theirs."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from core.calendars import Event, Method, calendar_text
from core.components import Site
from core.meeting_calendar import Standing, attachment, event_of
from core.meeting_rows import light_rows
from exchanges.enums import UNDECIDED, DecisionOutcome, ExchangeState, SessionState
from exchanges.models import Decision, Session, Team

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
        standing=_standing(session),
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
    """Return light copies of the sessions that the person may join (`core.meeting_rows`)."""
    sessions = Session.objects.of_person(user)
    return light_rows(sessions, KIND, "exchange", title="exchange__title", standing=STANDING)


def _standing(session: Session) -> Standing:
    """Return how sure a session is by its exchange: as `STANDING` says it of many.

    It is a plan until the office approves the exchange. What was still to come when the exchange
    was cancelled is given up with it, and so is all of one that was rejected.
    """
    exchange, is_scheduled = session.exchange, session.state == SessionState.SCHEDULED
    is_dropped = exchange.state == ExchangeState.REJECTED or (
        exchange.state == ExchangeState.CANCELLED and session.starts_at > exchange.state_changed_at
    )
    return Standing(
        is_tentative=is_scheduled and exchange.state in UNDECIDED,
        confirmed_at=_confirmed_at(session),
        dropped_at=exchange.state_changed_at if is_scheduled and is_dropped else None,
    )


def _confirmed_at(session: Session) -> datetime | None:
    """Return when the approval of its exchange changed what a session is, if it did.

    It changes nothing of one that was called off before, nor of one that was planned later.
    """
    approved_at = session.exchange.approved_at
    if approved_at is None or session.created_at >= approved_at:
        return None
    was_called_off = (
        session.state == SessionState.CANCELLED and session.schedule_changed_at <= approved_at
    )
    return None if was_called_off else approved_at


def _approved_at(**conditions: Any) -> Subquery:
    """Return when the office approved the exchange of a session that there was already."""
    approvals = Decision.objects.filter(
        exchange=OuterRef("exchange"),
        outcome=DecisionOutcome.APPROVED,
        created_at__gt=OuterRef("created_at"),
        **conditions,
    )
    return Subquery(approvals.order_by().values("created_at")[:1])


_SCHEDULED, _CALLED_OFF = Q(state=SessionState.SCHEDULED), Q(state=SessionState.CANCELLED)
_GIVEN_UP = Q(exchange__state=ExchangeState.REJECTED) | Q(
    exchange__state=ExchangeState.CANCELLED, starts_at__gt=F("exchange__state_changed_at")
)
STANDING = {
    "is_tentative": Case(
        When(_SCHEDULED & Q(exchange__state__in=UNDECIDED), then=True), default=False
    ),
    "confirmed_at": Case(
        When(_CALLED_OFF, then=_approved_at(created_at__lt=OuterRef("schedule_changed_at"))),
        default=_approved_at(),
    ),
    "dropped_at": Case(When(_SCHEDULED & _GIVEN_UP, then=F("exchange__state_changed_at"))),
}


def session_sites(exchanges: Collection[UUID]) -> dict[UUID, list[Site]]:
    """Return the cities of the exchanges' teams, with their zones. One query."""
    rows = Team.objects.filter(exchange__in=exchanges).values_list(
        "exchange", "institution__city", "institution__time_zone"
    )
    sites: dict[UUID, list[Site]] = defaultdict(list)
    for exchange, city, zone in rows:
        sites[exchange].append(Site(city, zone))
    return sites
