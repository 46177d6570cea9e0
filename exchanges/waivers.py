"""What pages and e-mails say of exceptions from the criteria."""

from exchanges import criteria
from exchanges.criteria.criterion import Text
from exchanges.design_values import findings_of
from exchanges.models import Exchange, Waiver


def criterion_title(code: str) -> Text:
    """Return a criterion's title, in each reader's language; one that is gone goes by its code."""
    known = criteria.CRITERIA.get(code)
    return known.title if known else code


def stops(exchange: Exchange) -> list[tuple[criteria.Finding, bool]]:
    """Return what stops the submission now, each with whether an exception can be made."""
    findings = criteria.blocking(findings_of(exchange))
    return [(finding, finding.code not in criteria.NOT_WAIVABLE) for finding in findings]


def in_force(exchange: Exchange) -> list[tuple[Waiver, Text]]:
    """Return the exceptions that hold, each with the title of its criterion."""
    rows = exchange.waivers.filter(revoked_at=None).select_related("by")
    return [(waiver, criterion_title(waiver.code)) for waiver in rows]
