"""A session as an event for people's own calendars."""

from core.calendars import Event, Method, calendar_text
from core.meeting_calendar import attachment, event_of
from exchanges.models import Session

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
