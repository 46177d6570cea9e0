"""Write iCalendar files (RFC 5545) for other people's calendars. Pure: values in, text out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
)
from icalendar import Event as EventComponent

from core.zones import next_clock_change

PRODUCT = "-//Virtual Exchange portal//EN"
# Clock changes are listed this long before and after the events: calendars look around them.
MARGIN = timedelta(days=370)

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
# Characters that no text of a calendar may hold (RFC 5545, 3.1); line breaks are escaped instead.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting in a calendar.

    `uid` stays the same for ever, `sequence` grows when time, place or state change, and
    `changed_at` is when that last happened (never the moment of writing, or two equal files would
    differ). The meeting begins at `starts_at`, shown in `zone`.
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
    is_cancelled: bool = False
    organizer: str = ""
    attendee: str = ""


def calendar_text(events: Sequence[Event], method: Method = "PUBLISH") -> str:
    """Return an iCalendar file with the events and the rules of their zones."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for zone in sorted({event.zone for event in events} - {"UTC"}):
        mine = [event.starts_at for event in events if event.zone == zone]
        calendar.add_component(_zone_rules(zone, min(mine), max(mine)))
    for event in events:
        calendar.add_component(_event(event))
    text: str = calendar.to_ical().decode()
    return text


def _event(event: Event) -> Component:
    component = EventComponent()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at.astimezone(UTC).replace(microsecond=0))
    component.add("dtstart", _start(event))
    # A length, since the end's wall time may be one that the clocks repeat.
    component.add("duration", timedelta(minutes=event.minutes))
    component.add("summary", _clean(event.title))
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    url = "".join(event.url.split())
    texts = (("description", event.description), ("location", event.place), ("url", url))
    for name, value in texts:
        if value:
            component.add(name, _clean(value))
    if event.organizer:
        component.add("organizer", vCalAddress(f"mailto:{event.organizer}"))
    if event.attendee:
        attendee = vCalAddress(f"mailto:{event.attendee}")
        attendee.params["RSVP"] = "FALSE"
        attendee.params["PARTSTAT"] = "ACCEPTED"
        component.add("attendee", attendee)
    return component


def _start(event: Event) -> datetime:
    """Return the beginning in its zone; in UTC when it is the later of two equal wall times.

    RFC 5545 (3.3.5) reads such a wall time as the earlier one.
    """
    local = event.starts_at.astimezone(ZoneInfo(event.zone)).replace(microsecond=0)
    is_later = local.fold and local.replace(fold=0).utcoffset() != local.utcoffset()
    return event.starts_at.astimezone(UTC).replace(microsecond=0) if is_later else local


def _zone_rules(zone: str, first: datetime, last: datetime) -> Component:
    """Return the zone's rules: each clock change around the events, by our own zone data."""
    rules = Timezone()
    rules.add("tzid", zone)
    for at in _onsets(zone, first, last):
        rules.add_component(_observance(zone, at))
    return rules


def _onsets(zone: str, first: datetime, last: datetime) -> Iterable[datetime]:
    """Yield a moment well before the first event, then each clock change until after the last."""
    here, end = first - MARGIN, last + MARGIN
    here = here.replace(microsecond=0)
    yield here
    while change := next_clock_change(zone, here, (end - here).days):
        yield change.at
        here = change.at


def _observance(zone: str, at: datetime) -> Component:
    info = ZoneInfo(zone)
    before = (at - timedelta(seconds=1)).astimezone(info).utcoffset() or timedelta(0)
    local = at.astimezone(info)
    component = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # The onset is written as the clocks showed it before they changed (RFC 5545, 3.6.5).
    component.add("dtstart", (at.astimezone(UTC) + before).replace(tzinfo=None))
    component.add("tzoffsetfrom", before)
    component.add("tzoffsetto", local.utcoffset() or timedelta(0))
    component.add("tzname", local.tzname() or zone)
    return component


def _clean(text: str) -> str:
    """Leave out what no calendar may hold; a lone carriage return is a line break."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
