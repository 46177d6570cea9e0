"""The designs that wait for an answer, each after a return: `seed_reviews` writes them in bulk."""

from collections.abc import Sequence
from datetime import timedelta

from accounts.models import Institution, User
from exchanges.enums import DecisionOutcome, DesignSection, ExchangeState
from exchanges.models import Decision, DecisionRemark, Exchange, SectionRevision, Submission, Team

TEXT = "What the groups do together, and who accompanies them. " * 4


def seed_reviews(teams: Sequence[Team], home: Institution, office: User) -> Exchange:
    """Write the submissions of what waits at home; return one of these exchanges."""
    waiting = [
        team.exchange
        for team in teams
        if team.institution_id == home.pk and team.exchange.state == ExchangeState.SUBMITTED
    ]
    first = [_submission(exchange, 1, office) for exchange in waiting]
    Submission.objects.bulk_create(first, batch_size=1000)
    decisions = Decision.objects.bulk_create(
        (
            Decision(
                exchange=row.exchange,
                submission=row,
                design_version=row.design_version,
                submitted_at=row.submitted_at,
                outcome=DecisionOutcome.RETURNED,
                note="Almost",
                by=office,
            )
            for row in first
        ),
        batch_size=1000,
    )
    DecisionRemark.objects.bulk_create(
        (
            DecisionRemark(decision=decision, section=section, text=TEXT)
            for decision in decisions
            for section in (DesignSection.SYLLABUS, DesignSection.GROUPS)
        ),
        batch_size=1000,
    )
    again = [_submission(exchange, 2, office) for exchange in waiting]
    Submission.objects.bulk_create(again, batch_size=1000)
    SectionRevision.objects.bulk_create(
        (_wording(exchange, number, office) for exchange in waiting for number in (1, 2)),
        batch_size=1000,
    )
    Exchange.objects.filter(pk__in=[exchange.pk for exchange in waiting]).update(design_version=2)
    return waiting[0]


def _submission(exchange: Exchange, number: int, by: User) -> Submission:
    """Make the submission of this number: its design has the same one."""
    if exchange.submitted_at is None:
        raise ValueError("What waits was submitted.")
    finding = {
        "code": "sessions",
        "status": "met",
        "is_blocking": True,
        "title": "Synchronous sessions",
        "found": "3 sessions.",
        "why": TEXT,
        "fix": "",
        "section": "sessions",
        "exception": "",
    }
    return Submission(
        exchange=exchange,
        number=number,
        design_version=number,
        submitted_at=exchange.submitted_at - timedelta(days=7 * (2 - number)),
        by=by,
        design={"title": exchange.title},
        rules={},
        findings={"en": [finding] * 20, "it": [finding] * 20},
    )


def _wording(exchange: Exchange, number: int, by: User) -> SectionRevision:
    return SectionRevision(
        exchange=exchange,
        section=DesignSection.GROUPS,
        number=number,
        design_version=number,
        content={"group_size": 3 + number, "platform": f"{TEXT} {number}", "facilitation": TEXT},
        by=by,
    )
