"""Queries about people and institutions, in the domain's words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import AffiliationKind, Evidence, PeriodKind, Role
from core.seals import token_hash

NAME_FIELDS = ("given_name", "family_name", "email")


class UserQuerySet(models.QuerySet[Any]):
    """Filters of people."""

    def visible_to(self, user: Any) -> "UserQuerySet":
        """Leave the people whom an office looks after: nobody for anybody else.

        The office of the university that runs the portal sees everybody, since a partner's
        teachers have no other office here; any other office sees those who are affiliated with
        its institution, or have a role in it.
        """
        if user.is_superuser or user.is_home_office:
            return self
        institutions = user.institutions_as(Role.OFFICE)
        if not institutions:
            return self.none()
        belongs = Q(affiliations__institution__in=institutions)
        serves = Q(role_grants__institution__in=institutions)
        people = self.model._default_manager.filter(belongs | serves).values("pk")
        return self.filter(pk__in=people)

    def search(self, words: str) -> "UserQuerySet":
        """Leave those whose names or address contain every word."""
        found = self
        for word in words.split():
            condition = Q()
            for name in NAME_FIELDS:
                condition |= Q(**{f"{name}__icontains": word})
            found = found.filter(condition)
        return found

    def waiting_for_confirmation(self) -> "UserQuerySet":
        """Leave those with an affiliation that nothing confirms yet."""
        return self.filter(affiliations__evidence=Evidence.NONE).distinct()

    def for_list(self) -> "UserQuerySet":
        """Join what the list shows of each person."""
        return self.prefetch_related("affiliations__institution")


class InstitutionQuerySet(models.QuerySet[Any]):
    """Filters of institutions."""

    def active(self) -> "InstitutionQuerySet":
        """Leave out the institutions that are no longer offered for new work."""
        return self.filter(is_active=True)

    def home(self) -> "InstitutionQuerySet":
        """Leave the university that runs the portal."""
        return self.filter(schac_code=settings.HOME_INSTITUTION)

    def search(self, words: str) -> "InstitutionQuerySet":
        """Leave those whose name or city contains every word."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(city__icontains=word))
        return found

    def by_name(self) -> "InstitutionQuerySet":
        """Order as a reader looks for them."""
        return self.order_by("name", "id")


class RoleGrantQuerySet(models.QuerySet[Any]):
    """Filters of role grants."""

    def visible_to(self, user: Any) -> "RoleGrantQuerySet":
        """Leave those of the institutions whose office the person is."""
        if user.is_superuser or user.is_home_office:
            return self
        return self.filter(institution__in=user.institutions_as(Role.OFFICE))

    def offices_of(self, institution: Any) -> "RoleGrantQuerySet":
        """Leave the roles in force of whoever works in the institution's office."""
        return self.in_force().filter(institution=institution, role=Role.OFFICE)

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

    def visible_to(self, user: Any) -> "AffiliationQuerySet":
        """Leave those that the person's office looks after (see `UserQuerySet.visible_to`)."""
        if user.is_superuser or user.is_home_office:
            return self
        return self.filter(institution__in=user.institutions_as(Role.OFFICE))

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


class PeriodQuerySet(models.QuerySet[Any]):
    """Filters of the periods of academic years."""

    def within(self, first: date, last: date) -> "PeriodQuerySet":
        """Leave those that share a day with the span from `first` to `last`, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def touching(self, first: date, last: date, years: Sequence[int]) -> "PeriodQuerySet":
        """Leave those that share a day with the span, and the terms of these academic years."""
        return self.within(first, last) | self.filter(kind=PeriodKind.TERM, year__in=years)

    def of_year(self, year: int) -> "PeriodQuerySet":
        """Leave those of one academic year, by date."""
        return self.filter(year=year).order_by("starts_on", "ends_on", "kind", "id")


class FeedQuerySet(models.QuerySet[Any]):
    """Filters of calendar feeds."""

    def working(self) -> "FeedQuerySet":
        """Leave out those of closed accounts."""
        return self.filter(owner__is_active=True)

    def with_token(self, token: str) -> "FeedQuerySet":
        """Leave the one that this secret opens, or none."""
        return self.filter(token_hash=token_hash(token))
