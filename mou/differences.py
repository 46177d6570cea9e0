"""What changed between two wordings, clause by clause and word by word. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.redline import Segment, segments

Clauses = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of a clause: `same`, `changed`, `added` or `removed`."""

    title: str
    status: Literal["same", "changed", "added", "removed"]
    pieces: Sequence[Segment]


def compare(older: Clauses, newer: Clauses) -> list[ClauseChange]:
    """Compare two wordings; removed clauses stand where they were.

    Clauses are matched by their code, so one that only moved is the same.
    """
    before = {clause["code"]: clause for clause in older}
    after = {clause["code"]: clause for clause in newer}
    changes = []
    for code in _merged(list(before), list(after)):
        old, new = before.get(code), after.get(code)
        if new is None and old is not None:
            changes.append(ClauseChange(old["title"], "removed", [Segment("removed", old["text"])]))
        elif old is None and new is not None:
            changes.append(ClauseChange(new["title"], "added", [Segment("added", new["text"])]))
        elif old is not None and new is not None:
            pieces = segments(old["text"], new["text"])
            is_same = old["text"] == new["text"] and old["title"] == new["title"]
            changes.append(ClauseChange(new["title"], "same" if is_same else "changed", pieces))
    return changes


def _merged(older: list[str], newer: list[str]) -> list[str]:
    """Return the codes in the newer order, each removed one after its old neighbour."""
    order = list(newer)
    for position, code in enumerate(older):
        if code in order:
            continue
        neighbour = older[position - 1] if position else None
        order.insert(order.index(neighbour) + 1 if neighbour in order else 0, code)
    return order
