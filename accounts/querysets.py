"""Queries about people and institutions, in the domain's words."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import AffiliationKind, Evidence


class InstitutionQuerySet(models.QuerySet[Any]):
    """Filters of institutions."""

    def active(self) -> "InstitutionQuerySet":
        """Leave out the institutions that are no longer offered for new work."""
        return self.filter(is_active=True)

    def by_name(self) -> "InstitutionQuerySet":
        """Order as a reader looks for them."""
        return self.order_by("name", "id")


class RoleGrantQuerySet(models.QuerySet[Any]):
    """Filters of role grants."""

    def in_force(self) -> "RoleGrantQuerySet":
        """Leave the grants whose dates include today and that nobody revoked."""
        today = timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            starts_on__lte=today,
            revoked_at__isnull=True,
        )


class AffiliationQuerySet(models.QuerySet[Any]):
    """Filters of affiliations."""

    def confirmed(self) -> "AffiliationQuerySet":
        """Leave those that something else than the person's own word speaks for."""
        return self.exclude(evidence=Evidence.NONE)

    def of_kind(self, kind: AffiliationKind) -> "AffiliationQuerySet":
        """Leave those of one kind."""
        return self.filter(kind=kind)


class InvitationQuerySet(models.QuerySet[Any]):
    """Filters of invitations."""

    def open(self) -> "InvitationQuerySet":
        """Leave those that can still be accepted."""
        return self.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
        )
