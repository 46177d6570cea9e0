"""An exchange and its design."""

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import AppendOnly, Entity, Stateful
from core.transitions import arrows
from exchanges.enums import (
    EXCHANGE,
    ActivityKind,
    CefrLevel,
    DecisionOutcome,
    DesignSection,
    Dimension,
    ExchangeState,
    Mode,
    Theme,
    WorkingLanguage,
)
from exchanges.querysets import ExchangeQuerySet, SectionRevisionQuerySet
from mou.models import Agreement

if TYPE_CHECKING:
    from exchanges.models.team import Team


def default_reminder_offsets() -> list[int]:
    """Return seven days, one day and one hour, in minutes."""
    return [10080, 1440, 60]


class Exchange(Stateful):
    """A TEP: a virtual exchange that two or more teachers design for their own courses.

    `design_version` grows with each change of the design itself; a team's confirmation names the
    version that it confirmed, so a later change makes it lapse.
    """

    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("built around"), max_length=12, choices=Theme)
    summary = models.TextField(_("summary"), blank=True)
    field_of_study = models.CharField(_("field of study"), max_length=200, blank=True)
    language = models.CharField(
        _("working language"),
        max_length=2,
        choices=WorkingLanguage,
        default=WorkingLanguage.EN,
    )
    cefr_level = models.CharField(
        _("language level"), max_length=2, choices=CefrLevel, default=CefrLevel.B2
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    group_size = models.PositiveSmallIntegerField(_("students in a group"), default=5)
    platform = models.CharField(_("technology"), max_length=300, blank=True)
    facilitation = models.TextField(_("facilitation"), blank=True)
    assessment = models.TextField(_("assessment"), blank=True)
    fallback = models.TextField(_("if a partner withdraws"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ExchangeState, default=ExchangeState.DRAFT
    )
    design_version = models.PositiveIntegerField(default=1, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.TextField(_("reason"), blank=True, editable=False)
    # Minutes before a session at which its participants are reminded.
    reminder_offsets = ArrayField(
        models.PositiveIntegerField(validators=[MinValueValidator(10), MaxValueValidator(43200)]),
        verbose_name=_("reminders"),
        default=default_reminder_offsets,
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="exchanges"
    )

    if TYPE_CHECKING:
        teams: models.Manager[Team]

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

    @property
    def weeks(self) -> int:
        """Return how many weeks it lasts; a week that has begun counts."""
        return ((self.ends_on - self.starts_on).days // 7) + 1


class Outcome(Entity):
    """What students will have learnt, in one of the dimensions."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(default=0)
    dimension = models.CharField(_("dimension"), max_length=14, choices=Dimension)
    text = models.TextField(_("students will be able to"))

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return self.text


class Activity(Entity):
    """A line of the syllabus. `hours` is each student's load."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="activities")
    week = models.PositiveSmallIntegerField(_("week"))
    title = models.CharField(_("activity"), max_length=200)
    kind = models.CharField(_("kind"), max_length=14, choices=ActivityKind)
    mode = models.CharField(_("how"), max_length=14, choices=Mode)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    is_interactive = models.BooleanField(_("students work with their partners"), default=True)

    class Meta:
        ordering = ["week", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0),
                name="activity_takes_time",
                violation_error_message=_("Give the hours: more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(week__gte=1),
                name="activity_week_from_one",
                violation_error_message=_("Weeks are counted from 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SectionRevision(AppendOnly, Entity):
    """One saved wording of a section of the design: who wrote what, when.

    `number` counts a section's revisions from 1; whoever edits says which number they saw. The
    section on teams is kept for each team on its own: `subject` is the team's id there, and
    empty elsewhere.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="section_revisions")
    section = models.CharField(max_length=10, choices=DesignSection)
    subject = models.UUIDField(null=True)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = SectionRevisionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "section", "subject", "number"],
                nulls_distinct=False,
                name="section_revision_number_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}, {self.get_section_display()}, {self.number}"


class Decision(AppendOnly, Entity):
    """The office's answer to one submitted version of the design."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="decisions")
    design_version = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=DecisionOutcome)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "submitted_at"], name="decision_once_per_submission"
            ),
            models.CheckConstraint(
                condition=Q(outcome="approved") | ~Q(note=""),
                name="decision_refusal_has_a_reason",
                violation_error_message=_("Say why, so that the teachers know what to change."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}, {self.get_outcome_display()}"
