"""Find the weeks in which every partner teaches. Pure: calendars and a span in, windows out.

A window is made of whole calendar weeks (Monday to Sunday). At both ends it leaves out the days
that are weekend at every site, so it begins on the first day of a week on which some site works:
a Monday, as a rule. The portal counts its weeks as it counts those of a design.

Windows are ranked by, in this order:

1. the number of sites whose calendar is not known for all of it (an unknown day is never free);
2. whether it lies within the terms of every site;
3. the teaching days lost, of all sites together: working days of a site without teaching;
4. how evenly the loss is shared: the difference between the site that loses most and the least;
5. its first day, earliest first;
6. its length, longest first.

No two windows have the same first day and length, so the order is total, and it never depends on
the order of the sites. Of the windows that begin less than two weeks apart only the best is shown:
the list is one of different choices. An exchange meets at its beginning, in its middle and at its
end, so a window is left out when the sites surely share no teaching day in one of its thirds; where
all windows are like that, those with any shared day are shown.

Each site's days are summed up once, from the first day of the span to each; a window is then
judged by two look-ups a site, however long it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from accounts.teaching_days import Calendar, DayOff, Reason, days_between, days_off

Answer = Literal["yes", "no", "unknown"]
APART = timedelta(weeks=2)
MOST = 12
ONE_DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Site:
    """An institution that takes part; `key` tells it from the others."""

    key: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Search:
    """Between which days to look, both included, and for how many weeks."""

    first: date
    last: date
    min_weeks: int
    max_weeks: int


@dataclass(frozen=True, slots=True)
class Lost:
    """Teaching days that a site loses for one reason, without another working day in between."""

    reason: Reason
    name: str
    first: date
    last: date
    days: int
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class SiteLoss:
    """What a window costs a site: days lost and days of which nothing is known, with the lines."""

    key: str
    days: int
    unknown: int
    lines: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A proposal. `parts` says for each third whether all sites share a teaching day in it.

    `idle_weeks` are the Mondays of the weeks in which they surely share none. `sites` are ordered
    by key.
    """

    first: date
    last: date
    weeks: int
    sites: tuple[SiteLoss, ...]
    fits_terms: bool
    parts: tuple[Answer, Answer, Answer]
    idle_weeks: tuple[date, ...]

    @property
    def lost(self) -> int:
        """Return the teaching days lost, of all sites together."""
        return sum(site.days for site in self.sites)

    @property
    def is_known(self) -> bool:
        """Tell whether every site's calendar is known for all of it."""
        return not any(site.unknown for site in self.sites)


def find(sites: Iterable[Site], search: Search) -> list[Window]:
    """Return the best windows, at most `MOST`, best first: see the head of this file.

    The list is empty where no window fits into the span, and where there are no sites.
    """
    ordered = sorted(sites, key=lambda site: site.key)
    if not ordered or search.last < search.first:
        return []
    days = _Days(ordered, search)
    chosen: list[_Candidate] = []
    for candidate in sorted(days.feasible(), key=lambda candidate: candidate.rank):
        if all(abs(candidate.first - other.first) >= APART for other in chosen):
            chosen.append(candidate)
        if len(chosen) == MOST:
            break
    return [days.described(candidate) for candidate in chosen]


