"""Queries about agreements, in the domain's words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Q

from accounts.enums import Role
from accounts.models import User
from mou.enums import AgreementState


class AgreementQuerySet(models.QuerySet[Any]):
    """Filters of agreements."""

    def visible_to(self, user: User) -> "AgreementQuerySet":
        """Leave the agreements of the institutions whose office the person is, or observes.

        Teachers see their exchange's agreement on the exchange's page: `exchanges` asks for it.
        """
        if user.is_superuser:
            return self
        institutions = user.institutions_as(Role.OFFICE) | user.institutions_as(Role.OBSERVER)
        return self.filter(Q(parties__institution__in=institutions) | Q(readers=user)).distinct()

    def in_force(self, on: date) -> "AgreementQuerySet":
        """Leave those in force on a day."""
        return self.filter(state=AgreementState.IN_FORCE, starts_on__lte=on, ends_on__gte=on)

    def covering(self, institution_ids: Iterable[Any], on: date) -> "AgreementQuerySet":
        """Leave those in force on a day to which all these institutions are parties."""
        ids = set(institution_ids)
        return (
            self.in_force(on)
            .annotate(
                covered=Count("parties", filter=Q(parties__institution__in=ids), distinct=True)
            )
            .filter(covered=len(ids))
        )

    def newest_first(self) -> "AgreementQuerySet":
        """Order by creation, latest first."""
        return self.order_by("-created_at", "-id")
