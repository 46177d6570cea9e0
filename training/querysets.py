"""Queries about training, in the domain's words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.enums import MeetingState
from training.enums import PlaceState


class CourseQuerySet(models.QuerySet[Any]):
    """Filters of training courses."""

    def visible_to(self, user: Any) -> "CourseQuerySet":
        """Leave what the person may see: courses are public to everybody who logs in."""
        return self if user.is_active else self.none()


class EditionQuerySet(models.QuerySet[Any]):
    """Filters of training editions."""

    def visible_to(self, user: Any) -> "EditionQuerySet":
        """Leave what the person may see: editions are public to everybody who logs in."""
        return self if user.is_active else self.none()

    def attended_by(self, user: Any) -> "EditionQuerySet":
        """Leave those where the person has a place."""
        return self.filter(pk__in=_places().standing().filter(teacher=user).values("edition"))

    def with_meetings_for(self, user: Any) -> "EditionQuerySet":
        """Leave those whose meetings the person may see (`EditionMeetingQuerySet.visible_to`)."""
        if user.is_active and (user.is_superuser or user.is_home_office):
            return self
        return self.visible_to(user).attended_by(user)

    def for_list(self) -> "EditionQuerySet":
        """Join what a list shows: the course, and how many places are taken.

        The count is a subquery, so that a page of 25 counts 25 editions and not all of them.
        """
        taken = (
            _places()
            .filter(edition=OuterRef("pk"))
            .exclude(state=PlaceState.WITHDRAWN)
            .order_by()
            .values("edition")
            .annotate(number=Count("pk"))
            .values("number")
        )
        rows: EditionQuerySet = self.select_related("course").annotate(
            taken=Coalesce(Subquery(taken), 0)
        )
        return rows

    def with_place_of(self, user: Any) -> "EditionQuerySet":
        """Annotate `my_state`: the state of the person's place, or None."""
        mine = _places().filter(edition=OuterRef("pk"), teacher=user).values("state")[:1]
        rows: EditionQuerySet = self.annotate(my_state=Subquery(mine))
        return rows

    def open(self) -> "EditionQuerySet":
        """Leave the editions whose enrolment has not closed."""
        today = timezone.localdate()
        return self.filter(Q(enrol_by__gte=today) | Q(enrol_by__isnull=True, starts_on__gte=today))

    def taken_by_all(self, teacher_ids: Iterable[Any]) -> "EditionQuerySet":
        """Leave the editions where every one of these people is enrolled or completed."""
        rows = self
        for teacher in set(teacher_ids):
            standing = _places().filter(edition=OuterRef("pk"), teacher=teacher)
            rows = rows.filter(Exists(standing.exclude(state=PlaceState.WITHDRAWN)))
        return rows

    def newest_first(self) -> "EditionQuerySet":
        """Order by start, latest first."""
        return self.order_by("-starts_on", "-id")


class EditionMeetingQuerySet(models.QuerySet[Any]):
    """Filters of the meetings of training editions."""

    def visible_to(self, user: Any) -> "EditionMeetingQuerySet":
        """Leave those of the editions where the person has a place; the office sees all."""
        if not user.is_active:
            return self.none()
        if user.is_superuser or user.is_home_office:
            return self
        mine = _places().standing().filter(edition=OuterRef("edition"), teacher=user)
        rows: EditionMeetingQuerySet = self.filter(Exists(mine))
        return rows

    def for_list(self) -> "EditionMeetingQuerySet":
        """Join what a list shows."""
        return self.select_related("edition__course")

    def of_person(self, user: Any) -> "EditionMeetingQuerySet":
        """Leave those of the editions where the person has a place, cancelled ones included."""
        places = _places().standing().filter(teacher=user)
        return self.filter(edition__in=places.values("edition"))

    def not_cancelled(self) -> "EditionMeetingQuerySet":
        """Leave out what does not take place."""
        return self.exclude(state=MeetingState.CANCELLED)

    def outside(self, first: date, last: date) -> "EditionMeetingQuerySet":
        """Leave the meetings that are on no day from `first` to `last`."""
        return self.exclude(local_date__range=(first, last))

    def in_order(self) -> "EditionMeetingQuerySet":
        """Order by time."""
        return self.order_by("starts_at", "id")


class PlaceQuerySet(models.QuerySet[Any]):
    """Filters of places in editions."""

    def for_list(self) -> "PlaceQuerySet":
        """Join what a list shows."""
        return self.select_related("edition__course", "teacher")

    def in_edition(self, edition: Any) -> "PlaceQuerySet":
        """Leave those of one edition."""
        return self.filter(edition=edition)

    def held_by(self, user: Any) -> "PlaceQuerySet":
        """Leave the person's own."""
        return self.filter(teacher=user)

    def standing(self) -> "PlaceQuerySet":
        """Leave out the withdrawn ones."""
        return self.exclude(state=PlaceState.WITHDRAWN)

    def to_complete(self) -> "PlaceQuerySet":
        """Leave those that the office can still mark as completed."""
        return self.filter(state=PlaceState.ENROLLED)

    def of_teachers(self, teacher_ids: Iterable[Any]) -> "PlaceQuerySet":
        """Leave the places of these people, the newest first."""
        return self.filter(teacher__in=teacher_ids).order_by("-created_at", "-id")


class PartnerInvitationQuerySet(models.QuerySet[Any]):
    """Filters of invitations to training."""

    def for_list(self) -> "PartnerInvitationQuerySet":
        """Join what a list shows."""
        return self.select_related(
            "institution", "invitation__accepted_by", "invitation__invited_by", "edition__course"
        )

    def sent_by(self, user: Any) -> "PartnerInvitationQuerySet":
        """Leave those that the person sent."""
        return self.filter(invitation__invited_by=user)

    def open(self) -> "PartnerInvitationQuerySet":
        """Leave those that can still be accepted."""
        return self.filter(
            invitation__accepted_at__isnull=True,
            invitation__revoked_at__isnull=True,
            invitation__expires_at__gt=timezone.now(),
        )


def _places() -> Any:
    return apps.get_model("training", "Place").objects.all()
