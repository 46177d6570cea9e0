"""Write a time zone's rules as an iCalendar VTIMEZONE (RFC 5545, 3.6.5), from the pinned zone data.

Pure: a zone's name and years in, lines out. A zone that changes its clocks by one yearly rule is
written as that rule, so that a calendar can go on by itself; one that does not (Morocco and Gaza
follow the moon, Egypt's last Thursday ends in another month) is written change by change.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.zones import next_clock_change

# After 28 years the days of the week fall on the same dates again: a rule that held for so long
# has been seen on every date that it can name.
CYCLE = 28
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Onset:
    """The moment at which the clocks change: `wall` is what they showed just before."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[timedelta, timedelta, str]:
        """Return what all changes of one rule share."""
        return self.before, self.after, self.name


@lru_cache(maxsize=256)
def zone_lines(zone: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """Return the lines of the zone's VTIMEZONE, right for every moment of these years.

    Raises `ZoneInfoNotFoundError` for an unknown zone.
    """
    # A year more on either side: calendars look around their events.
    start, end = first_year - 1, last_year + 1
    changes = list(_changes(zone, start, max(end, start + CYCLE - 1)))
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    rules = _rules(changes, start)
    if not changes:
        lines += _observance(_still(zone, start))
    elif rules:
        for onset, rule in rules:
            lines += _observance(onset, rule)
    else:
        lines += _observance(_still(zone, start))
        for onset in changes:
            if onset.wall.year <= end:
                lines += _observance(onset)
    return (*lines, "END:VTIMEZONE")


def _changes(zone: str, first_year: int, last_year: int) -> Iterator[Onset]:
    """Yield every change of the clocks in these years, in order."""
    info = ZoneInfo(zone)
    here, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while change := next_clock_change(zone, here, (end - here).days):
        before = (change.at - timedelta(seconds=1)).astimezone(info).utcoffset() or timedelta(0)
        local = change.at.astimezone(info)
        yield Onset(
            wall=(change.at + before).replace(tzinfo=None),
            before=before,
            after=local.utcoffset() or timedelta(0),
            name=local.tzname() or zone,
        )
        here = change.at


def _still(zone: str, year: int) -> Onset:
    """Return the beginning of a year as an onset at which nothing changes."""
    local = datetime(year, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or timedelta(0)
    return Onset(datetime(year, 1, 1), offset, offset, local.tzname() or zone)  # noqa: DTZ001 -- a wall time


def _rules(changes: Sequence[Onset], first_year: int) -> list[tuple[Onset, str]]:
    """Return the first onset of each yearly rule with the rule; nothing when one has none."""
    found = []
    for kind in dict.fromkeys(onset.kind for onset in changes):
        same = [onset for onset in changes if onset.kind == kind]
        rule = _yearly(same, first_year)
        if not rule:
            return []
        found.append((same[0], rule))
    return found


def _yearly(onsets: Sequence[Onset], first_year: int) -> str:
    """Return the rule that names exactly these onsets, one a year, or an empty text."""
    walls = [onset.wall for onset in onsets]
    last_year = max(first_year + CYCLE - 1, walls[-1].year)
    shape = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if [wall.year for wall in walls] != list(range(first_year, last_year + 1)) or len(shape) != 1:
        return ""
    return f"FREQ=YEARLY;BYMONTH={walls[0].month};{_by_day(walls)}"


def _by_day(walls: Iterable[datetime]) -> str:
    """Say which of the month's days of this name it is: the second, the last, that from 24 to 30.

    The walls are of a whole cycle, so the day has been seen on every date that it can have.
    """
    known = list(walls)
    day = DAYS[known[0].weekday()]
    first, last = min(wall.day for wall in known), max(wall.day for wall in known)
    if last == monthrange(known[0].year, known[0].month)[1]:
        return f"BYDAY=-1{day}"
    if first % 7 == 1:
        return f"BYDAY={first // 7 + 1}{day}"
    dates = ",".join(map(str, range(first, last + 1)))
    return f"BYMONTHDAY={dates};BYDAY={day}"


def _observance(onset: Onset, rule: str = "") -> list[str]:
    """Return the lines of one change, or of all changes of one rule."""
    # What is later than before is called daylight time: readers expect no other.
    part = "DAYLIGHT" if onset.after > onset.before else "STANDARD"
    return [
        f"BEGIN:{part}",
        f"DTSTART:{onset.wall:%Y%m%dT%H%M%S}",
        *([f"RRULE:{rule}"] if rule else []),
        f"TZOFFSETFROM:{_offset(onset.before)}",
        f"TZOFFSETTO:{_offset(onset.after)}",
        f"TZNAME:{onset.name}",
        f"END:{part}",
    ]


def _offset(offset: timedelta) -> str:
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
