"""What changed between two versions of a design: per section, per field, word by word."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast
from uuid import UUID

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Institution
from core import audit
from core.redline import Segment, longest_rise, segments
from exchanges import isced
from exchanges.enums import DesignSection
from exchanges.models import Activity, Exchange, Outcome, SectionRevision, Team
from exchanges.workflow.design import FIELDS

Part = tuple[str, UUID | None]
"""A section, and the team's id in the section on teams."""
Contents = Mapping[Part, Any]
Status = Literal["added", "removed", "changed", "moved"]
Row = Mapping[str, Any]

_MODELS: Mapping[str, type[models.Model]] = {
    DesignSection.TEAMS: Team,
    DesignSection.OUTCOMES: Outcome,
    DesignSection.SYLLABUS: Activity,
}
_TITLES = {DesignSection.OUTCOMES: "dimension", DesignSection.SYLLABUS: "title"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of a field; a choice, a number or a date is replaced as a whole."""

    name: str
    label: str
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What became of a row, or of the one set of fields of a section (its title is empty then).

    `places` says from where to where a moved outcome went, counted from 1. An activity moves with
    its week, which is a field.
    """

    status: Status
    fields: Sequence[FieldChange]
    title: str = ""
    places: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What became of a section, or of one team's part (`subject`) of the section on teams."""

    section: str
    subject: UUID | None
    label: str
    status: Status
    rows: Sequence[RowChange]


def between(exchange: Exchange, old_version: int, new_version: int) -> list[SectionChange]:
    """Compare two versions of the design, in the design's order.

    Two queries where the teams are prefetched (`for_page()`), and two more for removed teams.
    """
    before, after = design_at(exchange, old_version), design_at(exchange, new_version)
    subjects = [subject for _section, subject in {*before, *after}]
    return changes(before, after, team_names(exchange, subjects))


def design_at(exchange: Exchange, version: int) -> dict[Part, Any]:
    """Return what each section said in that version; removed teams are left out."""
    rows = SectionRevision.objects.filter(exchange=exchange, design_version__lte=version)
    latest = rows.order_by("section", "subject", "-number").distinct("section", "subject")
    found = latest.values_list("section", "subject", "content")
    return {
        (section, subject): content for section, subject, content in found if content is not None
    }


def changes(
    before: Contents, after: Contents, names: Mapping[UUID, str] | None = None
) -> list[SectionChange]:
    """Compare two designs as `design_at` returns them; `names` are those of the teams. Pure."""
    order, teams = list(DesignSection.values), list(names or {})

    def place(part: Part) -> tuple[int, int, str]:
        section, team = part
        rank = teams.index(team) if team in teams else len(teams)
        return order.index(section), rank, str(team)

    found = []
    for section, subject in sorted({*before, *after}, key=place):
        old, new = before.get((section, subject)), after.get((section, subject))
        rows = _row_changes(section, old, new)
        if rows or (subject and (old is None or new is None)):
            label = label_of(section, subject, names or {})
            found.append(SectionChange(section, subject, label, _status(old, new), rows))
    return found


def worded(model: type[models.Model], name: str, value: Any) -> str:
    """Return a kept value in words: choices by their label, dates and numbers as people write.

    What no longer fits its field stands for itself.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(_item(_field(model, name), item) for item in value)
    return _item(_field(model, name), value)


def _item(field: "models.Field[Any, Any]", value: Any) -> str:
    if field.name == "isced_f":
        return isced.label(str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    show = next((show for kind, show in _SHOWN.items() if isinstance(field, kind)), str)
    known = dict(getattr(field, "base_field", field).flatchoices)
    return str(known.get(str(value)) or show(value))


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def _day(value: Any) -> str:
    try:
        return date_format(date.fromisoformat(str(value)), "j M Y")
    except ValueError:
        return str(value)


def _number(value: Any) -> str:
    try:
        return number_format(f"{Decimal(str(value)).normalize():f}")
    except (InvalidOperation, ValueError):
        return str(value)


_SHOWN: Mapping[Any, Callable[[Any], str]] = {
    models.DateField: _day,
    models.DecimalField: _number,
}


def label_of(section: str, subject: UUID | None, names: Mapping[UUID, str]) -> str:
    """Return what a section, or a team's part of the one on teams, is called."""
    label = str(DesignSection(section).label)
    if subject is None:
        return label
    name = names.get(subject) or _("a team that was removed")
    return _("%(section)s: %(team)s") % {"section": label, "team": name}


def _status(old: Any, new: Any) -> Status:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _row_changes(section: str, old: Any, new: Any) -> list[RowChange]:
    if section in _TITLES:
        return _compare_rows(section, old or [], new or [])
    fields = _field_changes(section, old or {}, new or {})
    return [RowChange(_status(old, new), fields)] if fields else []


def _field_changes(section: str, old: Row, new: Row) -> list[FieldChange]:
    found = []
    model = _MODELS.get(section, Exchange)
    for name in FIELDS[section]:
        before, after = (worded(model, name, row.get(name)) for row in (old, new))
        if before != after:
            field = _field(model, name)
            label = capfirst(str(field.verbose_name))
            found.append(FieldChange(name, label, _compare(field, before, after)))
    return found


def _compare(field: "models.Field[Any, Any]", before: str, after: str) -> list[Segment]:
    """Compare texts word by word; half a choice or half a number says nothing."""
    if isinstance(field, models.TextField | models.CharField) and not field.choices:
        return segments(before, after)
    pair = [Segment("removed", before), Segment("added", after)]
    return [segment for segment in pair if segment.text]


def _compare_rows(section: str, old: Sequence[Row], new: Sequence[Row]) -> list[RowChange]:
    """Match the rows by their identifier; removed ones come where they stood."""
    before = {_key(place, row): row for place, row in enumerate(old)}
    after = {_key(place, row): row for place, row in enumerate(new)}
    moved = _moved(list(before), list(after)) if section == DesignSection.OUTCOMES else {}
    found = []
    for key in _merged(list(before), list(after)):
        old_row, new_row = before.get(key), after.get(key)
        fields = _field_changes(section, old_row or {}, new_row or {})
        if fields or key in moved:
            status = _status(old_row, new_row)
            if status == "changed" and all(field.name == "week" for field in fields):
                status = "moved"
            if key in moved and not fields:
                fields = [_unchanged(section, "text", new_row or {})]
            title = _title(section, new_row or old_row or {})
            found.append(RowChange(status, fields, title, moved.get(key)))
    return found


def _unchanged(section: str, name: str, row: Row) -> FieldChange:
    """Return a field that stayed as it was, for the reader to know the row by."""
    model = _MODELS[section]
    text = worded(model, name, row.get(name))
    label = capfirst(str(_field(model, name).verbose_name))
    return FieldChange(name, label, segments(text, text))


def _moved(old: Sequence[str], new: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the places of those rows that stand otherwise among the rest than they did."""
    places = {key: place for place, key in enumerate(old, start=1)}
    shared = [(key, place) for place, key in enumerate(new, start=1) if key in places]
    steady = set(longest_rise([places[key] for key, _place in shared]))
    return {
        key: (places[key], place)
        for position, (key, place) in enumerate(shared)
        if position not in steady
    }


def _key(place: int, row: Row) -> str:
    """Return what the row is known by; wordings from before rows had one go by their place."""
    return str(row.get("id") or f"place {place}")


def _title(section: str, row: Row) -> str:
    name = _TITLES[DesignSection(section)]
    return capfirst(worded(_MODELS[section], name, row.get(name)))


def _merged(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Return all keys in the newer order, each removed one after its old neighbour."""
    kept, after = set(new), dict.fromkeys(new)
    followers: dict[str, list[str]] = {}
    neighbour = ""
    for key in old:
        if key in kept:
            neighbour = key
        else:
            followers.setdefault(neighbour, []).append(key)
    for key in ("", *after):
        if key:
            yield key
        yield from followers.get(key, [])


def team_names(exchange: Exchange, subjects: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of the teams that the exchange has, and of those subjects that it had."""
    names = {team.pk: str(team) for team in exchange.teams.all()}
    if not {subject for subject in subjects if subject} - names.keys():
        return names
    removals = audit.events_of(exchange).filter(verb="exchanges.exchange.remove_team")
    removed = {
        UUID(data["team"]): UUID(data["institution"])
        for data in removals.values_list("data", flat=True)
        if "team" in data
    }
    places = Institution.objects.in_bulk(set(removed.values()))
    return names | {team: str(places[place]) for team, place in removed.items() if place in places}
