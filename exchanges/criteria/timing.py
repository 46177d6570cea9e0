"""When things happen in a design: thirds, weeks, and the weeks in which students interact."""

from dataclasses import dataclass
from datetime import date

from exchanges.criteria.values import Design


def window_of(day: date, design: Design) -> int | None:
    """Return the third of the exchange that a day lies in: 0, 1, 2, or None outside its dates.

    The days are counted from 0, the first and the last included; the third is the day's number
    times three, divided by the length, rounded down. Thirds that cannot be equal differ by a day.
    """
    if design.starts_on is None or not design.days:
        return None
    number = (day - design.starts_on).days
    return number * 3 // design.days if 0 <= number < design.days else None


def week_of(day: date, design: Design) -> int | None:
    """Return the week of the exchange that a day lies in, from 1, or None outside its dates."""
    if design.starts_on is None or window_of(day, design) is None:
        return None
    return (day - design.starts_on).days // 7 + 1


@dataclass(frozen=True, slots=True)
class Moments:
    """When students interact: the weeks that are certain, and how many moments are not placed."""

    weeks: frozenset[int]
    unplaced: int


def moments_of(design: Design) -> Moments:
    """Return the weeks with a session or with work shared with partners.

    Sessions without a known place in the dates, shared work without a week, and work of which it
    is not stated whether it is shared, are not placed: each may fall into a week of its own.
    """
    placed = [week_of(day, design) for day in design.sessions]
    weeks = {week for week in placed if week is not None}
    unplaced = design.undated_sessions
    if not design.days:
        unplaced += calendar_weeks_of_sessions(design)
    for activity in design.activities:
        if activity.is_shared and is_inside(activity.week, design):
            weeks.add(activity.week)
        elif activity.is_shared is None or (activity.is_shared and not activity.week):
            unplaced += 1
    return Moments(frozenset(weeks), unplaced)


def is_inside(week: int, design: Design) -> bool:
    """Tell whether the design lasts to that week; any stated week where its length is unknown."""
    return week >= 1 and (not design.weeks or week <= design.weeks)


def calendar_weeks_of_sessions(design: Design) -> int:
    """Return in how many calendar weeks (Monday to Sunday) the dated sessions lie."""
    return len({day.isocalendar()[:2] for day in design.sessions})
