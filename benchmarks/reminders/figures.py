"""A figure and its limit."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One ratio: what was measured, what stood beside it (same unit), and what is asked of it.

    `ratio` is `ours / floor`, of medians; `at_least` says which way the limit counts.
    """

    name: str
    unit: str
    ours: float
    floor: float
    limit: float
    at_least: bool
    note: str = ""

    @property
    def ratio(self) -> float:
        """Return how ours stands to the floor."""
        return self.ours / self.floor

    @property
    def falls_short(self) -> bool:
        """Tell whether the limit is missed."""
        return self.ratio < self.limit if self.at_least else self.ratio > self.limit

    def plain(self) -> dict[str, Any]:
        """Return the figure for machines."""
        return asdict(self) | {"ratio": self.ratio, "falls_short": self.falls_short}


def interleave(rounds: int, *steps: Callable[[], float]) -> Sequence[float]:
    """Take each step in turn, `rounds` times; return the median of each."""
    found: list[list[float]] = [[] for _ in steps]
    for _number in range(rounds):
        for values, step in zip(found, steps, strict=True):
            values.append(step())
    return [statistics.median(values) for values in found]
