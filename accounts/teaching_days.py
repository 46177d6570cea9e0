"""Which days of an institution are no teaching days, and why. Pure: values in, values out.

An academic year is named after the calendar year in which it begins, and runs here from 1 August
to 31 July: terms begin from August (Germany's in October), and end by July.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from accounts.enums import PeriodKind
from accounts.public_holidays import Holiday

YEAR_BEGINS_IN = 8
ONE_DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why a day is no teaching day. `UNKNOWN`: nobody gave the terms of that academic year."""

    WEEKEND = "weekend"
    CLOSURE = "closure"
    EXAMS = "exams"
    HOLIDAY = "holiday"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period of an academic year (`year` names it), the first and the last day included."""

    kind: str
    name: str
    first: date
    last: date
    year: int


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day without teaching: the first reason that holds, in the order of `Reason`.

    `is_in_term` tells whether the day lies in a term all the same.
    """

    reason: Reason
    name: str = ""
    is_estimated: bool = False
    is_in_term: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of an institution: its weekend (ISO weekdays), its periods, its holidays.

    `holidays` is None where nobody knows the country's public holidays.
    """

    weekend: frozenset[int]
    periods: tuple[Stretch, ...] = ()
    holidays: Mapping[date, Holiday] | None = None


def academic_year(day: date) -> int:
    """Return the academic year that a day belongs to: 2026 for 2026/27."""
    return day.year if day.month >= YEAR_BEGINS_IN else day.year - 1


def span_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of an academic year."""
    return date(year, YEAR_BEGINS_IN, 1), date(year + 1, YEAR_BEGINS_IN, 1) - ONE_DAY


def bounds_of(year: int) -> tuple[date, date]:
    """Return between which days a period of an academic year may lie.

    Wider than the year itself: some terms begin in July, and some exams are sat in the autumn
    after.
    """
    return date(year, YEAR_BEGINS_IN - 1, 1), date(year + 1, 12, 31)


def year_label(year: int) -> str:
    """Write an academic year: `2026/27`."""
    return f"{year}/{(year + 1) % 100:02}"


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from `first` to `last`, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def days_off(calendar: Calendar, first: date, last: date) -> dict[date, DayOff]:
    """Return the days from `first` to `last` on which the institution does not teach, by day.

    A period of the kind `open` lifts a public holiday, and nothing else. A day outside every term
    is `OUTSIDE` where somebody gave a term of its academic year, and `UNKNOWN` otherwise: the
    portal never takes an unknown day for a free one.
    """
    covered: dict[str, Mapping[date, str]] = {
        kind: _covered(calendar.periods, kind, first, last) for kind in PeriodKind
    }
    known = {period.year for period in calendar.periods if period.kind == PeriodKind.TERM}
    off = {}
    for day in days_between(first, last):
        if found := _reason(calendar, covered, known, day):
            off[day] = found
    return off


def _reason(
    calendar: Calendar, covered: Mapping[str, Mapping[date, str]], known: set[int], day: date
) -> DayOff | None:
    """Return why there is no teaching on a day, or None."""
    is_in_term = day in covered[PeriodKind.TERM]
    if day.isoweekday() in calendar.weekend:
        return DayOff(Reason.WEEKEND, is_in_term=is_in_term)
    for kind, reason in ((PeriodKind.CLOSURE, Reason.CLOSURE), (PeriodKind.EXAMS, Reason.EXAMS)):
        if day in covered[kind]:
            return DayOff(reason, covered[kind][day], is_in_term=is_in_term)
    holiday = (calendar.holidays or {}).get(day)
    if holiday is not None and day not in covered[PeriodKind.OPEN]:
        return DayOff(Reason.HOLIDAY, holiday.name, holiday.is_estimated, is_in_term)
    if is_in_term:
        return None
    return DayOff(Reason.OUTSIDE if academic_year(day) in known else Reason.UNKNOWN)


def _covered(periods: Iterable[Stretch], kind: str, first: date, last: date) -> Mapping[date, str]:
    """Return the days of the span that a period of the kind covers, with the period's name."""
    mine = sorted(
        (period for period in periods if period.kind == kind),
        key=lambda period: (period.first, period.last, period.name),
    )
    return {
        day: period.name
        for period in mine
        for day in days_between(max(first, period.first), min(last, period.last))
    }
