"""Plan synchronous sessions that are fair to every site. Pure: values in, values out.

How slots are ranked is told in `docs/planner.md`, which changes together with this package.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from exchanges.planner import why
from exchanges.planner.changes import changes_in
from exchanges.planner.fair import (
    Costs,
    Option,
    choose,
    least_of,
    measure_of,
    options_of,
    plus,
    ranked,
    rest_of,
    totals_of,
)
from exchanges.planner.grid import Grid, Slot, moment_of
from exchanges.planner.stretches import stretches
from exchanges.planner.values import (
    Ahead,
    Candidate,
    Change,
    Closed,
    Proposal,
    Reading,
    Reason,
    Relaxed,
    Shift,
    Site,
    Taken,
    Wanted,
    Wish,
)

__all__ = [
    "Ahead",
    "Candidate",
    "Change",
    "Closed",
    "Proposal",
    "Reading",
    "Reason",
    "Shift",
    "Site",
    "Taken",
    "Wanted",
    "Wish",
    "propose",
]

RELAXED: tuple[Relaxed, ...] = ("", "hours", "days", "both")


def propose(sites: Sequence[Site], wish: Wish) -> Proposal:
    """Return the candidates of each wanted session, best first, and those recommended.

    The same values always give the same answer. Raises `ValueError` without sites, when two have
    one key, or when the anchor is none of them, and `ZoneInfoNotFoundError` for an unknown zone.
    """
    keys = [site.key for site in sites]
    if not keys or len(set(keys)) < len(keys) or wish.anchor not in {"", *keys}:
        raise ValueError("The planner needs different sites, and an anchor among them.")
    grid = Grid(sites, wish)
    wanted = [
        found for first, last in stretches(wish) if (found := _Stretch(grid, first, last)).options
    ]
    held = _held(grid)
    picks = _picks(wanted, wish, held)
    costs = [_least(slots) for slots in picks]
    anchor = sites[grid.anchor]
    nothing = [0] * len(keys)
    return Proposal(
        anchor=anchor.key,
        sessions=tuple(_wanted(wanted, picks, grid, held)),
        changes=tuple(changes_in(grid.changing, sites, anchor, wish)),
        closed=tuple(_closed(sites, wish)),
        totals=dict(zip(keys, rest_of(costs, -1, held) or nothing, strict=True)),
        held=dict(zip(keys, held or nothing, strict=True)),
    )


class _Stretch:
    """Where one session may lie: the slots of the best kind that there is."""

    def __init__(self, grid: Grid, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.middle = first + timedelta(days=(last - first).days // 2)
        kinds: dict[int, list[Slot]] = {}
        for number in range((last - first).days + 1):
            for slot in grid.on(first + timedelta(days=number)):
                kinds.setdefault(2 * slot.is_off + slot.is_night, []).append(slot)
        kind = min(kinds, default=0)
        self.relaxed = RELAXED[kind]
        self.options = options_of(kinds.get(kind, []), self.middle)


def _held(grid: Grid) -> Costs:
    """Return what the sessions that are planned already cost each site; nothing without any."""
    meetings: dict[str, list[Costs]] = {}
    for taken in grid.wish.taken:
        costs = grid.costs_of(taken)
        meetings.setdefault(taken.meeting, []).append(costs)
    return totals_of(map(least_of, meetings.values()))


def _picks(wanted: Sequence[_Stretch], wish: Wish, held: Costs) -> list[tuple[Slot, ...]]:
    """Return the recommended slots of each session."""
    if not wanted:
        return []
    picks: list[tuple[Slot, ...]] = [
        (option.best,) for option in choose([stretch.options for stretch in wanted], held)
    ]
    if wish.options > 1:
        for number, stretch in enumerate(wanted):
            rest = rest_of([_least(slots) for slots in picks], number, held)
            first = picks[number][0]
            picks[number] = (first, *_second(stretch.options, first, rest, wish.minutes))
    return picks


def _least(slots: Sequence[Slot]) -> Costs:
    """Return what parallel choices cost each site: people take the one that suits them."""
    return least_of([slot.costs for slot in slots])


def _second(options: Iterable[Option], first: Slot, rest: Costs, minutes: int) -> list[Slot]:
    """Return the slot that best completes a first choice, without overlapping it; or none.

    It spares whom the first burdens; of equals, it costs little itself and is on another day.
    """
    found = [
        (
            measure_of(plus(rest, tuple(map(min, first.costs, option.costs)))),
            measure_of(option.costs),
            slot.day == first.day,
            order,
            slot,
        )
        for option in options
        for order, slot in option.slots
        if abs(slot.utc - first.utc) >= minutes
    ]
    return [min(found)[-1]] if found else []


def _wanted(
    wanted: Sequence[_Stretch], picks: Sequence[tuple[Slot, ...]], grid: Grid, held: Costs
) -> Iterable[Wanted]:
    keys = [site.key for site in grid.sites]
    costs = [_least(slots) for slots in picks]
    previous = ""
    for number, (stretch, chosen) in enumerate(zip(wanted, picks, strict=True)):
        rest = rest_of(costs, number, held)
        slots = ranked(stretch.options, rest, grid.wish.top + 1)
        shown = [*slots[: grid.wish.top]]
        shown += [slot for slot in chosen if slot not in shown]
        candidates = []
        for place, slot in enumerate(shown):
            extra = why.turn(slot.costs, keys, previous) if slot == chosen[0] else []
            if slot in chosen[1:]:
                extra = why.relief(chosen[0].costs, slot.costs, keys)
            following = slots[place + 1] if place + 1 < len(slots) else None
            pair = (slot, following) if following and place < grid.wish.top else None
            ahead = why.ahead_of(pair, rest, stretch.middle, keys) if pair else None
            candidates.append(_candidate(grid, slot, extra, ahead))
        previous = why.bearer_of(costs[number], keys) or previous
        yield Wanted(
            number=number + 1,
            first=stretch.first,
            last=stretch.last,
            relaxed=stretch.relaxed,
            candidates=tuple(candidates),
            picks=tuple(shown.index(slot) for slot in chosen),
        )


def _candidate(grid: Grid, slot: Slot, extra: list[Reason], ahead: Ahead | None) -> Candidate:
    readings = grid.read(slot)
    return Candidate(
        day=slot.day,
        at=slot.at,
        starts_at=moment_of(slot.utc),
        readings=readings,
        reasons=(*why.reasons_of(readings), *extra),
        ahead=ahead,
    )


def _closed(sites: Sequence[Site], wish: Wish) -> list[Closed]:
    """Return the named days off of the window by day, then in the order of the sites."""
    found = [
        Closed(day, site.key, name)
        for site in sites
        for day, name in site.closed.items()
        if wish.first <= day <= wish.last
    ]
    return sorted(found, key=lambda closed: closed.day)
