"""Queries about credits, in the domain's words."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q, Sum

from accounts.enums import Role
from accounts.models import User
from credits.enums import ProposalState


class CreditRuleQuerySet(models.QuerySet[Any]):
    """Filters of dated rules."""

    def on(self, day: date, institution_id: Any) -> "CreditRuleQuerySet":
        """Leave the rules valid on a day for an institution: its own first, then the general."""
        return (
            self.filter(Q(institution=institution_id) | Q(institution__isnull=True))
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)
            .order_by(models.F("institution").desc(nulls_last=True), "-valid_from")
        )


class ProposalQuerySet(models.QuerySet[Any]):
    """Filters of proposals."""

    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Leave those of the institutions whose office the person is, or of their own team."""
        if user.is_superuser:
            return self
        return self.filter(
            Q(enrolment__team__institution__in=user.institutions_as(Role.OFFICE))
            | Q(enrolment__team__lead=user)
        )

    def waiting(self) -> "ProposalQuerySet":
        """Leave those that the office must decide, oldest first."""
        return self.filter(state=ProposalState.PROPOSED).order_by("created_at", "id")

    def for_list(self) -> "ProposalQuerySet":
        """Join what a list shows."""
        return self.select_related(
            "enrolment__student", "enrolment__exchange", "enrolment__team__institution"
        )


class EntryQuerySet(models.QuerySet[Any]):
    """Filters of ledger entries."""

    def of_student(self, student: User) -> "EntryQuerySet":
        """Leave one student's entries, newest first."""
        return self.filter(enrolment__student=student).order_by("-created_at", "-id")

    def totals(self) -> dict[str, Decimal]:
        """Return the balance of these entries, in ECTS credits and in CFU."""
        sums = self.aggregate(ects=Sum("ects"), cfu=Sum("cfu"))
        return {name: value or Decimal("0.0") for name, value in sums.items()}
