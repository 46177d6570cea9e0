"""Sums of a syllabus, and a first one to start from. Pure."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).resolve().parent / "data" / "six_weeks.toml"
TEMPLATE_WEEKS = 6
MOST_TEMPLATE_WEEKS = 26
"""A longer exchange needs a sequence of its own."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The hours of a syllabus for each student: in all, with partners, and week by week."""

    hours: Decimal
    shared: Decimal
    weeks: tuple[tuple[int, Decimal], ...]


def totals(activities: Iterable[tuple[int, Decimal, bool]]) -> Totals:
    """Add up activities given as their week, their hours, and whether they are with partners."""
    hours = shared = Decimal(0)
    weeks: dict[int, Decimal] = defaultdict(Decimal)
    for week, length, is_shared in activities:
        hours += length
        shared += length if is_shared else 0
        weeks[week] += length
    return Totals(hours, shared, tuple(sorted(weeks.items())))


def template_rows(weeks: int, language: str) -> list[dict[str, Any]]:
    """Return the activities of the six-week template for an exchange of so many weeks.

    Each part of the template keeps its share of the weeks; what goes on through a part stands in
    every week of it. The text is Italian for `it`, English for every other language. Raises
    ValueError for less than one week or more than `MOST_TEMPLATE_WEEKS`.
    """
    if not 1 <= weeks <= MOST_TEMPLATE_WEEKS:
        raise ValueError("The template is for 1 to 26 weeks.")
    title = "title_it" if language == "it" else "title_en"
    found = []
    for part in _template():
        first, last = _share(part["first"], part["last"], weeks)
        for activity in part["activities"]:
            values = {name: activity[name] for name in _COPIED} | {"title": activity[title]}
            found += [
                {"week": week, **values, "hours": Decimal(activity["hours"])}
                for week in _weeks_of(activity["when"], first, last)
            ]
    return sorted(found, key=lambda row: row["week"])


_COPIED = ("kind", "mode", "is_interactive", "is_learner_led", "serves")


def _share(first: int, last: int, weeks: int) -> tuple[int, int]:
    """Return the first and the last week that a part of the template takes up."""
    begin = _scaled(first - 1, weeks) + 1
    end = _scaled(last, weeks)
    return min(begin, weeks), min(max(begin, end), weeks)


def _scaled(week: int, weeks: int) -> int:
    """Return so many weeks of the template as weeks of the exchange, rounded half up."""
    return (2 * week * weeks + TEMPLATE_WEEKS) // (2 * TEMPLATE_WEEKS)


def _weeks_of(when: str, first: int, last: int) -> range:
    if when == "each":
        return range(first, last + 1)
    return range(last, last + 1) if when == "last" else range(first, first + 1)


@lru_cache(maxsize=1)
def _template() -> list[dict[str, Any]]:
    with TEMPLATE.open("rb") as file:
        parts: list[dict[str, Any]] = tomllib.load(file)["parts"]
    return parts
