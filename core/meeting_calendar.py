"""A meeting as an event for people's own calendars: what sessions and training meetings share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings

from core.calendars import Event, Method, Status
from core.enums import MeetingState
from core.identity import event_mark, site_host

CANCELLED = MeetingState.CANCELLED.value


class Planned(Protocol):
    """What an event reads of a meeting: the row, or a light copy of it (`FIELDS`)."""

    id: Any
    title: str
    agenda: str
    recording_notice: str
    starts_at: datetime
    zone: str
    minutes: int
    link: str
    state: str
    schedule_seq: int
    schedule_changed_at: datetime


FIELDS = (
    "id",
    "title",
    "agenda",
    "recording_notice",
    "starts_at",
    "zone",
    "minutes",
    "link",
    "state",
    "schedule_seq",
    "schedule_changed_at",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure a meeting is by what it belongs to, which the meeting's own row does not say.

    `is_tentative`: it is only being considered. `confirmed_at` is when that ended well, and
    `dropped_at` when the meeting was given up with what it belongs to.
    """

    is_tentative: bool = False
    confirmed_at: datetime | None = None
    dropped_at: datetime | None = None

    @property
    def moves(self) -> list[datetime]:
        """Return when the meeting's state changed though its row did not."""
        return [each for each in (self.confirmed_at, self.dropped_at) if each is not None]


ON_ITS_OWN = Standing()


def event_of(  # noqa: PLR0913 -- each by its name
    meeting: Planned,
    *,
    kind: str,
    title: str,
    page: str,
    method: Method = "PUBLISH",
    attendee: str = "",
    standing: Standing = ON_ITS_OWN,
) -> Event:
    """Return the event of a meeting. It holds the meeting link: it is for participants only.

    `kind` begins the identifier that the event has for ever; `title` is the exchange's or the
    training's, `page` the path of the meeting's own page. With the method CANCEL it is cancelled,
    also in the moment before the meeting's row says so. Each change of its standing counts as one
    of its plan (RFC 5546, 2.1.4).
    """
    moves = standing.moves
    url = f"{settings.SITE_ORIGIN}{page}"
    parts = (meeting.agenda, meeting.recording_notice, url)
    return Event(
        uid=f"{kind}{event_mark(meeting.id)}{site_host()}",
        sequence=meeting.schedule_seq + len(moves),
        changed_at=max([meeting.schedule_changed_at, *moves]),
        starts_at=meeting.starts_at,
        zone=meeting.zone,
        minutes=meeting.minutes,
        title=f"{meeting.title} ({title})",
        description="\n\n".join([part for part in parts if part]),
        place=meeting.link,
        url=meeting.link or url,
        status="CANCELLED" if method == "CANCEL" else _status(meeting, standing),
        organizer=settings.CONTACT_EMAIL if attendee else "",
        attendee=attendee,
    )


def _status(meeting: Planned, standing: Standing) -> Status:
    if meeting.state == CANCELLED or standing.dropped_at is not None:
        return "CANCELLED"
    return "TENTATIVE" if standing.is_tentative else "CONFIRMED"


def attachment(name: str, method: Method, text: str) -> dict[str, str]:
    """Return a calendar file as the attachment of an e-mail.

    The courier also puts what invites or cancels inside the e-mail, where calendars look for it
    (RFC 6047, 2.4).
    """
    return {
        "name": name,
        "type": f"text/calendar; method={method}",
        "content": text,
        **({} if method == "PUBLISH" else {"method": method}),
    }
