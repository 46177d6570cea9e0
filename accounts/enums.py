"""The words that people and roles are described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    """Days of the week, numbered as in ISO 8601."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class PeriodKind(models.TextChoices):
    """What a stretch of an academic year is to teaching."""

    TERM = "term", _("teaching term")
    EXAMS = "exams", _("exam period")
    CLOSURE = "closure", _("closure")
    OPEN = "open", _("open in spite of a public holiday")


class AffiliationKind(models.TextChoices):
    """What somebody is at an institution."""

    TEACHER = "teacher", _("teacher")
    STUDENT = "student", _("student")
    STAFF = "staff", _("staff")


class Evidence(models.TextChoices):
    """How an affiliation was confirmed."""

    NONE = "none", _("not confirmed yet")
    DOMAIN = "domain", _("by the address's domain")
    INVITATION = "invitation", _("by an accepted invitation")
    OFFICE = "office", _("by the office")


class Role(models.TextChoices):
    """What somebody may do on behalf of an institution or one of its departments."""

    OFFICE = "office", _("international relations office")
    COORDINATOR = "coordinator", _("department coordinator")
    FACILITATOR = "facilitator", _("facilitator")
    OBSERVER = "observer", _("observer")
