"""The design's sections as pages show them: where each is written, how complete it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import components
from core.components import Fact, Section
from core.redline import Segment, segments
from exchanges import completeness, criteria
from exchanges.completeness import Completeness
from exchanges.enums import DesignSection
from exchanges.models import Activity, Exchange, Outcome, Team
from exchanges.redline import worded
from exchanges.workflow.design import FIELDS

FIELD_OF: Mapping[str, str] = {
    "rules": "starts_on",
    "eligibility": "programme",
    "length": "ends_on",
    "technology": "platform",
    "groups": "group_size",
    "facilitation": "facilitators",
    "unmoderated": "facilitation",
    "assessment": "assessment",
    "fallback": "fallback",
}
"""The field in which a finding is mended, by the criterion's code, where it is one field."""


def finding_items(
    findings: Iterable[criteria.Finding],
    exchange: Exchange,
    *,
    with_links: bool,
    section: str = "",
) -> list[components.Finding]:
    """Return findings as their component shows them; the links lead to what is to be mended.

    Beside the form of a `section`, those that other sections mend step back.
    """
    return [
        components.Finding(
            status=finding.status,
            title=finding.title,
            found=_found(finding),
            why=finding.why,
            fix=finding.fix,
            url=finding_url(exchange, finding) if with_links else "",
            is_elsewhere=bool(section) and finding.section != section,
        )
        for finding in findings
    ]


def _found(finding: criteria.Finding) -> str:
    """Return what was found, and why the office made an exception where it did."""
    if not finding.exception:
        return finding.found
    made = _("The office made an exception: %(reason)s") % {"reason": finding.exception}
    return f"{finding.found} {made}"


def finding_url(exchange: Exchange, finding: criteria.Finding) -> str:
    """Return the address where a finding is mended: its field, where that is known."""
    url, name = section_url(exchange, finding.section), FIELD_OF.get(finding.code, "")
    return f"{url}#id_{name}" if name and name in FIELDS.get(finding.section, ()) else url


def section_url(exchange: Exchange, section: str, team: UUID | None = None) -> str:
    """Return the address where a section is changed, or one team's part of that on teams."""
    if section == criteria.SESSIONS:
        return reverse("exchanges:session-list", args=[exchange.pk])
    if not section:
        return exchange.get_absolute_url()
    if team:
        return reverse("exchanges:design-team", args=[exchange.pk, team])
    return reverse("exchanges:design-section", args=[exchange.pk, section])


def section_links(
    exchange: Exchange,
    findings: Sequence[criteria.Finding],
    current: str = "",
    written: Mapping[str, Completeness] | None = None,
) -> list[Section]:
    """Return the design's sections, each with how much is written and what its findings say.

    `written` is what `completeness_of` says, where it is known already.
    """
    written = completeness_of(exchange) if written is None else written
    links = []
    for name, label in [*DesignSection.choices, (criteria.SESSIONS, _("Sessions"))]:
        known = written.get(name)
        tone = _section_tone([finding for finding in findings if finding.section == name])
        if tone == "done" and known and not known.is_complete:
            tone = "waiting"
        links.append(
            Section(
                label=str(label),
                url=section_url(exchange, name),
                tone=tone,
                word=_section_word(tone, known),
                is_current=name == current,
            )
        )
    return links


def completeness_of(exchange: Exchange) -> dict[str, Completeness]:
    """Return how much of each section is written; two queries where the teams are prefetched."""
    found: dict[str, Completeness] = {
        section: completeness.of_fields(section, _own_values(exchange, section))
        for section in (DesignSection.IDEA, DesignSection.GROUPS, DesignSection.ASSESSMENT)
    }
    teams = [
        (team.institution.name, {name: getattr(team, name) for name in _TEAM_VALUES})
        for team in exchange.teams.all()
    ]
    return {
        **found,
        DesignSection.TEAMS: completeness.of_teams(teams),
        DesignSection.OUTCOMES: completeness.of_outcomes(
            list(exchange.outcomes.values("dimension"))
        ),
        DesignSection.SYLLABUS: completeness.of_syllabus(
            list(exchange.activities.values("week")), exchange.weeks
        ),
    }


_TEAM_VALUES = ("course_title", "seats", "workload_hours", "ects", "cfu")


def _own_values(exchange: Exchange, section: str) -> dict[str, Any]:
    return {name: getattr(exchange, name) for name in FIELDS[section] if name != "programme"}


def _section_tone(findings: list[criteria.Finding]) -> Literal["done", "waiting", "stopped"]:
    if criteria.blocking(findings):
        return "stopped"
    is_open = any(finding.status != "met" for finding in findings if not finding.exception)
    return "waiting" if is_open else "done"


def _section_word(tone: str, written: Completeness | None) -> str:
    words = {"done": _("complete"), "waiting": _("look again"), "stopped": _("to be mended")}
    if written is None or (tone == "done" and written.is_complete):
        return words[tone]
    count = _("%(filled)d of %(total)d") % {"filled": written.filled, "total": written.total}
    if tone == "waiting" and not written.is_complete:
        return count
    return _("%(count)s, %(word)s") % {"count": count, "word": words[tone]}


def wording(section: str, content: Any) -> list[list[Fact]]:
    """Return a saved wording for reading: one list of facts, or one for each of its rows."""
    model = _WORDED.get(section, Exchange)
    rows = content if isinstance(content, list) else [content]
    return [
        [Fact(_label(model, name), worded(model, name, row.get(name))) for name in FIELDS[section]]
        for row in rows
    ]


_WORDED: dict[str, type[models.Model]] = {
    DesignSection.TEAMS: Team,
    DesignSection.OUTCOMES: Outcome,
    DesignSection.SYLLABUS: Activity,
}


def _label(model: type[models.Model], name: str) -> str:
    return capfirst(str(getattr(model._meta.get_field(name), "verbose_name", name)))


@dataclass(frozen=True, slots=True)
class Present:
    """A field that is saved, beside what somebody typed: what differs is `removed` by saving."""

    label: str
    segments: Sequence[Segment]

    @property
    def differs(self) -> bool:
        """Tell whether something else was typed."""
        return any(segment.kind != "same" for segment in self.segments)


@dataclass(frozen=True, slots=True)
class PresentRow:
    """A saved row, or the one set of fields; `is_missing`: it is not among what was typed."""

    fields: Sequence[Present]
    is_missing: bool = False


def beside(section: str, now: Any, typed: Any) -> list[PresentRow]:
    """Return a saved wording for reading, marked where what was typed says something else.

    Both are wordings as `content_of` returns them; rows are matched by their identifiers.
    """
    if not isinstance(now, list):
        return [PresentRow(_present(section, now, typed))]
    mine = {str(row.get("id") or ""): row for row in typed}
    return [
        PresentRow(_present(section, row, mine[row["id"]]))
        if row.get("id") in mine
        else PresentRow(_present(section, row, row), is_missing=True)
        for row in now
    ]


def _present(section: str, now: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Present]:
    model = _WORDED.get(section, Exchange)
    found = []
    for name in FIELDS[section]:
        before, after = (worded(model, name, row.get(name)) for row in (now, typed))
        found.append(Present(_label(model, name), segments(before, after)))
    return found
