"""Lay what is typed and not saved over a design, for the criteria to look at. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from exchanges import criteria
from exchanges.enums import DesignSection

_TEAM_NAMES = {"course_title": "course", "seats": "students"}


def overlay(
    design: criteria.Design,
    section: str,
    values: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]] = (),
    team: str = "",
) -> criteria.Design:
    """Return the design as it would be with this section.

    `values` are the section's fields as a form cleans them; one that is missing, for instance
    because it is wrong, leaves the design as it was. Outcomes and syllabus have `rows` instead,
    all of them. `team` is the institution's name in the section on teams.
    """
    if section == DesignSection.OUTCOMES:
        return replace(design, outcomes=tuple(row["dimension"] for row in rows))
    if section == DesignSection.SYLLABUS:
        return replace(design, activities=tuple(_activity(row) for row in rows))
    if section == DesignSection.TEAMS:
        named = {_TEAM_NAMES.get(name, name): value for name, value in values.items()}
        return replace(
            design,
            teams=tuple(
                replace(known, **_known(criteria.TeamValues, named))
                if known.institution == team
                else known
                for known in design.teams
            ),
        )
    return _with_dates_in_order(design, _known(criteria.Design, values))


def _with_dates_in_order(design: criteria.Design, values: Mapping[str, Any]) -> criteria.Design:
    """Leave dates alone that stand the wrong way round together with those that are saved."""
    found = replace(design, **values)
    if found.starts_on and found.ends_on and found.ends_on <= found.starts_on:
        return replace(found, starts_on=design.starts_on, ends_on=design.ends_on)
    return found


def _activity(row: Mapping[str, Any]) -> criteria.ActivityValues:
    values = {"week": 0, "hours": Decimal(0), "is_interactive": True, **row}
    return criteria.ActivityValues(**_known(criteria.ActivityValues, values))


def _known(kind: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the values that the criteria look at."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in names}
