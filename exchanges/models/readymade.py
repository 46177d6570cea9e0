"""Ready-made exchanges: packages that providers offer, and their editions."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Entity, Stateful
from core.transitions import arrows
from exchanges.enums import PACKAGE_ENROLMENT, Applicant, EnrolmentState
from exchanges.querysets import (
    PackageEditionQuerySet,
    PackageEnrolmentQuerySet,
    PackageQuerySet,
)


class Package(Entity):
    """A ready-made exchange, as its provider describes it."""

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(_("title"), max_length=200)
    provider = models.CharField(_("provider"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    length = models.CharField(_("length"), max_length=100, blank=True)
    weekly_load = models.CharField(_("weekly load"), max_length=200, blank=True)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"))
    applicant = models.CharField(_("who applies"), max_length=12, choices=Applicant)
    topics = ArrayField(
        models.CharField(max_length=80), verbose_name=_("topics"), default=list, blank=True
    )
    eligibility = models.CharField(_("who can take part"), max_length=300, blank=True)
    recognition = models.CharField(_("credits or badge"), max_length=300, blank=True)
    source = models.URLField(_("source"), max_length=500, blank=True)
    checked_on = models.DateField(_("checked on"))
    # Closed programmes stay readable and offer no further editions.
    is_closed = models.BooleanField(_("closed"), default=False)
    closed_because = models.CharField(_("why it is closed"), max_length=300, blank=True)

    objects = PackageQuerySet.as_manager()

    if TYPE_CHECKING:
        # Added by `PackageQuerySet.for_list`.
        is_open_now: bool
        next_deadline: date | None

    class Meta:
        verbose_name = _("ready-made exchange")
        verbose_name_plural = _("ready-made exchanges")
        indexes = [models.Index(fields=["is_closed", "title", "id"], name="package_by_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:package-detail", args=[self.slug])


class PackageEdition(Entity):
    """One run of a package. Dates that the source does not state are empty.

    `seats_taken` counts the standing places and changes in the transaction of each. Without
    `seats` the number of places is not limited here.
    """

    package = models.ForeignKey(Package, models.CASCADE, related_name="editions")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    apply_by = models.DateField(_("apply by"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    # What a reader should know of these dates: shown beside them.
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = PackageEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a ready-made exchange")
        verbose_name_plural = _("editions of ready-made exchanges")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "starts_on"], name="package_edition_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="package_edition_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(apply_by__isnull=True) | Q(apply_by__lte=F("starts_on")),
                name="package_edition_applies_before_it_starts",
                violation_error_message=_("Applications end after the first day."),
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats_taken__lte=F("seats")),
                name="package_edition_seats_are_enough",
                violation_error_message=_("No place is left."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package}, {self.starts_on:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Tell whether one can still apply (`PackageEditionQuerySet.open` asks it in SQL)."""
        today = timezone.localdate()
        if self.package.is_closed:
            return False
        return self.starts_on > today if self.apply_by is None else self.apply_by >= today

    @property
    def is_over(self) -> bool:
        """Tell whether its last day has passed; False while no source states that day."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class PackageEnrolment(Stateful):
    """A student's place in an edition of a ready-made exchange."""

    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="enrolments")
    student = models.ForeignKey(User, models.PROTECT, related_name="package_enrolments")
    state = models.CharField(
        _("state"), max_length=14, choices=EnrolmentState, default=EnrolmentState.ENROLLED
    )

    objects = PackageEnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a ready-made exchange")
        verbose_name_plural = _("places in ready-made exchanges")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "student"], name="package_enrolment_is_unique"
            )
        ]
        triggers = [
            pgtrigger.FSM(
                name="package_enrolment_path",
                field="state",
                transitions=arrows(PACKAGE_ENROLMENT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.edition}"
