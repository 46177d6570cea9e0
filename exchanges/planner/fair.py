"""Choose one slot for each session so that all sites share the inconvenience.

Slots with the same costs are one option. Options that cost some site more and none less are left
out, and the sessions are gone through in order, keeping the `BEAM` best sets of totals; then each
session is chosen anew while the others stay, until nothing gets better. Only sorted totals, days
and times are compared, so the order of the sites alters nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from heapq import nsmallest
from operator import add
from typing import NamedTuple

from exchanges.planner.grid import Slot

BEAM = 32
# Each round lowers the measure; this only bounds how long the last of it may take.
ROUNDS = 20
Costs = tuple[int, ...]
Measure = tuple[int, int, Costs]
# How agreeable a slot is by itself: the smaller, the better (see `order_of`).
Order = tuple[int, int, date, int]


class Option(NamedTuple):
    """Slots of one session that cost the same, the most agreeable first, whose order it has."""

    costs: Costs
    slots: tuple[tuple[Order, Slot], ...]
    order: Order

    @property
    def best(self) -> Slot:
        """Return the most agreeable slot."""
        return self.slots[0][1]


def options_of(slots: Iterable[Slot], middle: date) -> list[Option]:
    """Return the options of a session, the most agreeable first (see `order_of`)."""
    groups: dict[Costs, list[tuple[Order, Slot]]] = {}
    for slot in slots:
        groups.setdefault(slot.costs, []).append((order_of(slot, middle), slot))
    found = []
    for costs, known in groups.items():
        known.sort(key=lambda pair: pair[0])
        found.append(Option(costs, tuple(known), known[0][0]))
    return sorted(found, key=lambda option: option.order)


def order_of(slot: Slot, middle: date) -> Order:
    """Order slots of equal cost: far from the ends of teaching, then near the stretch's middle."""
    return (-slot.margin, abs((slot.day - middle).days), slot.day, slot.minute)


def measure_of(totals: Costs) -> Measure:
    """Return how bad totals are: the worst site's, then their sum, then all, highest first."""
    return max(totals), sum(totals), tuple(sorted(totals, reverse=True))


def choose(sessions: Sequence[Sequence[Option]], held: Costs = ()) -> list[Option]:
    """Return an option for each session, so that the measure of all totals is small.

    `held` is what the sites bear already; it may be nothing at all.
    """
    chosen = _beam([_front(options) for options in sessions], held)
    for _round in range(ROUNDS):
        before = list(chosen)
        for number, options in enumerate(sessions):
            rest = rest_of([option.costs for option in chosen], number, held)
            chosen[number] = min(options, key=lambda each: (measure_with(rest, each), each.order))
        if chosen == before:
            break
    return chosen


def ranked(options: Iterable[Option], rest: Costs, most: int) -> list[Slot]:
    """Return the best slots of a session, best first, when the other sessions cost `rest`."""
    keyed = (
        (measure, order, slot)
        for option in options
        for measure in [measure_with(rest, option)]
        for order, slot in option.slots
    )
    return [slot for _measure, _order, slot in nsmallest(most, keyed)]


def measure_with(rest: Costs, option: Option) -> Measure:
    """Return the measure of the totals when the other sessions cost `rest`."""
    return measure_of(plus(rest, option.costs))


def plus(rest: Costs, costs: Costs) -> Costs:
    """Add costs site by site; `rest` may be nothing at all."""
    return tuple(map(add, rest, costs)) if rest else costs


def rest_of(costs: Sequence[Costs], number: int, held: Costs = ()) -> Costs:
    """Return the totals of all sessions but one, and of what is held already."""
    return totals_of(
        [*(each for at, each in enumerate(costs) if at != number), *([held] if held else [])]
    )


def totals_of(costs: Iterable[Costs]) -> Costs:
    """Return the sums by site; an empty tuple of nothing."""
    return tuple(map(sum, zip(*costs, strict=True)))


def least_of(choices: Iterable[Costs]) -> Costs:
    """Return the least that choices cost each site."""
    return tuple(map(min, zip(*choices, strict=True)))


def _front(options: Sequence[Option]) -> list[Option]:
    """Leave out options that cost some site more than another does, and no site less."""
    front: list[Option] = []
    for option in sorted(options, key=lambda option: (sum(option.costs), option.order)):
        if not any(all(map(int.__le__, other.costs, option.costs)) for other in front):
            front.append(option)
    return front


class _Path(NamedTuple):
    totals: Costs
    options: tuple[Option, ...]

    @property
    def rank(self) -> tuple[Measure, list[Order]]:
        return measure_of(self.totals), [option.order for option in self.options]


def _beam(sessions: Sequence[Sequence[Option]], held: Costs) -> list[Option]:
    paths = [_Path(held, ())]
    for options in sessions:
        longer: dict[Costs, _Path] = {}
        for path in paths:
            for option in options:
                totals = plus(path.totals, option.costs)
                longer.setdefault(totals, _Path(totals, (*path.options, option)))
        paths = sorted(longer.values(), key=lambda path: path.rank)[:BEAM]
    return list(paths[0].options)
