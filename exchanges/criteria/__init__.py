"""Check a design against what a virtual exchange is: values in, findings out.

The definition and its exclusions are those of the owner's page "Virtual Exchange" (University of
Siena, International Relations Office). Each of their parts is one criterion, in `PARTS`. Nothing
here reads the database or the request.

A criterion is `met`; `unmet` where what is there contradicts it or what it needs is missing; or
at `attention` where it cannot be known from what is stated, or is half way. Whether an unmet one
stops a submission is a matter of the programme's rules (`Rules.blocking`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from exchanges.criteria import definition, education, exclusions, programme, tep
from exchanges.criteria.criterion import NOT_WAIVABLE, Criterion
from exchanges.criteria.timing import week_of, window_of
from exchanges.criteria.values import (
    SESSIONS,
    ActivityValues,
    Design,
    Finding,
    Rules,
    Status,
    TeamValues,
)

PARTS: Mapping[str | Promise, tuple[Criterion, ...]] = MappingProxyType(
    {
        gettext_lazy("The programme"): (programme.RULES, programme.ELIGIBILITY),
        gettext_lazy("What a virtual exchange is"): (
            definition.LENGTH,
            definition.REGULARITY,
            definition.SYNCHRONOUS,
            definition.TECHNOLOGY,
            definition.INTERACTION,
            definition.GROUPS,
            definition.LEARNER_LED,
            definition.FACILITATION,
            education.OUTCOMES,
            education.ASSESSMENT,
            education.CREDITS,
            education.INTERCULTURAL,
        ),
        gettext_lazy("What a virtual exchange is not"): (
            exclusions.MOOC,
            exclusions.DISTANCE_COURSE,
            exclusions.SOCIAL_GROUP,
            exclusions.UNMODERATED,
            exclusions.VIRTUAL_MOBILITY,
            exclusions.ONE_OFF,
        ),
        gettext_lazy("What a TEP is"): (
            tep.PARTNERS,
            tep.LEADS,
            tep.CONFIRMED,
            tep.COURSES,
            tep.BLENDED,
            tep.TRAINING,
            tep.FALLBACK,
        ),
    }
)
"""All criteria, by the part of the owner's page that they come from, in the order of findings."""

CRITERIA: Mapping[str, Criterion] = MappingProxyType(
    {criterion.code: criterion for part in PARTS.values() for criterion in part}
)
"""All criteria by code."""

NO_EXCEPTIONS: Mapping[str, str] = MappingProxyType({})

__all__ = [
    "CRITERIA",
    "NOT_WAIVABLE",
    "PARTS",
    "SESSIONS",
    "ActivityValues",
    "Design",
    "Finding",
    "Rules",
    "Status",
    "TeamValues",
    "blocking",
    "check",
    "week_of",
    "window_of",
]


def check(
    design: Design, rules: Rules | None, exceptions: Mapping[str, str] = NO_EXCEPTIONS
) -> list[Finding]:
    """Return one finding for each criterion, always the same ones in the same order.

    Without rules nothing can be measured: the finding "rules" says so and blocks. `exceptions`
    maps a code to the reason for which the office waives it. The order of the design's rows makes
    no difference.
    """
    return [
        criterion.find(design, rules, exceptions.get(code, ""))
        for code, criterion in CRITERIA.items()
    ]


def blocking(findings: list[Finding]) -> list[Finding]:
    """Return the findings that stop a submission."""
    return [
        finding
        for finding in findings
        if finding.is_blocking and finding.status == "unmet" and not finding.exception
    ]
