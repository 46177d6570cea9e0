"""How much of a section is written, and what is missing, in words. Pure: values in, words out.

It counts what a design needs so that somebody else can follow it; whether that is any good is
said by the criteria. Wordings are those of `workflow.design.content_of`, or the same values before
they are plain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from exchanges.enums import DesignSection, Dimension

Values = Mapping[str, Any]
Part = tuple[bool, str]
"""Whether something is there, and its name as part of a sentence."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of a section's parts are written, and the names of those that are not."""

    filled: int
    total: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is missing."""
        return self.filled == self.total


def of_fields(section: str, values: Values) -> Completeness:
    """Look at a section with fields of its own: idea, groups, assessment."""
    return _counted(_FIELDS[section](values))


def of_teams(teams: Sequence[tuple[str, Values]]) -> Completeness:
    """Look at the section on teams: each institution's name with its team's fields."""
    parts = [(len(teams) > 1, _("a partner’s team"))]
    for name, values in teams:
        parts += [
            (is_there, _("%(part)s of %(team)s") % {"part": part, "team": name})
            for is_there, part in _team(values)
        ]
    return _counted(parts)


def of_outcomes(rows: Sequence[Values]) -> Completeness:
    """Look at the learning outcomes: one on the subject, one on intercultural understanding."""
    dimensions = {row["dimension"] for row in rows}
    return _counted(
        [
            (Dimension.SUBJECT in dimensions, _("an outcome on the subject")),
            (Dimension.INTERCULTURAL in dimensions, _("an intercultural outcome")),
        ]
    )


def of_syllabus(rows: Sequence[Values], weeks: int) -> Completeness:
    """Look at the syllabus: each of the exchange's weeks has an activity."""
    planned = {row["week"] for row in rows}
    return _counted(
        [(week in planned, _("week %(number)d") % {"number": week}) for week in range(1, weeks + 1)]
    )


def _idea(values: Values) -> list[Part]:
    return [
        (_is_written(values["title"]), _("the title")),
        (_is_written(values["summary"]), _("the summary")),
        (_is_written(values["isced_f"]), _("the field of study")),
        (bool(values["study_levels"]), _("the level of study")),
        (bool(values["starts_on"] and values["ends_on"]), _("the dates")),
    ]


def _groups(values: Values) -> list[Part]:
    return [
        (_is_more(values["group_size"]), _("the size of the groups")),
        (_is_more(values["facilitators"]), _("the number of facilitators")),
        (_is_written(values["facilitation"]), _("who facilitates")),
        (_is_written(values["platform"]), _("the technology")),
        (_is_written(values["connectivity"]), _("what a weak connection needs")),
    ]


def _assessment(values: Values) -> list[Part]:
    return [
        (_is_written(values["assessment"]), _("how students are assessed")),
        (_is_written(values["fallback"]), _("what happens if a partner withdraws")),
    ]


def _team(values: Values) -> list[Part]:
    return [
        (_is_written(values["course_title"]), _("the course")),
        (_is_more(values["seats"]), _("the number of students")),
        (_is_more(values["workload_hours"]), _("the hours")),
        (_is_more(values["ects"]) or _is_more(values["cfu"]), _("the credits")),
    ]


_FIELDS: Mapping[str, Callable[[Values], list[Part]]] = {
    DesignSection.IDEA: _idea,
    DesignSection.GROUPS: _groups,
    DesignSection.ASSESSMENT: _assessment,
}


def _counted(parts: Sequence[Part]) -> Completeness:
    missing = tuple(name for is_there, name in parts if not is_there)
    return Completeness(len(parts) - len(missing), len(parts), missing)


def _is_written(text: Any) -> bool:
    return bool(str(text or "").strip())


def _is_more(number: Any) -> bool:
    """Tell whether a number is more than zero; what is none is not."""
    try:
        return Decimal(str(number)) > 0
    except InvalidOperation:
        return False
