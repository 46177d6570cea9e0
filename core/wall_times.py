"""Wall times, and the moments that they name.

Pure: no database, no HTTP. A wall time in a zone names one moment, none (the clocks jump over it)
or two (the clocks repeat it); nothing here ever guesses.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


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


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day begins in a zone, also where the clocks jump over 0:00."""
    return datetime.combine(day, time(), tzinfo=zone)


def offset_minutes(moment: datetime, zone: str) -> int | None:
    """Return the zone's offset from UTC at an aware moment; None for a zone that is not known."""
    try:
        offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return round(offset.total_seconds() / 60)


def gap(day: date, at: time, zone: str) -> Gap:
    """Return the stretch of missing wall time around one that does not exist."""
    info = ZoneInfo(zone)
    wall = datetime.combine(day, at, tzinfo=info)
    # In a gap, fold 0 reads by the offset before the jump and fold 1 by the offset after it.
    before = wall.replace(fold=0).utcoffset() or timedelta(0)
    after = wall.replace(fold=1).utcoffset() or timedelta(0)
    jump = _jump(info, wall.replace(tzinfo=None) - after, wall.replace(tzinfo=None) - before)
    return Gap(first=jump + before, then=jump + after)


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
