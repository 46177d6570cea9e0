"""An exchange."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models import Stateful
from core.offsets import default_reminder_offsets
from core.transitions import arrows
from exchanges.enums import (
    EXCHANGE,
    CefrLevel,
    DecisionOutcome,
    ExchangeState,
    StudyLevel,
    Theme,
    WorkingLanguage,
)
from exchanges.models.programme import Programme
from exchanges.querysets import ExchangeQuerySet
from mou.models import Agreement

if TYPE_CHECKING:
    from exchanges.models.review import Decision
    from exchanges.models.team import Team


class Exchange(Stateful):
    """A TEP: a virtual exchange that two or more teachers design for their own courses.

    `design_version` grows with each change of the design itself. `isced_f` is a code of ISCED-F
    2013, `field_of_study` what the teachers call it. Without a `programme` the university's own
    rules hold. `facilitators` counts the trained people, teachers included, who accompany groups.
    """

    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("built around"), max_length=12, choices=Theme)
    summary = models.TextField(_("summary"), blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, verbose_name=_("programme")
    )
    isced_f = models.CharField(_("field of study"), max_length=4, blank=True)
    field_of_study = models.CharField(_("field in your own words"), max_length=200, blank=True)
    language = models.CharField(
        _("working language"),
        max_length=2,
        choices=WorkingLanguage,
        default=WorkingLanguage.EN,
    )
    other_languages = ArrayField(
        models.CharField(max_length=2, choices=WorkingLanguage),
        verbose_name=_("other languages used"),
        default=list,
        blank=True,
    )
    cefr_level = models.CharField(
        _("language level"), max_length=2, choices=CefrLevel, default=CefrLevel.B2
    )
    study_levels = ArrayField(
        models.CharField(max_length=12, choices=StudyLevel),
        verbose_name=_("level of study"),
        default=list,
        blank=True,
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    group_size = models.PositiveSmallIntegerField(_("students in a group"), default=5)
    are_groups_mixed = models.BooleanField(
        _("each group has students of every university"), default=False
    )
    platform = models.CharField(_("technology"), max_length=300, blank=True)
    connectivity = models.TextField(_("students with a weak connection"), blank=True)
    facilitators = models.PositiveSmallIntegerField(_("trained facilitators"), default=0)
    facilitation = models.TextField(_("facilitation"), blank=True)
    assessment = models.TextField(_("assessment"), blank=True)
    fallback = models.TextField(_("if a partner withdraws"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ExchangeState, default=ExchangeState.DRAFT
    )
    design_version = models.PositiveIntegerField(default=1, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.TextField(_("reason"), blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="copies"
    )
    # Minutes before a session at which its participants are reminded.
    reminder_offsets = ArrayField(
        models.PositiveIntegerField(validators=[MinValueValidator(10), MaxValueValidator(43200)]),
        verbose_name=_("reminders"),
        default=default_reminder_offsets,
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="exchanges"
    )

    # The teams whose confirmation the last edit dropped: a passing note, not a column.
    lapsed: Sequence["Team"] = ()

    if TYPE_CHECKING:
        teams: models.Manager[Team]
        decisions: models.Manager[Decision]

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="exchange_ends_after_it_starts",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="exchange_cancelled_for_a_reason",
                violation_error_message=_("Say why, so that everybody concerned understands."),
            ),
            models.CheckConstraint(
                condition=Q(group_size__gte=2),
                name="exchange_groups_have_two",
                violation_error_message=_("A group needs at least two students."),
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="exchange_newest_first"),
            models.Index(fields=["state", "-created_at", "-id"], name="exchange_by_state"),
            models.Index(fields=["submitted_at", "id"], name="exchange_by_submission"),
            # Django's icontains compares UPPER(title), so that is what the index holds.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="exchange_title_search"),
        ]
        triggers = [
            pgtrigger.FSM(name="exchange_path", field="state", transitions=arrows(EXCHANGE)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:exchange-detail", args=[self.pk])

    @cached_property
    def approved_at(self) -> datetime | None:
        """Return when the office approved it, or None. It is asked for once."""
        approvals = self.decisions.filter(outcome=DecisionOutcome.APPROVED)
        moment: datetime | None = approvals.values_list("created_at", flat=True).first()
        return moment

    @property
    def weeks(self) -> int:
        """Return how many weeks it lasts; a week that has begun counts."""
        return ((self.ends_on - self.starts_on).days // 7) + 1
