"""Read a design out of the database, as the plain values that `criteria` checks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from exchanges import criteria
from exchanges.design_json import document_of, trained
from exchanges.models import Exchange, ProgrammeRules


def design_of(exchange: Exchange) -> criteria.Design:
    """Return the design as it stands: five queries."""
    teams = list(exchange.teams.select_related("institution"))
    training = trained(teams)
    return criteria.Design(
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        teams=tuple(
            criteria.TeamValues(
                institution=team.institution.name,
                country=str(team.institution.country),
                has_lead=team.lead_id is not None,
                has_confirmed=team.is_confirmed,
                course=team.course_title,
                students=team.seats,
                workload_hours=team.workload_hours,
                ects=team.ects,
                cfu=team.cfu,
                training=training[team.pk],
            )
            for team in teams
        ),
        sessions=tuple(exchange.sessions.live().values_list("local_date", flat=True)),
        outcomes=tuple(exchange.outcomes.values_list("dimension", flat=True)),
        activities=tuple(
            criteria.ActivityValues(**row)
            for row in exchange.activities.values(*_names(criteria.ActivityValues))
        ),
        **{name: getattr(exchange, name) for name in _OF_THE_EXCHANGE},
    )


_OF_THE_EXCHANGE = (
    "group_size",
    "are_groups_mixed",
    "facilitators",
    "platform",
    "connectivity",
    "facilitation",
    "assessment",
    "fallback",
)


def _names(values: type) -> list[str]:
    return [field.name for field in fields(values)]


def rules_for(exchange: Exchange) -> criteria.Rules | None:
    """Return the programme's rules that hold on the exchange's first day, or None if none do.

    A set that has ended is returned: the criterion "rules" finds it.
    """
    row = ProgrammeRules.objects.on(exchange.starts_on, exchange.programme)
    return None if row is None else rules_of(row)


def rules_of(row: ProgrammeRules) -> criteria.Rules:
    """Return a rule set of the database as plain values."""
    values = {name: getattr(row, name) for name in _names(criteria.Rules)}
    values |= {"countries": tuple(row.countries), "blocking": tuple(row.blocking)}
    return criteria.Rules(**values)


def exceptions_of(exchange: Exchange) -> dict[str, str]:
    """Return the office's exceptions in force: the criterion's code, and the reason."""
    return dict(exchange.waivers.filter(revoked_at__isnull=True).values_list("code", "reason"))


def findings_of(exchange: Exchange) -> list[criteria.Finding]:
    """Check the design as it stands against the rules of its first day."""
    return criteria.check(design_of(exchange), rules_for(exchange), exceptions_of(exchange))


@dataclass(frozen=True, slots=True)
class Frozen:
    """A design as it is handed in, fit for JSON: see the fields of `Submission`."""

    design: dict[str, Any]
    rules: dict[str, Any]
    findings: dict[str, list[dict[str, Any]]]


def freeze(exchange: Exchange) -> Frozen:
    """Return the design with its rules, and its findings in every language of the portal."""
    design, rules, exceptions = design_of(exchange), rules_for(exchange), exceptions_of(exchange)
    findings = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known = criteria.check(design, rules, exceptions)
            findings[language] = [asdict(finding) for finding in known]
    return Frozen(
        design=document_of(exchange),
        rules=_for_json(asdict(rules)) if rules else {},
        findings=findings,
    )


def _for_json(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain
