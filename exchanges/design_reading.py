"""The design as its pages show it, beside the teams' cards."""

from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.components import Fact
from exchanges import isced
from exchanges.documents import phrases
from exchanges.enums import StudyLevel, WorkingLanguage
from exchanges.models import Activity, Exchange


def reading_of(exchange: Exchange) -> dict[str, Any]:
    """Return what `exchanges/design_body.html` takes: three queries at most."""
    activities = list(exchange.activities.all())
    return {
        "idea_facts": _idea(exchange),
        "outcomes": list(exchange.outcomes.all()),
        "activities": activities,
        "hours": {
            "total": _hours(activities),
            "shared": _hours([row for row in activities if row.is_interactive]),
            "led": _hours([row for row in activities if row.is_learner_led]),
        },
        "group_facts": _groups(exchange),
    }


def _idea(exchange: Exchange) -> list[Fact]:
    field = ""
    if exchange.isced_f:
        field = f"{isced.label(exchange.isced_f)} (ISCED-F {exchange.isced_f})"
    pairs = phrases.facts(
        (_("Programme"), exchange.programme.name if exchange.programme else ""),
        (_("Field of study"), field),
        (_("Field in the teachers’ words"), exchange.field_of_study),
        (
            _("Other languages used"),
            phrases.choices_list(WorkingLanguage, exchange.other_languages),
        ),
        (_("Level of study"), phrases.choices_list(StudyLevel, exchange.study_levels)),
    )
    return [Fact(label, value) for label, value in pairs]


def _groups(exchange: Exchange) -> list[Fact]:
    return [
        Fact(_("Students in a group"), exchange.group_size),
        Fact(
            _("Each group has students of every university"),
            capfirst(phrases.yes_or_no(exchange.are_groups_mixed)),
        ),
        Fact(_("Trained facilitators"), exchange.facilitators),
    ]


def _hours(activities: list[Activity]) -> Decimal:
    return sum((row.hours for row in activities), Decimal(0))
