"""What participants are told about a synchronous session."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import User
from core.calendars import Method
from core.clock import site_times
from core.components import Site
from core.meetings import Schedule, changes_since
from core.outbox import Draft, envelope_for, render, write_many
from exchanges.models import Session
from exchanges.session_calendar import session_attachment

REMINDER = "exchanges.session_reminder"
SCHEDULED = "exchanges.session_scheduled"
MOVED = "exchanges.session_moved"
CANCELLED = "exchanges.session_cancelled"
FACILITATOR_ADDED = "exchanges.facilitator_added"
FACILITATOR_REMOVED = "exchanges.facilitator_removed"


def sites_of(session: Session) -> list[Site]:
    """Return the exchange's sites, the anchor first."""
    teams = sorted(
        session.exchange.teams.all(), key=lambda team: team.institution_id != session.anchor_id
    )
    return [Site(team.institution.city, team.institution.time_zone) for team in teams]


def reminder_draft(session: Session, language: str, zone: str) -> Draft:
    """Write the reminder of a session for those who read this language in this zone."""
    words = render(REMINDER, language, zone, _context(session))
    return replace(words, attachments=[session_attachment(session)])


def sessions_scheduled(sessions: Sequence[Session], people: Iterable[User]) -> None:
    """Invite to the new sessions of one exchange: one e-mail to each person, a file for each."""
    context = {"sessions": sessions, "are_several": len(sessions) > 1}
    _tell(SCHEDULED, sessions, people, "REQUEST", context)


def session_moved(session: Session, before: Schedule, people: Iterable[User]) -> None:
    """Tell the old and the new time and place."""
    _tell(MOVED, [session], people, "REQUEST", changes_since(before, session))


def session_cancelled(session: Session, people: Iterable[User]) -> None:
    """Tell that the session does not take place, and why."""
    _tell(CANCELLED, [session], people, "CANCEL")


def facilitator_added(session: Session, person: User) -> None:
    """Tell somebody that they facilitate a session."""
    _tell(FACILITATOR_ADDED, [session], [person], "REQUEST")


def facilitator_removed(session: Session, person: User, *, takes_part: bool) -> None:
    """Tell somebody that they facilitate it no more; it stays in their calendar if they come."""
    context = {"takes_part": takes_part}
    _tell(FACILITATOR_REMOVED, [session], [person], None if takes_part else "CANCEL", context)


def _tell(
    kind: str,
    sessions: Sequence[Session],
    people: Iterable[User],
    method: Method | None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Write the message to each person, with the calendar files of its method, or with none."""
    letters = _Letters(kind, sessions[0], context or {})
    write_many(
        (
            envelope_for(
                person,
                kind,
                target=sessions[0],
                attachments=invitations(sessions, method, person) if method else [],
            ),
            letters.to(person),
        )
        for person in people
    )


def invitations(
    sessions: Sequence[Session], method: Method, person: User
) -> list[Mapping[str, str]]:
    """Return the calendar files of sessions for one person.

    A mail program shows one invitation in a message: several are files only, each with its name.
    """
    files = [session_attachment(each, method, attendee=person.email) for each in sessions]
    if len(files) == 1:
        return [*files]
    return [
        {"name": f"session-{number}.ics", "type": each["type"], "content": each["content"]}
        for number, each in enumerate(files, 1)
    ]


class _Letters:
    """The letters of one message: one for each language and zone among its readers."""

    def __init__(self, kind: str, session: Session, context: Mapping[str, Any]) -> None:
        self._kind = kind
        self._context = {**_context(session), **context}
        self._letters: dict[tuple[str, str], Draft] = {}

    def to(self, person: User) -> Draft:
        key = (person.language, person.time_zone)
        if key not in self._letters:
            self._letters[key] = render(self._kind, *key, self._context)
        return self._letters[key]


def _context(session: Session) -> dict[str, Any]:
    """Return what the templates of a session's e-mails read."""
    return {
        "meeting": session,
        "session": session,
        "exchange": session.exchange,
        "sites": site_times(session.starts_at, sites_of(session)),
    }
