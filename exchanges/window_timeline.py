"""Draw calendars and windows as a table of weeks. Pure: values in, values out.

Weeks in which the same is true of a site stand together as one run; a week that loses some of its
days always stands alone. Windows that overlap stand in different lanes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from accounts.teaching_days import DayOff, Reason, days_between, days_off
from exchanges.windows import WEEK, Site, Window, whole_weeks

State = Literal["teaching", "partial", "closure", "exams", "holiday", "outside", "unknown", "rest"]
# From this many weeks on there is room for a word.
ROOM = 5


@dataclass(frozen=True, slots=True)
class Run:
    """Weeks of one site in one state: `teaching` days of `working` ones; `names` says of what."""

    state: State
    first: date
    last: date
    weeks: int
    teaching: int
    working: int
    names: tuple[str, ...] = ()

    @property
    def lost(self) -> int:
        """Return the working days without teaching."""
        return self.working - self.teaching

    @property
    def has_room(self) -> bool:
        """Tell whether a word fits in."""
        return self.weeks >= ROOM


@dataclass(frozen=True, slots=True)
class Row:
    """A site's runs, one after the other."""

    key: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a lane: a window with its number in the list, or a gap (`number` 0)."""

    weeks: int
    number: int = 0
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a column head: the weeks whose Monday lies in it."""

    first: date
    weeks: int

    @property
    def has_room(self) -> bool:
        """Tell whether its name fits in."""
        return self.weeks > 2


@dataclass(frozen=True, slots=True)
class Timeline:
    """A span of whole weeks: its months, the Mondays, a row for each site, lanes of windows."""

    months: tuple[Month, ...]
    mondays: tuple[date, ...]
    rows: tuple[Row, ...]
    lanes: tuple[tuple[Piece, ...], ...]

    @property
    def weeks(self) -> int:
        """Return the number of columns."""
        return len(self.mondays)


def timeline(
    sites: Sequence[Site], first: date, last: date, windows: Sequence[Window] = ()
) -> Timeline:
    """Return the table of a span, widened to whole weeks; the sites keep their order."""
    begin, end = whole_weeks(first, last)
    mondays = tuple(
        begin + timedelta(days=number) for number in range(0, (end - begin).days + 1, WEEK)
    )
    return Timeline(
        months=tuple(_months(mondays)),
        mondays=mondays,
        rows=tuple(
            Row(site.key, tuple(_runs(days_off(site.calendar, begin, end), mondays)))
            for site in sites
        ),
        lanes=tuple(_lanes(windows, mondays)),
    )


def _months(mondays: Iterable[date]) -> list[Month]:
    return [
        Month(first=date(year, month, 1), weeks=len(list(group)))
        for (year, month), group in groupby(mondays, key=lambda day: (day.year, day.month))
    ]


def _runs(off: Mapping[date, DayOff], mondays: Iterable[date]) -> list[Run]:
    runs: list[Run] = []
    for monday in mondays:
        week = _week(off, monday)
        if runs and _belong_together(runs[-1], week):
            runs[-1] = _joined(runs[-1], week)
        else:
            runs.append(week)
    return runs


def _week(off: Mapping[date, DayOff], monday: date) -> Run:
    """Return one week of a site."""
    sunday = monday + timedelta(days=WEEK - 1)
    days = list(days_between(monday, sunday))
    lost = [off[day] for day in days if day in off and off[day].reason != Reason.WEEKEND]
    teaching = sum(day not in off for day in days)
    return Run(
        state=_state(lost, teaching),
        first=monday,
        last=sunday,
        weeks=1,
        teaching=teaching,
        working=teaching + len(lost),
        names=tuple(dict.fromkeys(found.name for found in lost if found.name)),
    )


def _state(lost: Sequence[DayOff], teaching: int) -> State:
    if not lost:
        return "teaching" if teaching else "rest"
    if teaching:
        return "partial"
    counted = Counter(found.reason for found in lost)
    # The reason of most days; of equal ones the first in the order of `Reason`.
    most = max(Reason, key=lambda reason: counted[reason])
    states: dict[Reason, State] = {
        Reason.CLOSURE: "closure",
        Reason.EXAMS: "exams",
        Reason.HOLIDAY: "holiday",
        Reason.OUTSIDE: "outside",
    }
    return states.get(most, "unknown")


def _belong_together(run: Run, week: Run) -> bool:
    return run.state == week.state != "partial"


def _joined(run: Run, week: Run) -> Run:
    return Run(
        state=run.state,
        first=run.first,
        last=week.last,
        weeks=run.weeks + 1,
        teaching=run.teaching + week.teaching,
        working=run.working + week.working,
        names=tuple(dict.fromkeys((*run.names, *week.names))),
    )


def _lanes(windows: Sequence[Window], mondays: Sequence[date]) -> list[tuple[Piece, ...]]:
    """Lay the windows into as few lanes as they need, the earliest first."""
    lanes: list[list[tuple[int, int, int, Window]]] = []
    numbered = [
        ((window.first - mondays[0]).days // WEEK, window, number)
        for number, window in enumerate(windows, start=1)
    ]
    for column, window, number in sorted(numbered, key=lambda item: (item[0], item[2])):
        lane = next((lane for lane in lanes if lane[-1][1] <= column), None)
        if lane is None:
            lane = []
            lanes.append(lane)
        lane.append((column, column + window.weeks, number, window))
    return [tuple(_pieces(lane, len(mondays))) for lane in lanes]


def _pieces(lane: Iterable[tuple[int, int, int, Window]], columns: int) -> list[Piece]:
    pieces = []
    here = 0
    for start, end, number, window in lane:
        if start > here:
            pieces.append(Piece(start - here))
        pieces.append(Piece(end - start, number, window))
        here = end
    if here < columns:
        pieces.append(Piece(columns - here))
    return pieces
