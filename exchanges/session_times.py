"""Sensible days and times for sessions. Pure: no database, no HTTP."""

from collections.abc import Collection, Sequence
from datetime import date, time, timedelta

USUAL_TIME = time(14, 0)


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


def weekends(each: Sequence[Collection[int]]) -> set[int]:
    """Return the ISO weekdays that are weekend somewhere; none when nobody's week would be left."""
    together = {day for days in each for day in days}
    return together if len(together) < 7 else set()


def _nearest(first: date, last: date, wanted: date, weekend: Collection[int]) -> date:
    """Return the day closest to `wanted` that is no weekend, the earlier of two."""
    for distance in range((last - first).days + 1):
        for day in (wanted - timedelta(days=distance), wanted + timedelta(days=distance)):
            if first <= day <= last and day.isoweekday() not in weekend:
                return day
    return wanted
