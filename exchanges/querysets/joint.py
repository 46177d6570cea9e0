"""Queries about what teachers do together: discussions, calls for partners, answers, adoptions."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from exchanges.enums import AdoptionState, ApproachState, CallState

MOST_WORDS = 10


class CommentQuerySet(models.QuerySet[Any]):
    """Filters of comments on a design."""

    def of_section(self, exchange: models.Model, section: str) -> "CommentQuerySet":
        """Leave the discussion of one section, oldest first, with its authors."""
        rows = self.filter(exchange=exchange, section=section)
        return rows.select_related("author", "settled_by").order_by("created_at", "id")

    def open(self) -> "CommentQuerySet":
        """Leave what nobody settled or took back."""
        return self.filter(settled_at__isnull=True, removed_at__isnull=True)


def reads_board(user: User) -> bool:
    """Tell whether the board of calls is for this person: a confirmed teacher, or an office."""
    is_teacher = AffiliationKind.TEACHER in user.affiliation_kinds
    return user.is_superuser or is_teacher or bool(user.institutions_as(Role.OFFICE))


class PartnerCallQuerySet(models.QuerySet[Any]):
    """Filters of calls for partners."""

    def visible_to(self, user: User | AnonymousUser) -> "PartnerCallQuerySet":
        """Leave what the person may see.

        Who reads the board sees the current calls; everybody sees their own and those that they
        answered, whatever became of them.
        """
        if not isinstance(user, User):
            return self.none()
        if user.is_superuser:
            return self
        mine = Q(author=user) | Q(pk__in=user.approaches.values("call"))
        return self.filter(mine | _is_current() if reads_board(user) else mine)

    def current(self) -> "PartnerCallQuerySet":
        """Leave the open ones whose time has not passed and whose author can still be reached."""
        return self.filter(_is_current())

    def written_by(self, user: User) -> "PartnerCallQuerySet":
        """Leave the person's own calls, in every state."""
        return self.filter(author=user)

    def answered_by(self, user: User) -> "PartnerCallQuerySet":
        """Leave the calls that the person wrote to, in every state."""
        return self.filter(pk__in=user.approaches.values("call"))

    def titled(self, words: str) -> "PartnerCallQuerySet":
        """Leave those whose title holds every word, whatever its case."""
        found = self
        for word in words.split()[:MOST_WORDS]:
            found = found.filter(title__icontains=word)
        return found

    def for_level(self, level: str) -> "PartnerCallQuerySet":
        """Leave those for a level of study; a call that names none is for all."""
        return self.filter(Q(study_levels__contains=[level]) | Q(study_levels=[]))

    def within(self, first: date | None, last: date | None) -> "PartnerCallQuerySet":
        """Leave those whose time shares a day with the span from `first` to `last`, if given."""
        found = self
        if first:
            found = found.filter(ends_until__gte=first)
        if last:
            found = found.filter(starts_from__lte=last)
        return found

    def for_list(self) -> "PartnerCallQuerySet":
        """Join what the board shows."""
        return self.select_related("institution", "author")


def _is_current() -> Q:
    today = timezone.localdate()
    return Q(state=CallState.OPEN, ends_until__gte=today, author__is_active=True)


class ApproachQuerySet(models.QuerySet[Any]):
    """Filters of answers to calls."""

    def visible_to(self, user: User) -> "ApproachQuerySet":
        """Leave what the person wrote, or what was written to them."""
        if user.is_superuser:
            return self
        return self.filter(Q(sender=user) | Q(call__author=user))

    def waiting(self) -> "ApproachQuerySet":
        """Leave those that the author has not answered."""
        return self.filter(state=ApproachState.SENT)

    def standing(self) -> "ApproachQuerySet":
        """Leave out those that were declined or taken back."""
        return self.exclude(state__in=[ApproachState.DECLINED, ApproachState.WITHDRAWN])

    def for_page(self) -> "ApproachQuerySet":
        """Join what pages, e-mails and rules read."""
        return self.select_related(
            "sender", "institution", "exchange", "call__author", "call__institution"
        )

    def for_turns(self) -> "ApproachQuerySet":
        """Load what a list of turns says of a message: who wrote, about which call, and when."""
        rows: ApproachQuerySet = self.select_related("sender", "call")
        return rows.only("created_at", "call__title", "sender__given_name", "sender__family_name")


class AdoptionQuerySet(models.QuerySet[Any]):
    """Filters of the uses of ready-made exchanges in courses."""

    def visible_to(self, user: User) -> "AdoptionQuerySet":
        """Leave the person's own, and those of where they are office, coordinator or observer."""
        if user.is_superuser:
            return self
        whole = user.institutions_as(Role.OFFICE) | user.institutions_as(Role.OBSERVER)
        parts = user.departments_as(Role.COORDINATOR) | user.departments_as(Role.OBSERVER)
        return self.filter(Q(teacher=user) | Q(institution__in=whole) | Q(department__in=parts))

    def handled_by(self, user: User) -> "AdoptionQuerySet":
        """Leave those of the institutions whose office the person is."""
        if user.is_superuser:
            return self
        return self.filter(institution__in=user.institutions_as(Role.OFFICE))

    def waiting(self) -> "AdoptionQuerySet":
        """Leave those that the office must decide."""
        return self.filter(state=AdoptionState.REQUESTED)

    def standing(self) -> "AdoptionQuerySet":
        """Leave those that wait or hold: neither rejected nor taken back."""
        return self.filter(state__in=(AdoptionState.REQUESTED, AdoptionState.APPROVED))

    def for_students_of(self, institutions: models.QuerySet[Any]) -> "AdoptionQuerySet":
        """Leave the approved ones at these institutions, with the teachers to ask."""
        rows = self.filter(state=AdoptionState.APPROVED, institution__in=institutions)
        return rows.select_related("teacher").order_by("course_title", "id")

    def for_list(self) -> "AdoptionQuerySet":
        """Join what a list shows."""
        return self.select_related("edition__package", "teacher", "institution")

    def for_page(self) -> "AdoptionQuerySet":
        """Join what the page of one and its e-mails show."""
        return self.for_list().select_related("department", "decided_by")
