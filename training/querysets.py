"""Queries about training, in the domain's words."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from training.enums import PlaceState


class EditionQuerySet(models.QuerySet[Any]):
    """Filters of training editions."""

    def for_list(self) -> "EditionQuerySet":
        """Join what a list shows: the course, and how many places are taken."""
        return self.select_related("course").annotate(
            taken=Count("places", filter=~Q(places__state=PlaceState.WITHDRAWN))
        )

    def open(self) -> "EditionQuerySet":
        """Leave the editions that a teacher can still join."""
        return self.filter(enrol_by__gte=timezone.localdate())

    def newest_first(self) -> "EditionQuerySet":
        """Order by start, latest first."""
        return self.order_by("-starts_on", "-id")


class PlaceQuerySet(models.QuerySet[Any]):
    """Filters of places in editions."""

    def for_list(self) -> "PlaceQuerySet":
        """Join what a list shows."""
        return self.select_related("edition__course", "teacher")

    def standing(self) -> "PlaceQuerySet":
        """Leave out the withdrawn ones."""
        return self.exclude(state=PlaceState.WITHDRAWN)

    def of_teachers(self, teacher_ids: Iterable[Any]) -> "PlaceQuerySet":
        """Leave the places of these people, completed ones first, then the newest."""
        completed_first = F("state").asc()
        return self.filter(teacher__in=teacher_ids).order_by(completed_first, "-created_at")
