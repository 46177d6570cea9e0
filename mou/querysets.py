"""Queries about agreements, in the domain's words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import Role
from mou.enums import AgreementState


class AgreementQuerySet(models.QuerySet[Any]):
    """Filters of agreements.

    Every condition on a related table is an EXISTS: a join would need DISTINCT, and then a page
    of a keyset list would cost as much as the whole list.
    """

    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Leave the agreements of the institutions whose office the person is, or observes.

        The people named as readers (the leads of the exchange that it was drafted for) see it too.
        """
        if user.is_superuser:
            return self
        institutions = user.institutions_as(Role.OFFICE) | user.institutions_as(Role.OBSERVER)
        readers = self.model.readers.through.objects.filter(agreement=OuterRef("pk"), user=user)
        is_reader = Q(Exists(readers))
        if not institutions:
            return self.filter(is_reader)
        if not user.is_home_office:
            parties = _parties().filter(institution__in=institutions)
            return self.filter(is_reader | Q(Exists(parties)))
        # The home office sees nearly every row. PostgreSQL would answer EXISTS by reading all the
        # parties beforehand; the array is made for the rows of one page.
        rows: AgreementQuerySet = self.alias(
            institutions=ArraySubquery(_parties().values("institution"))
        )
        return rows.filter(is_reader | Q(institutions__overlap=list(institutions)))

    def for_list(self) -> "AgreementQuerySet":
        """Join what a list shows: the parties, and how many signed the current revision."""
        signatures = (
            apps.get_model("mou", "Signature")
            .objects.filter(
                revision__agreement=OuterRef("pk"),
                revision__number=OuterRef("current_revision"),
            )
            .order_by()
            .values("revision")
            .annotate(number=Count("pk"))
            .values("number")
        )
        rows: AgreementQuerySet = self.prefetch_related("parties__institution").annotate(
            signed=Coalesce(Subquery(signatures), 0)
        )
        return rows

    def matching(self, words: str) -> "AgreementQuerySet":
        """Leave those with the words in their title or in the name of a party."""
        named = _parties().filter(institution__name__icontains=words)
        return self.filter(Q(title__icontains=words) | Q(Exists(named)))

    def in_force(self, on: date) -> "AgreementQuerySet":
        """Leave those in force on a day."""
        return self.filter(state=AgreementState.IN_FORCE, starts_on__lte=on, ends_on__gte=on)

    def covering(self, institution_ids: Iterable[Any], on: date) -> "AgreementQuerySet":
        """Leave those in force on a day to which all these institutions are parties."""
        ids = set(institution_ids)
        if not ids:
            return self.none()
        rows = self.in_force(on)
        for institution in ids:
            rows = rows.filter(Exists(_parties().filter(institution=institution)))
        return rows

    def newest_first(self) -> "AgreementQuerySet":
        """Order by creation, latest first."""
        return self.order_by("-created_at", "-id")


class RevisionQuerySet(models.QuerySet[Any]):
    """Filters of the wordings of agreements."""

    def current(self) -> "RevisionQuerySet":
        """Leave the wordings that can be signed."""
        return self.filter(number=F("agreement__current_revision"))


class SignatureQuerySet(models.QuerySet[Any]):
    """Filters of recorded signatures."""

    def of_current_revision(self) -> "SignatureQuerySet":
        """Leave those that still bind: older ones stay on record and count for nothing."""
        return self.filter(revision__number=F("revision__agreement__current_revision"))


def _parties() -> Any:
    """Return the parties of the agreement of the outer query."""
    return apps.get_model("mou", "Party").objects.filter(agreement=OuterRef("pk"))
