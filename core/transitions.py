"""The shape of a transition table: a leaf that enums, models and workflows share."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """A verb that is allowed in `sources` and leads to `target`.

    Without a `target` the verb changes the row and leaves its state alone: an edit.
    """

    sources: frozenset[str]
    target: str | None = None


def arrow(*sources: str, to: str | None = None) -> Transition:
    """Return a transition from any of `sources` to the state `to`."""
    return Transition(frozenset(sources), to)


def arrows(table: Mapping[str, Transition]) -> list[tuple[str, str]]:
    """Return the table's (from, to) pairs, for the trigger that enforces it a second time."""
    pairs = {
        (str(source), str(step.target))
        for step in table.values()
        if step.target is not None
        for source in step.sources
    }
    return sorted(pairs)
