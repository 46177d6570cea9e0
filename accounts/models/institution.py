"""Universities and their departments."""

import zoneinfo
from datetime import time
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.enums import Weekday
from accounts.querysets import InstitutionQuerySet
from core.models import Entity


def validate_time_zone(value: str) -> None:
    """Refuse a name that the pinned zone rules do not know (raises ValidationError)."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone."), params={"value": value})


def default_weekend() -> list[int]:
    """Return Saturday and Sunday."""
    return [Weekday.SATURDAY, Weekday.SUNDAY]


def department_trigger() -> pgtrigger.Trigger:
    """Return the trigger that keeps a row's department inside the row's institution."""
    return pgtrigger.Trigger(
        name="department_of_institution",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__department__isnull=False),
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM accounts_department
                WHERE id = NEW.department_id AND institution_id = NEW.institution_id
            ) THEN
                RAISE EXCEPTION 'The department belongs to another institution.';
            END IF;
            RETURN NEW;
        """,
    )


class Institution(Entity):
    """A university.

    `schac_code` is its SCHAC home organisation: the DNS domain that federated log-in releases.
    `erasmus_code` is empty for universities outside Erasmus+. `weekend_days` are ISO weekdays;
    they start from the country's habit and can be edited, since institutions differ.
    """

    name = models.CharField(_("name"), max_length=200)
    city = models.CharField(_("city"), max_length=100)
    country = CountryField(_("country"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    schac_code = models.CharField(_("SCHAC code"), max_length=100, unique=True)
    erasmus_code = models.CharField(
        _("Erasmus code"),
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^([A-Z]  |[A-Z]{2} |[A-Z]{3})[A-Z-]{1,8}[0-9]{2}$")],
    )
    weekend_days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        verbose_name=_("weekend days"),
        default=default_weekend,
    )
    # Wall times in the institution's zone: between them its teachers and students meet.
    teaches_from = models.TimeField(_("teaching begins"), default=time(9))
    teaches_until = models.TimeField(_("teaching ends"), default=time(18))
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_active = models.BooleanField(_("offered for new exchanges"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekend_days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="institution_weekend_days_are_iso",
                violation_error_message=_("Weekend days are numbered from 1 to 7."),
            ),
            models.CheckConstraint(
                condition=models.Q(teaches_until__gt=models.F("teaches_from")),
                name="institution_teaching_ends_after_it_begins",
                violation_error_message=_("Teaching ends before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="institution_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:institution-detail", args=[self.schac_code])


class Department(Entity):
    """A department (or school) of an institution."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="departments")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("source"), max_length=200, blank=True)

    if TYPE_CHECKING:
        institution_id: str

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["institution", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "code"], name="department_code_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.name}"
