"""A session as an event for people's own calendars."""

from urllib.parse import urlsplit

from django.conf import settings

from core.calendars import Event, Method, calendar_text
from exchanges.enums import SessionState
from exchanges.models import Session

FILE_NAME = "session.ics"


def session_event(session: Session, method: Method = "PUBLISH", *, attendee: str = "") -> Event:
    """Return the event of a session. It holds the meeting link: it is for participants only.

    With the method CANCEL it is cancelled, also in the moment before the session's row says so.
    """
    host = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"
    page = f"{settings.SITE_ORIGIN}{session.get_absolute_url()}"
    return Event(
        uid=f"session-{session.pk}@{host}",
        sequence=session.schedule_seq,
        changed_at=session.schedule_changed_at,
        starts_at=session.starts_at,
        zone=session.zone,
        minutes=session.minutes,
        title=f"{session.title} ({session.exchange.title})",
        description="\n\n".join(part for part in (session.agenda, page) if part),
        place=session.link,
        url=session.link or page,
        is_cancelled=method == "CANCEL" or session.state == SessionState.CANCELLED,
        organizer=settings.CONTACT_EMAIL if attendee else "",
        attendee=attendee,
    )


def session_file(session: Session, method: Method = "PUBLISH", *, attendee: str = "") -> str:
    """Return the iCalendar file of a session."""
    return calendar_text([session_event(session, method, attendee=attendee)], method)


def session_attachment(
    session: Session, method: Method = "PUBLISH", *, attendee: str = ""
) -> dict[str, str]:
    """Return the file as the attachment of an e-mail."""
    return {
        "name": FILE_NAME,
        "type": f"text/calendar; method={method}",
        "content": session_file(session, method, attendee=attendee),
    }
