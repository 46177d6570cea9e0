"""The design in words: every fact that the teams wrote, in the order of the portal's pages.

Pure: values in, a `Document` in one language out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.plain_text import fit_text
from exchanges import isced
from exchanges.documents import phrases, verdict
from exchanges.documents.model import Block, Document, Facts, Part, Passage, Table
from exchanges.documents.values import Source
from exchanges.enums import (
    ActivityKind,
    Dimension,
    ExchangeState,
    Mode,
    StudyLevel,
    Theme,
    WorkingLanguage,
)

LANGUAGES = ("en", "it")


def document_in(language: str, source: Source) -> Document:
    """Put a design into words; `language` is one of LANGUAGES."""
    with translation.override(language):
        design = source.design
        return Document(
            language=language,
            kind=_("Joint design of a virtual exchange"),
            title=fit_text(design["title"]),
            standing=phrases.sentence(phrases.choice(ExchangeState, source.state)),
            edition=_("Version %(number)s of the design, last changed on %(day)s")
            % {"number": source.version, "day": phrases.day_at_home(source.changed_at)},
            publisher=settings.BRAND_NAME,
            changed_at=source.changed_at,
            parts=(
                Part(_("Idea"), _idea(source)),
                Part(_("Teams and credits"), _teams(source)),
                Part(_("Learning outcomes"), _outcomes(design.get("outcomes", []))),
                Part(_("Syllabus"), _syllabus(design.get("syllabus", []))),
                Part(_("Synchronous sessions"), _sessions(source)),
                *_working(design),
                Part(_("Criteria"), verdict.criteria(source)),
                *verdict.decision(source.decision),
                *_sources(design.get("sources", [])),
            ),
            page=_("page"),
            of=_("of"),
        )


def passage(label: str, text: str | None) -> Passage:
    """Return what somebody wrote under its label, or that nothing is written yet."""
    if text and text.strip():
        return Passage(label, fit_text(text))
    return Passage(label, _("Nothing is written yet."), is_empty=True)


def _idea(source: Source) -> tuple[Block, ...]:
    design = source.design
    field = design.get("field", {})
    languages = design.get("languages", {})
    dates = design.get("dates", {})
    code = field.get("isced_f", "")
    rows = phrases.facts(
        (_("Programme"), source.programme),
        (_("Built around"), phrases.choice(Theme, design.get("theme"))),
        (_("Field of study"), f"{isced.label(code)} (ISCED-F {code})" if code else ""),
        (_("Field in the teachers’ words"), field.get("words", "")),
        (_("Working language"), phrases.choice(WorkingLanguage, languages.get("working"))),
        (_("Language level"), languages.get("cefr_level", "")),
        (
            _("Other languages used"),
            phrases.choices_list(WorkingLanguage, languages.get("others", [])),
        ),
        (_("Level of study"), phrases.choices_list(StudyLevel, design.get("study_levels", []))),
        (_("First day"), phrases.day(dates.get("starts_on"))),
        (_("Last day"), phrases.day(dates.get("ends_on"))),
        (_("Weeks"), _weeks(dates)),
    )
    return (Facts(_fit(rows)), passage(_("Summary"), design.get("summary")))


def _weeks(dates: Mapping[str, Any]) -> str:
    """Return the length in weeks; a week that has begun counts."""
    first, last = dates.get("starts_on"), dates.get("ends_on")
    if first and last:
        return str(phrases.days_between(first, last) // 7 + 1)
    return str(dates.get("weeks", ""))


def _teams(source: Source) -> tuple[Block, ...]:
    teams = source.design.get("teams", [])
    if not teams:
        return (passage("", ""),)
    header = (_("University"), _("Students"), _("Hours"), "ECTS", "CFU", _("Confirmed"))
    rows = tuple(
        (
            fit_text(team["institution"]["name"]),
            phrases.number(team.get("students")) or phrases.NOTHING,
            phrases.number(team.get("workload_hours")) or phrases.NOTHING,
            phrases.number(team.get("ects")) or phrases.NOTHING,
            phrases.number(team.get("cfu")) or phrases.NOTHING,
            _standing(team, source),
        )
        for team in teams
    )
    students = sum(team.get("students") or 0 for team in teams)
    total = (_("Together"), phrases.number(students) or phrases.NOTHING, "", "", "", "")
    summary = Table(
        _("What each university gives, for each student"),
        header,
        rows,
        widths=(5, 3, 2, 2, 2, 4),
        figures=(1, 2, 3, 4),
        total=total,
    )
    return (summary, *(_team(team) for team in teams))


def _standing(team: Mapping[str, Any], source: Source) -> str:
    """Return whether a team stands behind the design, and in which version it did last."""
    version = (source.confirmed or {}).get(team["institution"].get("schac_code", ""))
    if team.get("has_confirmed"):
        return _("yes, version %(number)s") % {"number": version} if version else _("yes")
    if version:
        return _("not any more; version %(number)s") % {"number": version}
    return _("not yet")


def _team(team: Mapping[str, Any]) -> Facts:
    institution = team["institution"]
    course = team.get("course", {})
    rows = phrases.facts(
        (_("Place"), phrases.place(institution)),
        (_("Department"), team.get("department", "")),
        (_("Course"), course.get("title", "")),
        (_("Course code"), course.get("code", "")),
        (_("Lead"), team.get("lead", "")),
        (_("Teachers"), ", ".join(team.get("teachers", []))),
        (_("Training of the lead"), _TRAINING.get(team.get("training", ""), lambda: "")()),
        (_("Part"), _("began the exchange") if team.get("is_initiator") else _("partner")),
    )
    return Facts(_fit(rows), title=fit_text(institution["name"]))


_TRAINING = {
    "none": lambda: _("none yet"),
    "enrolled": lambda: _("enrolled"),
    "completed": lambda: _("completed"),
}


def _outcomes(outcomes: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Return the outcomes by what they are about, in the order of the dimensions."""
    if not outcomes:
        return (passage("", ""),)
    order = list(Dimension.values)
    known = sorted(
        outcomes,
        key=lambda row: order.index(row["dimension"]) if row["dimension"] in order else len(order),
    )
    rows = tuple(
        (phrases.sentence(phrases.choice(Dimension, row["dimension"])), fit_text(row["text"]))
        for row in known
    )
    header = (_("About"), _("Students will be able to"))
    return (Table(_("Learning outcomes"), header, rows, widths=(3, 9)),)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the syllabus: its header, its part of the width, and whether it is a number."""

    header: str
    width: int
    is_figure: bool = False


def _syllabus(activities: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    if not activities:
        return (passage("", ""),)
    columns = (
        _Column(_("Week"), 2, is_figure=True),
        _Column(_("Activity"), 7),
        _Column(_("Hours"), 2, is_figure=True),
        _Column(_("With partners"), 3),
        _Column(_("Led by students"), 3),
        _Column(_("Serves the outcome on"), 4),
    )
    known = sorted(activities, key=lambda row: row.get("week") or 0)
    table = Table(
        _("Syllabus by week"),
        tuple(column.header for column in columns),
        tuple(_activity(row) for row in known),
        widths=tuple(column.width for column in columns),
        figures=tuple(place for place, column in enumerate(columns) if column.is_figure),
        total=(
            "",
            _("Hours in all"),
            _hours(activities),
            _hours([row for row in activities if row.get("is_interactive")]),
            _hours([row for row in activities if row.get("is_learner_led")]),
            "",
        ),
        subject=1,
    )
    return (table,)


def _activity(row: Mapping[str, Any]) -> tuple[str, ...]:
    kind = phrases.choice(ActivityKind, row.get("kind"))
    mode = phrases.choice(Mode, row.get("mode"))
    manner = ", ".join(part for part in (kind, mode) if part)
    title = fit_text(row.get("title", ""))
    return (
        str(row.get("week") or phrases.NOTHING),
        f"{title}\n{manner}" if manner else title,
        phrases.number(row.get("hours")) or phrases.NOTHING,
        phrases.yes_or_no(row.get("is_interactive")) or phrases.NOTHING,
        phrases.yes_or_no(row.get("is_learner_led")) or phrases.NOTHING,
        phrases.choice(Dimension, row.get("serves")) or phrases.NOTHING,
    )


def _hours(activities: Sequence[Mapping[str, Any]]) -> str:
    total = sum(phrases.decimal(row.get("hours")) for row in activities)
    return phrases.number(total) or "0"


def _sessions(source: Source) -> tuple[Block, ...]:
    if not source.sessions:
        return (Passage("", _("No session is planned yet."), is_empty=True),)
    places = [team["institution"] for team in source.design.get("teams", [])]
    rows = tuple(
        (
            fit_text(session.title),
            str(session.minutes),
            "\n".join(
                fit_text(phrases.local_time(session, place))
                for place in places
                if place.get("time_zone")
            ),
        )
        for session in source.sessions
    )
    header = (_("Session"), _("Minutes"), _("Local times"))
    return (Table(_("Sessions, in order"), header, rows, widths=(5, 2, 8), figures=(1,)),)


def _working(design: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return how students work together, by what means, and how they are assessed."""
    groups = design.get("groups", {})
    assessment = design.get("assessment", {})
    rows = phrases.facts(
        (_("Students in a group"), phrases.number(groups.get("size"))),
        (
            _("Each group has students of every university"),
            phrases.yes_or_no(groups.get("are_mixed")),
        ),
        (_("Trained facilitators"), str(groups.get("facilitators", ""))),
    )
    return (
        Part(
            _("Groups and facilitation"),
            (Facts(rows), passage(_("Facilitation"), groups.get("facilitation"))),
        ),
        Part(
            _("Technology"),
            (
                passage(_("Platform"), groups.get("platform")),
                passage(_("Students with a weak connection"), groups.get("connectivity")),
            ),
        ),
        Part(
            _("Assessment and fallback"),
            (
                passage(_("Assessment"), assessment.get("assessment")),
                passage(_("If a partner withdraws"), assessment.get("fallback")),
            ),
        ),
    )


def _sources(addresses: Sequence[str]) -> tuple[Part, ...]:
    if not addresses:
        return ()
    return (Part(_("Sources"), (passage("", "\n".join(addresses)),)),)


def _fit(rows: phrases.Facts) -> phrases.Facts:
    return tuple((label, fit_text(value)) for label, value in rows)
