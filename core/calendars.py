"""Write iCalendar files (RFC 5545) for other people's calendars. Pure: values in, text out.

The lines are written as text and not as a tree of objects: a feed holds hundreds of events and is
asked for every hour by everybody who subscribes to it. `tests/core/test_calendars.py` reads them
back with libraries of others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from core.zone_rules import zone_lines

PRODUCT = "-//Virtual Exchange portal//EN"
# How often a calendar should ask a feed again.
REFRESH = "PT1H"
# A line's length in octets, without its end (RFC 5545, 3.1).
LINE = 75

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
# Characters that no text of a calendar may hold (RFC 5545, 3.1); line breaks are escaped instead.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_IN_URI = re.compile(r"[\x00-\x20\x7f]")


@dataclass(slots=True)
class Event:
    """A meeting in a calendar.

    `uid` stays the same for ever, `sequence` grows when time, place or state change, and
    `changed_at` is when that last happened (never the moment of writing, or two equal files would
    differ). The meeting begins at `starts_at`, shown in `zone`. `uid`, `place` and `url` hold what
    the portal made or checked; `title` and `description` are anybody's words.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    zone: str
    minutes: int
    title: str
    description: str = ""
    place: str = ""
    url: str = ""
    status: Status = "CONFIRMED"
    organizer: str = ""
    attendee: str = ""


def calendar_text(events: Sequence[Event], method: Method = "PUBLISH", *, name: str = "") -> str:
    """Return an iCalendar file with the events and the rules of their zones.

    With a name it is a feed: the calendar is called so, and asked for again every hour.
    """
    lines = ["BEGIN:VCALENDAR", f"PRODID:{PRODUCT}", "VERSION:2.0", f"METHOD:{method}"]
    if name:
        words = _text(name)
        lines += [
            f"NAME:{words}",
            f"X-WR-CALNAME:{words}",
            f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
            f"X-PUBLISHED-TTL:{REFRESH}",
        ]
    lines += _zones(events)
    infos = {zone: ZoneInfo(zone) for zone in {event.zone for event in events}}
    for event in events:
        lines += _event(event, infos[event.zone])
    lines += ["END:VCALENDAR", ""]
    return "\r\n".join([line if _is_short(line) else _folded(line) for line in lines])


def _zones(events: Sequence[Event]) -> Iterable[str]:
    """Return the rules of the events' zones, for the years around them."""
    years: dict[str, set[int]] = {}
    for event in events:
        years.setdefault(event.zone, set()).add(event.starts_at.year)
    for zone in sorted(years.keys() - {"UTC"}):
        yield from zone_lines(zone, min(years[zone]), max(years[zone]))


def _event(event: Event, info: ZoneInfo) -> list[str]:
    changed = _utc(event.changed_at)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        _start(event, info),
        # A length, since the end's wall time may be one that the clocks repeat.
        f"DURATION:PT{event.minutes}M",
        f"SUMMARY:{_text(event.title)}",
        f"STATUS:{event.status}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    if event.place:
        lines.append(f"LOCATION:{_text(event.place)}")
    if event.url:
        lines.append(f"URL:{_uri(event.url)}")
    if event.organizer:
        lines.append(f"ORGANIZER:mailto:{_uri(event.organizer)}")
    if event.attendee:
        address = _uri(event.attendee)
        lines.append(f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{address}")
    lines.append("END:VEVENT")
    return lines


def _start(event: Event, info: ZoneInfo) -> str:
    """Return the beginning in its zone; in UTC when it is the later of two equal wall times.

    RFC 5545 (3.3.5) reads such a wall time as the earlier one.
    """
    if event.zone == "UTC":
        return f"DTSTART:{_utc(event.starts_at)}"
    local = event.starts_at.astimezone(info)
    if local.fold and local.replace(fold=0).utcoffset() != local.utcoffset():
        return f"DTSTART:{_utc(event.starts_at)}"
    return f"DTSTART;TZID={event.zone}:{_wall(local)}"


def _utc(moment: datetime) -> str:
    return f"{_wall(moment.astimezone(UTC))}Z"


def _wall(moment: datetime) -> str:
    # Several times faster than `strftime`.
    return (
        f"{moment.year:04}{moment.month:02}{moment.day:02}"
        f"T{moment.hour:02}{moment.minute:02}{moment.second:02}"
    )


def _text(text: str) -> str:
    """Escape a text (RFC 5545, 3.3.11), without what no calendar may hold.

    A carriage return, alone or not, is a line break.
    """
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    if escaped.isprintable():
        return escaped
    escaped = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return _CONTROLS.sub("", escaped)


def _uri(text: str) -> str:
    """Return an address as it stands, without what could end its line."""
    return text if text.isprintable() and " " not in text else _NOT_IN_URI.sub("", text)


def _is_short(line: str) -> bool:
    return len(line) <= LINE and line.isascii()


def _folded(line: str) -> str:
    """Break a line that is too long; no character is split (RFC 5545, 3.1)."""
    if line.isascii():
        step = LINE - 1
        rest = [line[at : at + step] for at in range(LINE, len(line), step)]
        return "\r\n ".join([line[:LINE], *rest])
    octets, parts, start, room = line.encode(), [], 0, LINE
    while len(octets) - start > room:
        end = start + room
        # Octets that begin with the bits 10 go on with a character.
        while octets[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        parts.append(octets[start:end].decode())
        start, room = end, LINE - 1
    parts.append(octets[start:].decode())
    return "\r\n ".join(parts)
