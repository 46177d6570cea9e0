"""Where in a window each wanted session may lie."""

from datetime import date, timedelta

from exchanges.planner.values import Wish

WEEK = 7


def stretches(wish: Wish) -> list[tuple[date, date]]:
    """Return the first and the last day of each wanted session's stretch, in order, disjoint.

    A stretch has seven days where there is room. In a window too short for that, the window is cut
    into equal parts, and no session shares its day with another: fewer may come out than wanted.
    """
    length = (wish.last - wish.first).days + 1
    if wish.pattern == "weekly":
        count = min(wish.sessions, -(-length // WEEK))
        return [_cut(wish, number * WEEK, (number + 1) * WEEK) for number in range(count)]
    count = min(wish.sessions, length)
    if count == 1 or length < count * WEEK:
        parts = range(count)
        return [_cut(wish, n * length // count, (n + 1) * length // count) for n in parts]
    starts = [round(n * (length - WEEK) / (count - 1)) for n in range(count)]
    return [_cut(wish, start, start + WEEK) for start in starts]


def _cut(wish: Wish, start: int, end: int) -> tuple[date, date]:
    """Return the days from number `start` to before number `end` of the window."""
    last = wish.first + timedelta(days=end - 1)
    return wish.first + timedelta(days=start), min(last, wish.last)
