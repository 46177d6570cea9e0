"""What changed between two wordings, clause by clause and word by word. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Clauses = Sequence[Mapping[str, str]]
Kind = Literal["same", "added", "removed"]

# Words and the white space between them, so that line breaks survive.
_TOKENS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both wordings share, or that only one of them has."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of a clause: `same`, `changed`, `added` or `removed`."""

    title: str
    status: Literal["same", "changed", "added", "removed"]
    pieces: Sequence[Piece]


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
            changes.append(ClauseChange(old["title"], "removed", [Piece("removed", old["text"])]))
        elif old is None and new is not None:
            changes.append(ClauseChange(new["title"], "added", [Piece("added", new["text"])]))
        elif old is not None and new is not None:
            pieces = list(pieces_of(old["text"], new["text"]))
            is_same = old["text"] == new["text"] and old["title"] == new["title"]
            changes.append(ClauseChange(new["title"], "same" if is_same else "changed", pieces))
    return changes


def pieces_of(old: str, new: str) -> Iterator[Piece]:
    """Yield the runs of words that are the same, removed or added, in reading order."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _tag, first, last, start, end in matcher.get_opcodes():
        removed, added = "".join(before[first:last]), "".join(after[start:end])
        if removed == added:
            yield Piece("same", added)
            continue
        if removed:
            yield Piece("removed", removed)
        if added:
            yield Piece("added", added)


def _merged(older: list[str], newer: list[str]) -> list[str]:
    """Return the codes in the newer order, each removed one after its old neighbour."""
    order = list(newer)
    for position, code in enumerate(older):
        if code in order:
            continue
        neighbour = older[position - 1] if position else None
        order.insert(order.index(neighbour) + 1 if neighbour in order else 0, code)
    return order
