"""The design's sections as pages show them: where each is written, how complete it is."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import components
from core.components import Fact, Section
from exchanges import criteria
from exchanges.enums import DesignSection
from exchanges.models import Activity, Exchange, Outcome, Team
from exchanges.workflow.design import FIELDS


def finding_items(
    findings: Iterable[criteria.Finding], exchange: Exchange, *, with_links: bool
) -> list[components.Finding]:
    """Return findings as their component shows them; the links lead to what is to be mended."""
    return [
        components.Finding(
            status=finding.status,
            title=finding.title,
            found=finding.found,
            why=finding.why,
            fix=finding.fix,
            url=section_url(exchange, finding.section) if with_links else "",
        )
        for finding in findings
    ]


def section_url(exchange: Exchange, section: str) -> str:
    """Return the address where a section is changed."""
    if section == criteria.SESSIONS:
        return reverse("exchanges:session-list", args=[exchange.pk])
    if not section:
        return exchange.get_absolute_url()
    return reverse("exchanges:design-section", args=[exchange.pk, section])


def section_links(
    exchange: Exchange, findings: Sequence[criteria.Finding], current: str = ""
) -> list[Section]:
    """Return the design's sections, each with how complete its findings say it is."""
    words = {"done": _("complete"), "waiting": _("look again"), "stopped": _("to be mended")}
    links = []
    for name, label in [*DesignSection.choices, (criteria.SESSIONS, _("Sessions"))]:
        tone = _section_tone([finding for finding in findings if finding.section == name])
        links.append(
            Section(
                label=str(label),
                url=section_url(exchange, name),
                tone=tone,
                word=words[tone],
                is_current=name == current,
            )
        )
    return links


def _section_tone(findings: Sequence[criteria.Finding]) -> Literal["done", "waiting", "stopped"]:
    statuses = {finding.status for finding in findings}
    if "unmet" in statuses:
        return "stopped"
    return "waiting" if "attention" in statuses else "done"


def wording(section: str, content: Any) -> list[list[Fact]]:
    """Return a saved wording for reading: one list of facts, or one for each of its rows."""
    model = _WORDED.get(section, Exchange)
    rows = content if isinstance(content, list) else [content]
    return [[_worded(model, name, row.get(name)) for name in FIELDS[section]] for row in rows]


_WORDED: dict[str, type[models.Model]] = {
    DesignSection.TEAMS: Team,
    DesignSection.OUTCOMES: Outcome,
    DesignSection.SYLLABUS: Activity,
}


def _worded(model: type[models.Model], name: str, value: Any) -> Fact:
    """Return a kept value with its field's label, and with its choice in words."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        return Fact(name, value)
    words = dict(field.flatchoices)
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    return Fact(capfirst(str(field.verbose_name)), words.get(value, value))
