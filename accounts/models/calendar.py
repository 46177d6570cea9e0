"""The academic calendars of institutions."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import PeriodKind
from accounts.models.institution import Institution
from accounts.querysets import PeriodQuerySet
from core.models import Dated


class Period(Dated):
    """A stretch of an institution's academic year, the first and the last day included.

    Public holidays are not kept here: they follow from the country, and `open` periods name those
    on which the institution teaches all the same.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="periods")
    # The calendar year in which the academic year begins: 2026 stands for 2026/27.
    year = models.PositiveSmallIntegerField(_("academic year"))
    kind = models.CharField(_("kind"), max_length=8, choices=PeriodKind)
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = PeriodQuerySet.as_manager()

    if TYPE_CHECKING:
        institution_id: Any

    class Meta:
        verbose_name = _("period of the academic year")
        verbose_name_plural = _("periods of the academic year")
        ordering = ["starts_on", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="period_year_is_sane",
                violation_error_message=_("Give the year in which the academic year begins."),
            ),
            models.UniqueConstraint(
                fields=["institution", "kind", "starts_on"],
                name="period_is_unique",
                violation_error_message=_("There is a period of this kind from that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.name}"

    def get_absolute_url(self) -> str:
        """Return the address of the calendar that it is in."""
        return reverse(
            "accounts:institution-calendar", args=[self.institution.schac_code, self.year]
        )
