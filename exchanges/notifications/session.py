"""What participants are told about a synchronous session."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import User
from core.calendars import Method
from core.clock import site_times
from core.components import Site
from core.letters import write_to_all
from core.meetings import Schedule, changes_since
from core.outbox import Draft, render
from core.wall_times import offset_minutes
from exchanges.models import Session
from exchanges.session_calendar import session_attachment

REMINDER = "exchanges.session_reminder"
SCHEDULED = "exchanges.session_scheduled"
MOVED = "exchanges.session_moved"
CANCELLED = "exchanges.session_cancelled"
FACILITATOR_ADDED = "exchanges.facilitator_added"
FACILITATOR_REMOVED = "exchanges.facilitator_removed"
TIMES_CHANGED = "exchanges.session_times_changed"
STUCK = "exchanges.session_stuck"


def sites_of(session: Session) -> list[Site]:
    """Return the exchange's sites, the anchor first; none whose zone the rules do not know."""
    teams = sorted(
        session.exchange.teams.all(), key=lambda team: team.institution_id != session.anchor_id
    )
    places = [team.institution for team in teams]
    return [
        Site(place.city, place.time_zone)
        for place in places
        if offset_minutes(session.starts_at, place.time_zone) is not None
    ]


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


def session_times_changed(
    session: Session,
    people: Sequence[User],
    local_before: datetime,
    is_moved: bool,  # noqa: FBT001 -- as the kernel calls it
) -> None:
    """Tell people of one zone that new rules of clocks changed their local time of a session.

    `local_before` is the wall time that they knew. The session's own instant moved or not.
    """
    context = {"local_before": local_before, "is_moved": is_moved}
    _tell(TIMES_CHANGED, [session], people, "REQUEST" if is_moved else None, context)


def session_stuck(session: Session, people: Iterable[User], problem: object) -> None:
    """Tell who can move it that a session needs another time; `problem` is a sentence."""
    _tell(STUCK, [session], people, None, {"problem": problem})


def _tell(
    kind: str,
    sessions: Sequence[Session],
    people: Iterable[User],
    method: Method | None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Write the message to each person, with the calendar files of its method, or with none."""
    first = sessions[0]
    write_to_all(
        kind,
        first,
        people,
        {**_context(first), **(context or {})},
        lambda person: invitations(sessions, method, person) if method else [],
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


def _context(session: Session) -> dict[str, Any]:
    """Return what the templates of a session's e-mails read."""
    return {
        "meeting": session,
        "session": session,
        "exchange": session.exchange,
        "sites": site_times(session.starts_at, sites_of(session)),
    }
