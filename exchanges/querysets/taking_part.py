"""Which exchanges a person takes part in: as a teacher, a facilitator or a student."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
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
    parts = [
        teams.filter(teachers=user).values("exchange"),
        places.values("exchange"),
    ]
    if helped := _helped_by(user):
        parts.append(teams.filter(helped, exchange__state__in=_HELD).values("exchange"))
    joined: models.QuerySet[Any] = teams.filter(lead=user).values("exchange").union(*parts)
    return joined


def _helped_by(user: User) -> Q:
    """Return the teams of the institutions and departments for which the person facilitates."""
    condition = Q()
    if whole := user.institutions_as(Role.FACILITATOR):
        condition |= Q(institution__in=whole)
    if parts := user.departments_as(Role.FACILITATOR):
        condition |= Q(department__in=parts)
    return condition


def _rows(model: str) -> Any:
    """Return all rows of a model that imports this file (so it is found by name)."""
    return apps.get_model("exchanges", model)._default_manager.order_by()
