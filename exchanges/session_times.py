"""Wall times, the moments that they name, and sensible days for sessions.

Pure: no database, no HTTP. A wall time in a zone names one moment, none (the clocks jump over it)
or two (the clocks repeat it); nothing here ever guesses.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL_TIME = time(14, 0)


class NoSuchLocalTimeError(ValueError):
    """The clocks of the zone jump over this wall time on that day."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of wall time that does not exist: from `first`, the clocks jump to `then`."""

    first: datetime
    then: datetime


def moments(day: date, at: time, zone: str) -> list[datetime]:
    """Return the moments (UTC, in order) that a wall time names: none, one or two.

    Raises `ZoneInfoNotFoundError` for an unknown zone.
    """
    info = ZoneInfo(zone)
    found = []
    for fold in (0, 1):
        wall = datetime.combine(day, at, tzinfo=info).replace(fold=fold)
        moment = wall.astimezone(UTC)
        if moment.astimezone(info).replace(tzinfo=None) == wall.replace(tzinfo=None):
            found.append(moment)
    return sorted(set(found))


def moment(day: date, at: time, zone: str, fold: int = 0) -> datetime:
    """Return the one moment (UTC) meant; `fold` 1 is the later of two, and nothing otherwise.

    Raises NoSuchLocalTimeError when the clocks jump over the wall time.
    """
    found = moments(day, at, zone)
    if not found:
        raise NoSuchLocalTimeError(f"{day} {at} does not exist in {zone}")
    return found[-1] if fold else found[0]


def gap(day: date, at: time, zone: str) -> Gap:
    """Return the stretch of missing wall time around one that does not exist."""
    info = ZoneInfo(zone)
    wall = datetime.combine(day, at, tzinfo=info)
    # In a gap, fold 0 reads by the offset before the jump and fold 1 by the offset after it.
    before = wall.replace(fold=0).utcoffset() or timedelta(0)
    after = wall.replace(fold=1).utcoffset() or timedelta(0)
    jump = _jump(info, wall.replace(tzinfo=None) - after, wall.replace(tzinfo=None) - before)
    return Gap(first=jump + before, then=jump + after)


def default_days(starts_on: date, ends_on: date, weekend: Collection[int] = (6, 7)) -> list[date]:
    """Return a day in the first week, one in the middle and one in the last, in order.

    `weekend` holds ISO weekdays that suit nobody; a day moves to the nearest one inside the
    exchange that is none of them. The first and the last week have seven days. A short exchange
    has fewer sessions rather than two on one day.
    """
    length = (ends_on - starts_on).days
    wanted = (min(2, length), length // 2, length - min(2, length))
    days = [_nearest(starts_on, ends_on, starts_on + timedelta(days=n), weekend) for n in wanted]
    return sorted(set(days))


def _nearest(first: date, last: date, wanted: date, weekend: Collection[int]) -> date:
    """Return the day closest to `wanted` that is no weekend, the earlier of two."""
    for distance in range((last - first).days + 1):
        for day in (wanted - timedelta(days=distance), wanted + timedelta(days=distance)):
            if first <= day <= last and day.isoweekday() not in weekend:
                return day
    return wanted


def _jump(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Halve the span of UTC times until the jump is found to the second."""
    old = _offset(info, low - timedelta(days=1))
    low -= timedelta(days=1)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(info, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(info: ZoneInfo, moment_utc: datetime) -> timedelta | None:
    return moment_utc.replace(tzinfo=UTC).astimezone(info).utcoffset()


def weekends(each: Sequence[Collection[int]]) -> set[int]:
    """Return the ISO weekdays that are weekend somewhere; none when nobody's week would be left."""
    together = {day for days in each for day in days}
    return together if len(together) < 7 else set()
