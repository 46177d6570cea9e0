"""Which exchanges a person takes part in: as a teacher, a facilitator or a student."""

from typing import Any

from django.apps import apps
from django.db import models

from accounts.enums import Role
from accounts.models import RoleGrant, User
from exchanges.enums import EnrolmentState, ExchangeState

# A facilitator of a university sees what it holds, not what its teachers still design.
_HELD = (ExchangeState.OPEN, ExchangeState.RUNNING, ExchangeState.COMPLETED)


def exchanges_joined_by(user: User) -> models.QuerySet[Any]:
    """Return the ids of these exchanges, each once, for a subquery.

    It is a union, so that the database goes from the person's few rows to the exchanges, and does
    not ask every exchange whether the person is in it.
    """
    teams, enrolments = _rows("Team"), _rows("Enrolment")
    places = enrolments.filter(student=user).exclude(state=EnrolmentState.WITHDRAWN)
    helps = RoleGrant.objects.in_force().filter(user=user, role=Role.FACILITATOR)
    held = teams.filter(exchange__state__in=_HELD)
    parts = [
        teams.filter(teachers=user),
        places,
        held.filter(institution__in=helps.filter(department=None).values("institution")),
        held.filter(department__in=helps.exclude(department=None).values("department")),
    ]
    led: models.QuerySet[Any] = teams.filter(lead=user).values("exchange")
    return led.union(*[part.values("exchange") for part in parts])


def _rows(model: str) -> Any:
    """Return all rows of a model that imports this file (so it is found by name)."""
    return apps.get_model("exchanges", model)._default_manager.order_by()
