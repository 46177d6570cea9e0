"""The records of training."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from core.models import Entity, Stateful
from core.transitions import arrows
from training.enums import PLACE, Level, PlaceState
from training.querysets import EditionQuerySet, PlaceQuerySet


class Course(Entity):
    """A training course: what it teaches. Its length and hours belong to each edition."""

    title = models.CharField(_("title"), max_length=200)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    provider = models.CharField(_("provider"), max_length=200)
    summary = models.TextField(_("what it teaches"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("training course")
        verbose_name_plural = _("training courses")

    def __str__(self) -> str:
        return self.title


class Edition(Entity):
    """One run of a course. `hours` is a participant's whole load, in hours."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="editions")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    enrol_by = models.DateField(_("enrol by"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    seats = models.PositiveSmallIntegerField(_("places"))
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    url = models.URLField(_("where it is held"), blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training edition")
        verbose_name_plural = _("training editions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="edition_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(enrol_by__lte=F("ends_on")),
                name="edition_enrolment_closes_before_it_ends",
                violation_error_message=_("Enrolment closes after the last day."),
            ),
        ]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="edition_newest_first")]

    def __str__(self) -> str:
        return f"{self.course}, {self.starts_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("training:edition-detail", args=[self.pk])


class Place(Stateful):
    """A teacher's place in an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="places")
    teacher = models.ForeignKey(User, models.PROTECT, related_name="training_places")
    state = models.CharField(
        _("state"), max_length=10, choices=PlaceState, default=PlaceState.ENROLLED
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("training place")
        verbose_name_plural = _("training places")
        constraints = [
            models.UniqueConstraint(fields=["edition", "teacher"], name="place_is_unique")
        ]
        triggers = [
            pgtrigger.FSM(name="place_path", field="state", transitions=arrows(PLACE)),
        ]

    def __str__(self) -> str:
        return f"{self.teacher}, {self.edition}"


class PartnerInvitation(Entity):
    """An invitation to the same edition: the owner's second step, called extremely important."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="training")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="partner_invitations")

    def __str__(self) -> str:
        return f"{self.invitation}, {self.edition}"
