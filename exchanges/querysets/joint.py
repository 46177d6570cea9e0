"""Queries about what teachers do together: discussions, calls for partners, answers, adoptions."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from exchanges.enums import AdoptionState, CallState


class CommentQuerySet(models.QuerySet[Any]):
    """Filters of comments on a design."""

    def of_section(self, exchange: models.Model, section: str) -> "CommentQuerySet":
        """Leave the discussion of one section, oldest first, with its authors."""
        rows = self.filter(exchange=exchange, section=section)
        return rows.select_related("author", "settled_by").order_by("created_at", "id")

    def open(self) -> "CommentQuerySet":
        """Leave what nobody settled or took back."""
        return self.filter(settled_at__isnull=True, removed_at__isnull=True)


class PartnerCallQuerySet(models.QuerySet[Any]):
    """Filters of calls for partners."""

    def visible_to(self, user: User | AnonymousUser) -> "PartnerCallQuerySet":
        """Leave what the person may see: open calls, their own, and those they answered."""
        if not isinstance(user, User):
            return self.none()
        if user.is_superuser:
            return self
        mine = Q(author=user) | Q(pk__in=user.approaches.values("call"))
        return self.filter(Q(pk__in=self.model._default_manager.current().values("pk")) | mine)

    def current(self) -> "PartnerCallQuerySet":
        """Leave the open ones whose time has not passed."""
        return self.filter(state=CallState.OPEN, ends_until__gte=timezone.localdate())

    def for_list(self) -> "PartnerCallQuerySet":
        """Join what the board shows."""
        return self.select_related("institution", "author")


class ApproachQuerySet(models.QuerySet[Any]):
    """Filters of answers to calls."""

    def visible_to(self, user: User) -> "ApproachQuerySet":
        """Leave what the person wrote, or what was written to them."""
        return self.filter(Q(sender=user) | Q(call__author=user))


class AdoptionQuerySet(models.QuerySet[Any]):
    """Filters of the uses of ready-made exchanges."""

    def visible_to(self, user: User) -> "AdoptionQuerySet":
        """Leave the person's own, and those of the institutions that they handle or observe."""
        if user.is_superuser:
            return self
        whole = user.institutions_as(Role.OFFICE) | user.institutions_as(Role.OBSERVER)
        return self.filter(Q(teacher=user) | Q(institution__in=whole))

    def waiting(self) -> "AdoptionQuerySet":
        """Leave those that the office must decide."""
        return self.filter(state=AdoptionState.REQUESTED)

    def for_list(self) -> "AdoptionQuerySet":
        """Join what a list shows."""
        return self.select_related("edition__package", "teacher", "institution")
