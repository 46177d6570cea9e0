"""What participants are told about a synchronous session."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import User
from core.calendars import Method
from core.clock import site_times
from core.components import Site
from core.outbox import Draft, envelope_for, render, write_many
from exchanges.models import Session
from exchanges.session_calendar import session_attachment

REMINDER = "exchanges.session_reminder"
MOVED = "exchanges.session_moved"
CANCELLED = "exchanges.session_cancelled"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and where a session was, before it was moved."""

    starts_at: datetime
    minutes: int
    link: str


def sites_of(session: Session) -> list[Site]:
    """Return the exchange's sites, the anchor first."""
    teams = sorted(
        session.exchange.teams.all(), key=lambda team: team.institution_id != session.anchor_id
    )
    return [Site(team.institution.city, team.institution.time_zone) for team in teams]


def reminder_draft(session: Session, language: str, zone: str) -> Draft:
    """Write the reminder of a session for those who read this language in this zone."""
    context = {
        "session": session,
        "exchange": session.exchange,
        "sites": site_times(session.starts_at, sites_of(session)),
    }
    words = render(REMINDER, language, zone, context)
    return replace(words, attachments=[session_attachment(session)])


def session_moved(session: Session, before: Schedule, people: Iterable[User]) -> None:
    """Tell the old and the new time and place."""
    context = {
        "before": before,
        "is_another_time": before.starts_at != session.starts_at,
        "is_another_length": before.minutes != session.minutes,
        "is_another_link": before.link != session.link,
    }
    _tell(MOVED, session, people, context)


def session_cancelled(session: Session, people: Iterable[User]) -> None:
    """Tell that the session does not take place, and why."""
    _tell(CANCELLED, session, people, {})


def _tell(kind: str, session: Session, people: Iterable[User], context: Mapping[str, Any]) -> None:
    method: Method = "CANCEL" if kind == CANCELLED else "REQUEST"
    letters = _Letters(kind, session, context)
    write_many(
        (
            envelope_for(
                person,
                kind,
                target=session,
                attachments=[session_attachment(session, method, attendee=person.email)],
            ),
            letters.to(person),
        )
        for person in people
    )


class _Letters:
    """The letters of one message: one for each language and zone among its readers."""

    def __init__(self, kind: str, session: Session, context: Mapping[str, Any]) -> None:
        self._kind = kind
        self._context = {
            **context,
            "session": session,
            "exchange": session.exchange,
            "sites": site_times(session.starts_at, sites_of(session)),
        }
        self._letters: dict[tuple[str, str], Draft] = {}

    def to(self, person: User) -> Draft:
        key = (person.language, person.time_zone)
        if key not in self._letters:
            self._letters[key] = render(self._kind, *key, self._context)
        return self._letters[key]
