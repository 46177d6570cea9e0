"""Say why a candidate stands where it does, in codes and numbers."""

from collections.abc import Sequence
from datetime import date

from exchanges.planner.fair import Costs, Order, measure_of, order_of, plus
from exchanges.planner.grid import Slot
from exchanges.planner.values import Ahead, Reading, Reason, ReasonCode


def reasons_of(readings: Sequence[Reading]) -> list[Reason]:
    """Return what a slot costs whom, site by site; that it costs nothing, where so."""
    found = [reason for reading in readings for reason in _of_site(reading)]
    return found or [Reason("inside")]


def turn(costs: Sequence[int], keys: Sequence[str], previous: str) -> list[Reason]:
    """Say whose turn it is, where somebody else bore most of the last session that cost any."""
    bearer = bearer_of(costs, keys)
    if not bearer or not previous or bearer == previous:
        return []
    return [Reason("turn", site=bearer, minutes=max(costs), other=previous)]


def bearer_of(costs: Sequence[int], keys: Sequence[str]) -> str:
    """Return the one site that bears most; nothing where none does, or several alike."""
    most = max(costs)
    if not most or list(costs).count(most) > 1:
        return ""
    return keys[list(costs).index(most)]


def relief(first: Costs, second: Costs, keys: Sequence[str]) -> list[Reason]:
    """Say whom a second choice spares what the first costs."""
    return [
        Reason("relief", site=key, minutes=one - two)
        for key, one, two in zip(keys, first, second, strict=True)
        if two < one
    ]


def ahead_of(slots: tuple[Slot, Slot], rest: Costs, middle: date, keys: Sequence[str]) -> Ahead:
    """Return the first measure by which the first of two slots ranks above the second."""
    totals = [plus(rest, slot.costs) for slot in slots]
    mine, then = map(measure_of, totals)
    if mine[0] != then[0]:
        worst = totals[1].index(then[0])
        return Ahead("worst", mine[0], then[0], keys[worst])
    if mine[1] != then[1]:
        return Ahead("sum", mine[1], then[1])
    if mine[2] != then[2]:
        return Ahead("even")
    return _by_order(*(order_of(slot, middle) for slot in slots))


def _by_order(mine: Order, then: Order) -> Ahead:
    if mine[0] != then[0]:
        return Ahead("margin", -mine[0], -then[0])
    if mine[1] != then[1]:
        return Ahead("middle", mine[1], then[1])
    return Ahead("earlier")


def _of_site(reading: Reading) -> list[Reason]:
    """Return what one site bears, the gravest first."""
    found = []
    if reading.off:
        code: ReasonCode = "closed" if reading.name else "weekend"
        found.append(Reason(code, reading.site, name=reading.name))
    minutes: dict[ReasonCode, int] = {
        "night": reading.night,
        "early": reading.early,
        "late": reading.late,
        "lunch": reading.lunch,
    }
    found += [Reason(code, reading.site, number) for code, number in minutes.items() if number]
    return found
