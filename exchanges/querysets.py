"""Queries about exchanges, in the domain's words."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from exchanges.enums import EnrolmentState, ExchangeState, SessionState

PUBLIC_STATES = (ExchangeState.OPEN, ExchangeState.RUNNING, ExchangeState.COMPLETED)


class ExchangeQuerySet(models.QuerySet[Any]):
    """Filters of exchanges."""

    def visible_to(self, user: User) -> "ExchangeQuerySet":
        """Leave what the person may see.

        Everybody who logs in sees exchanges that are open, running or completed; a team's
        teachers see theirs in every state; offices and observers see those with a team of their
        institution, coordinators those of their department.
        """
        if user.is_superuser:
            return self
        return self.filter(Q(state__in=PUBLIC_STATES) | self._concerning(user))

    def concerning(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges that the person teaches, handles or observes."""
        if user.is_superuser:
            return self
        return self.filter(self._concerning(user))

    def taught_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges of which the person leads or joins a team."""
        return self.filter(Exists(_teams(lead=user)) | Exists(_teams(teachers=user)))

    def studied_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges that the person is enrolled in or has completed."""
        return self.filter(
            enrolments__student=user,
            enrolments__state__in=[
                EnrolmentState.ENROLLED,
                EnrolmentState.COMPLETED,
                EnrolmentState.NOT_COMPLETED,
            ],
        )

    def waiting_for_office(self) -> "ExchangeQuerySet":
        """Leave those that the office must decide, oldest first."""
        return self.filter(state=ExchangeState.SUBMITTED).order_by("submitted_at", "id")

    def for_list(self) -> "ExchangeQuerySet":
        """Join what a list shows."""
        return self.prefetch_related("teams__institution")

    def newest_first(self) -> "ExchangeQuerySet":
        """Order by creation, latest first."""
        return self.order_by("-created_at", "-id")

    @staticmethod
    def _concerning(user: User) -> Q:
        whole = user.institutions_as(Role.OFFICE) | user.institutions_as(Role.OBSERVER)
        parts = user.departments_as(Role.COORDINATOR) | user.departments_as(Role.OBSERVER)
        condition = Q(Exists(_teams(lead=user))) | Q(Exists(_teams(teachers=user)))
        if whole:
            condition |= Q(Exists(_teams(institution__in=whole)))
        if parts:
            condition |= Q(Exists(_teams(department__in=parts)))
        return condition


def _teams(**filters: Any) -> models.QuerySet[Any]:
    """Return the outer exchange's teams that match (found by name: models import this file)."""
    team = apps.get_model("exchanges", "Team")
    return team._default_manager.filter(exchange=OuterRef("pk"), **filters)


class SessionQuerySet(models.QuerySet[Any]):
    """Filters of synchronous sessions."""

    def live(self) -> "SessionQuerySet":
        """Leave out the cancelled ones."""
        return self.exclude(state=SessionState.CANCELLED)

    def upcoming(self) -> "SessionQuerySet":
        """Leave the scheduled ones that have not begun, next first."""
        return self.filter(state=SessionState.SCHEDULED, starts_at__gt=timezone.now()).order_by(
            "starts_at", "id"
        )


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Filters of enrolments."""

    def standing(self) -> "EnrolmentQuerySet":
        """Leave out the withdrawn ones."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)

    def active(self) -> "EnrolmentQuerySet":
        """Leave the students who take part now."""
        return self.filter(state=EnrolmentState.ENROLLED)


class PackageQuerySet(models.QuerySet[Any]):
    """Filters of ready-made exchanges."""

    def for_list(self) -> "PackageQuerySet":
        """Join what the catalogue shows."""
        return self.prefetch_related("editions")

    def by_title(self) -> "PackageQuerySet":
        """Order as the catalogue does: what still runs first."""
        return self.order_by("is_closed", "title", "id")
