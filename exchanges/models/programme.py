"""The thresholds that designs are checked against."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Entity
from exchanges.querysets import ProgrammeRulesQuerySet


class ProgrammeRules(Entity):
    """A dated set of thresholds, with its source; the office can add one.

    An exchange is held to the set that is the latest on its first day.
    """

    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("valid from"), unique=True)
    min_weeks = models.PositiveSmallIntegerField(_("shortest length in weeks"))
    max_weeks = models.PositiveSmallIntegerField(_("greatest length in weeks"))
    min_sessions = models.PositiveSmallIntegerField(_("least number of synchronous sessions"))
    max_group_size = models.PositiveSmallIntegerField(_("greatest number of students in a group"))
    min_interaction = models.PositiveSmallIntegerField(
        _("least share of hours with partners, in per cent")
    )
    source = models.TextField(_("source"))

    objects = ProgrammeRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme rules")
        verbose_name_plural = _("programme rules")
        ordering = ["-valid_from"]
        constraints = [
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
