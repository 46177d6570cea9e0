"""Programmes, and the thresholds that designs are checked against."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Entity
from exchanges.querysets import ProgrammeRulesQuerySet

OWN = "own"
"""The slug of the university's own programme: it holds where an exchange names no other."""


class Programme(Entity):
    """What an exchange is run under: its rules are dated and may follow one another."""

    slug = models.SlugField(unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


def default_blocking() -> list[str]:
    """Return the criteria that stop a submission unless a rule set says otherwise."""
    return ["partners", "confirmed", "sessions"]


class ProgrammeRules(Entity):
    """A dated set of a programme's thresholds, with its source; the office can add one.

    An exchange is held to the latest set of its programme on its first day. Shares are in per
    cent. `blocking` names the criteria (by code) that stop a submission while they are unmet.
    `countries` (ISO 3166-1) is empty where any country may take part; ages are on the first day.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="rules")
    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    min_weeks = models.PositiveSmallIntegerField(_("shortest length in weeks"))
    max_weeks = models.PositiveSmallIntegerField(_("greatest length in weeks"))
    min_sessions = models.PositiveSmallIntegerField(_("least number of synchronous sessions"))
    max_group_size = models.PositiveSmallIntegerField(_("greatest number of students in a group"))
    min_interaction = models.PositiveSmallIntegerField(
        _("least share of hours with partners, in per cent")
    )
    min_active_weeks = models.PositiveSmallIntegerField(
        _("least share of weeks with interaction, in per cent"), default=75
    )
    min_learner_led = models.PositiveSmallIntegerField(
        _("least share of the hours with partners that students lead, in per cent"), default=25
    )
    groups_per_facilitator = models.PositiveSmallIntegerField(
        _("greatest number of groups for each facilitator"), default=2
    )
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )
    min_age = models.PositiveSmallIntegerField(_("least age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("greatest age"), null=True, blank=True)
    blocking = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("criteria that stop a submission"),
        default=default_blocking,
        blank=True,
    )
    source = models.TextField(_("source"))

    objects = ProgrammeRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme rules")
        verbose_name_plural = _("programme rules")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "valid_from"], name="programme_rules_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="programme_rules_end_after_they_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(
                    min_active_weeks__lte=100,
                    min_learner_led__lte=100,
                    groups_per_facilitator__gte=1,
                ),
                name="programme_rules_shares_are_shares",
                violation_error_message=_("Shares go up to 100 per cent, groups begin at one."),
            ),
            models.CheckConstraint(
                condition=Q(min_weeks__gte=1, max_weeks__gte=F("min_weeks")),
                name="programme_rules_weeks_are_ordered",
                violation_error_message=_("The greatest length is below the shortest."),
            ),
            models.CheckConstraint(
                condition=Q(min_sessions__gte=1, max_group_size__gte=2, min_interaction__lte=100),
                name="programme_rules_are_sane",
                violation_error_message=_(
                    "At least one session, groups of at least two, and a share up to 100 per cent."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
