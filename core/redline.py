"""What became of a text, word by word. Pure."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Kind = Literal["same", "added", "removed"]

# Words, and the white space between them as tokens of its own, so that line breaks survive.
_TOKENS = re.compile(r"\s+|\S+")
# How often a stretch is divided at its unique words. It bounds the time on texts made to be slow.
_DEPTH = 40

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that both wordings share, or that only one of them has."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of both wordings: the same in both, or replaced."""

    removed: str
    added: str

    @property
    def is_replaced(self) -> bool:
        return bool(self.removed and self.added) and self.removed != self.added

    @property
    def size(self) -> int:
        return max(len(self.removed), len(self.added))


def segments(before: str, after: str) -> list[Segment]:
    """Return the runs of words that are the same, removed or added, in reading order.

    What is not added makes up `before`, what is not removed makes up `after`. Where nearly
    everything changed, it reads as one replacement. The time grows hardly faster than the texts.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    return [segment for run in _readable(_runs(old, new)) for segment in _of_run(run)]


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the positions of a longest rising part of distinct numbers, in order.

    What stands outside of it has moved.
    """
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        place = bisect_left(tails, number)
        previous.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [number]
        ends[place : place + 1] = [position]
    found = []
    position = ends[-1] if ends else -1
    while position >= 0:
        found.append(position)
        position = previous[position]
    return found[::-1]


def _of_run(run: _Run) -> Iterator[Segment]:
    if run.removed == run.added:
        yield Segment("same", run.added)
        return
    if run.removed:
        yield Segment("removed", run.removed)
    if run.added:
        yield Segment("added", run.added)


def _readable(runs: Sequence[_Run]) -> list[_Run]:
    """Join two replacements with the few letters between them: words strewn about read badly."""
    joined: list[_Run] = []
    for run in runs:
        joined.append(run)
        while len(joined) > 2 and _belong_together(*joined[-3:]):
            parts = joined[-3:]
            joined[-3:] = [
                _Run("".join(part.removed for part in parts), "".join(part.added for part in parts))
            ]
    return joined


def _belong_together(first: _Run, between: _Run, last: _Run) -> bool:
    if not (first.is_replaced and last.is_replaced and between.removed == between.added):
        return False
    return between.size <= min(first.size, last.size)


def _runs(old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """Return the stretches of both texts in order, same and replaced ones in turn."""
    runs = []
    at, to, same_from = 0, 0, 0
    for i, j in [*_pairs(old, new), (len(old), len(new))]:
        if (i, j) != (at, to):
            same = "".join(old[same_from:at])
            runs.append(_Run(same, same))
            runs.append(_Run("".join(old[at:i]), "".join(new[to:j])))
            same_from = i
        at, to = i + 1, j + 1
    same = "".join(old[same_from:])
    runs.append(_Run(same, same))
    return [run for run in runs if run.size]


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the positions of equal words that belong to each other, in order.

    Each stretch is matched from both its ends, then divided at the words that occur once in both
    texts (known as patience diff).
    """
    pairs: list[Pair] = []
    todo = [((0, 0), (len(old), len(new)), _DEPTH)]
    while todo:
        (i, j), (k, m), depth = todo.pop()
        while i < k and j < m and old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < k and j < m and old[k - 1] == new[m - 1]:
            k, m = k - 1, m - 1
            pairs.append((k, m))
        if i == k or j == m or not depth:
            continue
        anchors = _anchors(old[i:k], new[j:m])
        if anchors:
            edges = [(i - 1, j - 1), *((i + a, j + b) for a, b in anchors), (k, m)]
            pairs.extend(edges[1:-1])
            todo.extend(((a + 1, b + 1), end, depth - 1) for (a, b), end in pairwise(edges))
    return sorted(pairs)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the positions of the words that occur once in each, in an order that both share."""
    counts, others = Counter(old), Counter(new)
    places = {word: place for place, word in enumerate(new) if others[word] == 1}
    pairs = [
        (place, places[word])
        for place, word in enumerate(old)
        if counts[word] == 1 and word in places and not word.isspace()
    ]
    return [pairs[position] for position in longest_rise([b for _a, b in pairs])]