def judge(sites: Iterable[Site], first: date, last: date) -> Window:
    """Return what any stretch of days costs, as if it were proposed."""
    ordered = sorted(sites, key=lambda site: site.key)
    weeks = -(-((last - first).days + 1) // WEEK)
    days = _Days(ordered, Search(first, last, weeks, weeks))
    return days.described(days.candidate(first, last, weeks))


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def whole_weeks(first: date, last: date) -> tuple[date, date]:
    """Return the span widened to whole weeks, Monday to Sunday."""
    return monday_of(first), monday_of(last) + timedelta(days=WEEK - 1)


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: date
    last: date
    weeks: int
    rank: tuple[int, bool, int, int, date, int]


class _Sums:
    """Sums from the first day of a span up to each day: any stretch is one subtraction."""

    def __init__(self, values: Iterable[int]) -> None:
        self._sums = list(accumulate(values, initial=0))

    def between(self, start: int, end: int) -> int:
        """Return the sum of the days from number `start` to before number `end`."""
        return self._sums[end] - self._sums[start]


class _Days:
    """The days of a span, at every site."""

    def __init__(self, sites: Sequence[Site], search: Search) -> None:
        self.search = search
        self.base, end = whole_weeks(search.first, search.last)
        days = list(days_between(self.base, end))
        self.off = {site.key: days_off(site.calendar, self.base, end) for site in sites}
        offs = [[found.get(day) for day in days] for found in self.off.values()]
        self.lost = [_Sums(_is_lost(off) for off in row) for row in offs]
        self.unknown = [_Sums(_is_unknown(off) for off in row) for row in offs]
        self.outside = [_Sums(_is_outside(off) for off in row) for row in offs]
        shared = [_shared(column) for column in zip(*offs, strict=True)]
        self.shared = _Sums(answer == "yes" for answer in shared)
        self.perhaps = _Sums(answer == "unknown" for answer in shared)
        self.idle = frozenset.intersection(*[site.calendar.weekend for site in sites])

    def feasible(self) -> list[_Candidate]:
        """Return the windows with perhaps a shared day in each third; else with any at all."""
        found = list(self._candidates())
        meeting = [one for one in found if "no" not in self._parts(one)]
        return meeting or [one for one in found if set(self._parts(one)) != {"no"}]

    def _candidates(self) -> Iterator[_Candidate]:
        """Yield the windows that lie within the span."""
        working = [day for day in range(WEEK) if day + 1 not in self.idle] or range(WEEK)
        before, after = working[0], working[-1] - WEEK
        for monday in _mondays(self.base, self.search.last):
            first = monday + timedelta(days=before)
            for weeks in range(self.search.min_weeks, self.search.max_weeks + 1):
                last = monday + timedelta(days=weeks * WEEK + after)
                if self.search.first <= first and last <= self.search.last:
                    yield self.candidate(first, last, weeks)

    def candidate(self, first: date, last: date, weeks: int) -> _Candidate:
        """Return a window with its rank: the smaller, the better."""
        numbers = self._numbers(first, last)
        losses = [sums.between(*numbers) for sums in self.lost]
        unknown = sum(sums.between(*numbers) > 0 for sums in self.unknown)
        rank = (
            unknown,
            not self._fits(numbers),
            sum(losses),
            max(losses) - min(losses),
            first,
            -weeks,
        )
        return _Candidate(first, last, weeks, rank)

    def described(self, candidate: _Candidate) -> Window:
        """Return a window with the details that a reader needs."""
        numbers = self._numbers(candidate.first, candidate.last)
        return Window(
            first=candidate.first,
            last=candidate.last,
            weeks=candidate.weeks,
            sites=tuple(
                SiteLoss(
                    key=key,
                    days=self.lost[number].between(*numbers),
                    unknown=self.unknown[number].between(*numbers),
                    lines=tuple(_lines(off, candidate.first, candidate.last)),
                )
                for number, (key, off) in enumerate(self.off.items())
            ),
            fits_terms=self._fits(numbers),
            parts=self._parts(candidate),
            idle_weeks=tuple(self._idle_weeks(candidate)),
        )

    def _numbers(self, first: date, last: date) -> tuple[int, int]:
        return (first - self.base).days, (last - self.base).days + 1

    def _fits(self, numbers: tuple[int, int]) -> bool:
        return not any(sums.between(*numbers) for sums in self.outside)

    def _answer(self, start: int, end: int) -> Answer:
        """Tell whether all sites share a teaching day in a stretch."""
        if self.shared.between(start, end):
            return "yes"
        return "unknown" if self.perhaps.between(start, end) else "no"

    def _parts(self, candidate: _Candidate) -> tuple[Answer, Answer, Answer]:
        """Tell for each third whether all sites share a teaching day in it.

        The thirds are those of `criteria.window_of`.
        """
        start, end = self._numbers(candidate.first, candidate.last)
        one, two = (start - (-third * (end - start) // 3) for third in (1, 2))
        return self._answer(start, one), self._answer(one, two), self._answer(two, end)

    def _idle_weeks(self, candidate: _Candidate) -> Iterator[date]:
        start, end = self._numbers(candidate.first, candidate.last)
        for monday in _mondays(monday_of(candidate.first), candidate.last):
            number = (monday - self.base).days
            if self._answer(max(number, start), min(number + WEEK, end)) == "no":
                yield monday


def _mondays(first: date, last: date) -> Iterator[date]:
    for number in range(0, (last - first).days + 1, WEEK):
        yield first + timedelta(days=number)


def _is_lost(off: DayOff | None) -> bool:
    """Tell whether a working day is known to be without teaching."""
    return off is not None and off.reason not in (Reason.WEEKEND, Reason.UNKNOWN)


def _is_unknown(off: DayOff | None) -> bool:
    return off is not None and off.reason == Reason.UNKNOWN


def _is_outside(off: DayOff | None) -> bool:
    """Tell whether a working day lies outside the terms, whatever else it is."""
    return off is not None and _is_lost(off) and not off.is_in_term


def _shared(column: Iterable[DayOff | None]) -> Answer:
    """Tell whether all sites teach on a day."""
    reasons = {off.reason for off in column if off is not None}
    if not reasons:
        return "yes"
    return "unknown" if reasons == {Reason.UNKNOWN} else "no"


def _lines(off: dict[date, DayOff], first: date, last: date) -> Iterator[Lost]:
    """Yield the days lost of a window, put together where no other working day lies between."""
    line: Lost | None = None
    for day in days_between(first, last):
        found = off.get(day)
        if found is not None and found.reason == Reason.WEEKEND:
            continue
        is_same = (
            line is not None
            and found is not None
            and (line.reason, line.name) == (found.reason, found.name)
        )
        if line is not None and not is_same:
            yield line
            line = None
        if found is not None:
            line = _longer(line, found, day)
    if line is not None:
        yield line


def _longer(line: Lost | None, found: DayOff, day: date) -> Lost:
    """Return the line with one day more, or a new one."""
    return Lost(
        reason=found.reason,
        name=found.name,
        first=line.first if line else day,
        last=day,
        days=line.days + 1 if line else 1,
        is_estimated=found.is_estimated or (line is not None and line.is_estimated),
    )
