"""Read a design out of the database, as the plain values that `criteria` checks."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from exchanges import criteria
from exchanges.models import Exchange, ProgrammeRules


def design_of(exchange: Exchange) -> criteria.Design:
    """Return the design as it stands: four queries, fewer where the rows are prefetched."""
    return criteria.Design(
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        teams=tuple(
            criteria.TeamValues(
                institution=team.institution.name,
                country=str(team.institution.country),
                has_lead=team.lead_id is not None,
                has_confirmed=team.is_confirmed,
            )
            for team in exchange.teams.select_related("institution")
        ),
        sessions=tuple(exchange.sessions.live().values_list("local_date", flat=True)),
        outcomes=tuple(exchange.outcomes.values_list("dimension", flat=True)),
        activities=tuple(
            criteria.ActivityValues(*row)
            for row in exchange.activities.values_list("week", "hours", "is_interactive")
        ),
        group_size=exchange.group_size,
        platform=exchange.platform,
        facilitation=exchange.facilitation,
        assessment=exchange.assessment,
        fallback=exchange.fallback,
    )


def rules_for(exchange: Exchange) -> criteria.Rules | None:
    """Return the rules that hold on the exchange's first day, or None when none are set."""
    row = ProgrammeRules.objects.on(exchange.starts_on, exchange.programme)
    if row is None:
        return None
    return criteria.Rules(
        name=row.name,
        min_weeks=row.min_weeks,
        max_weeks=row.max_weeks,
        min_sessions=row.min_sessions,
        max_group_size=row.max_group_size,
        min_interaction=row.min_interaction,
        source=row.source,
    )


def findings_of(exchange: Exchange) -> list[criteria.Finding]:
    """Check the design as it stands against the rules of its first day."""
    return criteria.check(design_of(exchange), rules_for(exchange))


@dataclass(frozen=True, slots=True)
class Frozen:
    """A design as it is handed in, fit for JSON: see the fields of `Submission`."""

    design: dict[str, Any]
    rules: dict[str, Any]
    findings: dict[str, list[dict[str, Any]]]


def freeze(exchange: Exchange) -> Frozen:
    """Return the design with its rules, and its findings in every language of the portal."""
    findings = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            findings[language] = [asdict(finding) for finding in findings_of(exchange)]
    rules = rules_for(exchange)
    return Frozen(
        design=_for_json(asdict(design_of(exchange))),
        rules=_for_json(asdict(rules)) if rules else {},
        findings=findings,
    )


def _for_json(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain
