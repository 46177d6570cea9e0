"""The joint design, saved section by section."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import ConflictError, RefusedError
from exchanges.enums import DesignSection
from exchanges.models import (
    Activity,
    Exchange,
    Outcome,
    SectionDraft,
    SectionRevision,
    Session,
    Team,
)
from exchanges.workflow.confirmation import lapse
from exchanges.workflow.walkers import EXCHANGES

FIELDS: Mapping[str, Sequence[str]] = {
    DesignSection.IDEA: (
        "title",
        "theme",
        "programme",
        "summary",
        "isced_f",
        "field_of_study",
        "language",
        "other_languages",
        "cefr_level",
        "study_levels",
        "starts_on",
        "ends_on",
    ),
    DesignSection.TEAMS: (
        "department",
        "course_title",
        "course_code",
        "seats",
        "workload_hours",
        "ects",
        "cfu",
    ),
    DesignSection.OUTCOMES: ("dimension", "text"),
    DesignSection.SYLLABUS: (
        "week",
        "title",
        "kind",
        "mode",
        "hours",
        "is_interactive",
        "is_learner_led",
        "serves",
    ),
    DesignSection.GROUPS: (
        "group_size",
        "are_groups_mixed",
        "platform",
        "connectivity",
        "facilitators",
        "facilitation",
    ),
    DesignSection.ASSESSMENT: ("assessment", "fallback"),
}
"""What each section holds: of the exchange, of one team, or of each of its rows."""


@dataclass(frozen=True, slots=True)
class SectionEdit:
    """A section as somebody wants it, and the number of the wording that they saw.

    `values` are the section's fields. Outcomes and syllabus have `rows` instead, in order; a row
    with an `id` replaces that one, and a row that is missing is removed. `team` belongs to the
    section on teams.
    """

    section: DesignSection
    seen: int
    values: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = ()
    team: Team | None = None


def edit_section(exchange: Exchange, edit: SectionEdit, *, by: User) -> Exchange:
    """Save one section; the confirmations of that section lapse, and of no other.

    A team's own part is confirmed by that team alone. The teams that have to confirm again are
    named in `exchange.lapsed` of the returned row, until it is read anew.

    Raises ConflictError when somebody saved the section since the wording that `edit` saw, and
    RefusedError when the office holds the design.
    """
    subject = edit.team.pk if edit.team else None
    with EXCHANGES.step(exchange, "edit", by=by, data={"section": edit.section}) as row:
        if edit.team is not None and not row.teams.filter(pk=edit.team.pk).exists():
            raise RefusedError(_("This team was removed."))
        number = SectionRevision.objects.last_number(row, edit.section, subject)
        if number != edit.seen:
            raise ConflictError(
                _("Somebody saved this section while you were writing. Nothing of yours is lost.")
            )
        _APPLY[edit.section](row, edit)
        row.design_version += 1
        record_revision(row, edit.section, by=by, team=edit.team)
        SectionDraft.objects.filter(
            exchange=row, section=edit.section, subject=subject, user=by
        ).delete()
        lapsed = lapse(row, [edit.section], edit.team, by=by)
    row.lapsed = lapsed
    return row


def record_revision(
    exchange: Exchange, section: DesignSection, *, by: User, team: Team | None = None
) -> SectionRevision:
    """Keep the section's present wording; call it in the transaction of the change."""
    subject = team.pk if team else None
    return SectionRevision.objects.create(
        exchange=exchange,
        section=section,
        subject=subject,
        number=SectionRevision.objects.last_number(exchange, section, subject) + 1,
        design_version=exchange.design_version,
        content=content_of(exchange, section, team),
        by=by,
    )


def record_removal(exchange: Exchange, team: Team, *, by: User) -> SectionRevision:
    """Keep that the team was removed; call it in the transaction of the removal."""
    return SectionRevision.objects.create(
        exchange=exchange,
        section=DesignSection.TEAMS,
        subject=team.pk,
        number=SectionRevision.objects.last_number(exchange, DesignSection.TEAMS, team.pk) + 1,
        design_version=exchange.design_version,
        content=None,
        by=by,
    )


def content_of(exchange: Exchange, section: DesignSection, team: Team | None = None) -> Any:
    """Return the section's present wording as plain values fit for JSON."""
    names = FIELDS[section]
    if section == DesignSection.OUTCOMES:
        return [_plain_row(row, names) for row in exchange.outcomes.all()]
    if section == DesignSection.SYLLABUS:
        return [_plain_row(row, names) for row in exchange.activities.all()]
    return _plain(team if team is not None else exchange, names)


def content_wanted(edit: SectionEdit) -> Any:
    """Return the wording that an edit asks for, as `content_of` would return it once saved."""
    names = FIELDS[edit.section]
    if edit.section in (DesignSection.OUTCOMES, DesignSection.SYLLABUS):
        return [
            {"id": str(row.get("id") or ""), **{name: _value(row[name]) for name in names}}
            for row in edit.rows
        ]
    return {name: _value(edit.values[name]) for name in names}


def _plain(row: models.Model, names: Sequence[str]) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in names}


def _plain_row(row: models.Model, names: Sequence[str]) -> dict[str, Any]:
    """Add the row's identifier, by which it is found again in a later wording."""
    return {"id": str(row.pk), **_plain(row, names)}


def _value(value: Any) -> Any:
    """Return a value that JSON keeps: whatever is no text, number or truth value is spelt out."""
    return value if isinstance(value, str | int | list | None) else str(value)


def sessions_outside(exchange: Exchange, first: date, last: date) -> list[Session]:
    """Return the sessions that stand and would lie outside of an exchange of these dates."""
    rows = exchange.sessions.live().exclude(local_date__range=(first, last))
    return list(rows.order_by("local_date", "id"))


def _apply_idea(row: Exchange, edit: SectionEdit) -> None:
    before = (row.starts_on, row.ends_on)
    _apply_fields(row, edit)
    after = (row.starts_on, row.ends_on)
    outside = sessions_outside(row, *after) if before != after else []
    if outside:
        titles = "; ".join(session.title for session in outside)
        raise RefusedError(
            _("These sessions would lie outside of the dates: %(titles)s.") % {"titles": titles}
        )


def _apply_fields(row: Exchange, edit: SectionEdit) -> None:
    for name in FIELDS[edit.section]:
        setattr(row, name, edit.values[name])


def _apply_team(row: Exchange, edit: SectionEdit) -> None:
    if edit.team is None:
        raise ValueError("The section on teams is saved team by team.")
    team = row.teams.select_for_update(of=("self",)).get(pk=edit.team.pk)
    for name in FIELDS[edit.section]:
        setattr(team, name, edit.values[name])
    if team.seats < team.seats_taken:
        raise RefusedError(_("More students are enrolled than there are places."))
    team.save()
    edit.team.refresh_from_db()


def _apply_outcomes(row: Exchange, edit: SectionEdit) -> None:
    rows = [{**values, "position": number} for number, values in enumerate(edit.rows)]
    _replace(Outcome.objects.filter(exchange=row), Outcome(exchange=row), rows)


def _apply_activities(row: Exchange, edit: SectionEdit) -> None:
    _replace(Activity.objects.filter(exchange=row), Activity(exchange=row), edit.rows)


def _replace(
    present: models.QuerySet[Any], blank: models.Model, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Make the present rows the given ones; an unknown id (removed meanwhile) makes a new row."""
    known = {row.pk: row for row in present}
    kept = []
    for values in rows:
        row = known.get(values.get("id")) or type(blank)(exchange=blank.exchange)  # type: ignore[attr-defined]  # -- both kinds of row have it
        for name, value in values.items():
            if name != "id":
                setattr(row, name, value)
        row.save()
        kept.append(row.pk)
    present.exclude(pk__in=kept).delete()


_APPLY: Mapping[str, Callable[[Exchange, SectionEdit], None]] = {
    DesignSection.IDEA: _apply_idea,
    DesignSection.TEAMS: _apply_team,
    DesignSection.OUTCOMES: _apply_outcomes,
    DesignSection.SYLLABUS: _apply_activities,
    DesignSection.GROUPS: _apply_fields,
    DesignSection.ASSESSMENT: _apply_fields,
}
