"""Local times and clock changes, computed from the pinned zone data. Pure: no database, no HTTP."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# Hours outside this range are marked in words: few people meet gladly before eight or after nine.
FIRST_USUAL_HOUR = 8
FIRST_LATE_HOUR = 21
FIRST_MORNING_HOUR = 6


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment as one zone reads it; `day_offset` counts days from the first zone's date."""

    zone: str
    at: datetime
    day_offset: int = 0

    @property
    def is_night(self) -> bool:
        """Between midnight and six."""
        return self.at.hour < FIRST_MORNING_HOUR

    @property
    def is_early(self) -> bool:
        """Between six and eight in the morning."""
        return FIRST_MORNING_HOUR <= self.at.hour < FIRST_USUAL_HOUR

    @property
    def is_late(self) -> bool:
        """From nine in the evening."""
        return self.at.hour >= FIRST_LATE_HOUR


@dataclass(frozen=True, slots=True)
class ClockChange:
    """The first moment (UTC) at which a zone keeps its new offset, and that day's local date."""

    zone: str
    at: datetime
    day: date


def local_times(moment: datetime, zones: Iterable[str]) -> list[LocalTime]:
    """Read one aware moment in each zone, in the order given; the first zone is the reference.

    Raises `ZoneInfoNotFoundError` for an unknown zone.
    """
    read = [(zone, moment.astimezone(ZoneInfo(zone))) for zone in zones]
    return [
        LocalTime(zone=zone, at=local, day_offset=(local.date() - read[0][1].date()).days)
        for zone, local in read
    ]


def next_clock_change(zone: str, after: datetime, within_days: int = 28) -> ClockChange | None:
    """Find the first change of a zone's offset after an aware moment, or None within the days.

    Days are walked one by one, so two changes less than a day apart would not be seen: no zone
    has ever had them.
    """
    info = ZoneInfo(zone)
    start = after.astimezone(UTC).replace(microsecond=0)
    before = start
    for number in range(1, within_days + 1):
        candidate = start + timedelta(days=number)
        if _offset(info, candidate) != _offset(info, before):
            at = _first_moment(info, before, candidate)
            return ClockChange(zone=zone, at=at, day=at.astimezone(info).date())
        before = candidate
    return None


def times_after_change(
    moment: datetime, zones: Sequence[str], change: ClockChange
) -> list[LocalTime]:
    """Say what each zone reads once the clocks have changed and the first keeps its wall time.

    This is what a weekly meeting, fixed at the first zone's time of day, means to the others.
    """
    anchor = ZoneInfo(zones[0])
    wall = moment.astimezone(anchor)
    meeting = datetime.combine(change.at.astimezone(anchor).date(), wall.time(), tzinfo=anchor)
    if meeting < change.at:
        next_day = meeting.date() + timedelta(days=1)
        meeting = datetime.combine(next_day, wall.time(), tzinfo=anchor)
    return local_times(meeting, zones)


def _first_moment(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Halve the span until the change is found to the second."""
    old = _offset(info, before)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(info, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(info: ZoneInfo, moment: datetime) -> timedelta | None:
    """Give the zone's offset from UTC at that moment."""
    return moment.astimezone(info).utcoffset()
