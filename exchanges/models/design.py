"""The design of an exchange: its rows, its saved wordings, and what is not saved yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import AppendOnly, Entity
from exchanges.enums import ActivityKind, DesignSection, Dimension, Mode
from exchanges.models.exchange import Exchange
from exchanges.models.team import Team
from exchanges.querysets import CommentQuerySet, SectionRevisionQuerySet


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
    """A line of the syllabus. `hours` is each student's load.

    `is_learner_led`: students set its questions, moderate it or make its material. `serves` names
    the dimension of the outcome that it works towards most.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="activities")
    week = models.PositiveSmallIntegerField(_("week"))
    title = models.CharField(_("activity"), max_length=200)
    kind = models.CharField(_("kind"), max_length=14, choices=ActivityKind)
    mode = models.CharField(_("how"), max_length=14, choices=Mode)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    is_interactive = models.BooleanField(_("students work with their partners"), default=True)
    is_learner_led = models.BooleanField(_("students lead it"), default=False)
    serves = models.CharField(
        _("serves the outcome on"), max_length=14, choices=Dimension, blank=True
    )

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
    empty elsewhere. `design_version` is the exchange's at that moment. A `content` of null means
    that the team was removed.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="section_revisions")
    section = models.CharField(max_length=10, choices=DesignSection)
    subject = models.UUIDField(null=True)
    number = models.PositiveIntegerField()
    design_version = models.PositiveIntegerField(default=1)
    content = models.JSONField(null=True)
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


class SectionConfirmation(Entity):
    """A team's lead stands behind one section, in the wording of that `number`.

    A team confirms the shared sections and its own part of the section on teams. A later wording
    makes the confirmation of that section lapse, and of no other.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="confirmations")
    section = models.CharField(max_length=10, choices=DesignSection)
    number = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "section"], name="section_confirmation_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.get_section_display()}, {self.number}"


class SectionDraft(Entity):
    """What somebody has typed into a section and not saved: theirs alone, as the form sends it.

    `data` maps each field's name to the list of its values, `seen` is the wording that it began
    from. Saving the section removes it.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="+")
    section = models.CharField(max_length=10, choices=DesignSection)
    subject = models.UUIDField(null=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField()
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "section", "subject", "user"],
                nulls_distinct=False,
                name="section_draft_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}, {self.get_section_display()}, {self.user}"


class Comment(Entity):
    """A word in the teams' discussion of a section (`section` is empty for the whole design).

    Only the teams' teachers read it. `mentioned` were told by e-mail. A comment may be marked as
    settled by anybody of the teams, and taken back by its author (its text is emptied then).
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="comments")
    section = models.CharField(max_length=10, choices=DesignSection, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    mentioned = models.ManyToManyField(User, related_name="+", blank=True)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["exchange", "section", "created_at"], name="comment_by_section")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(removed_at__isnull=False),
                name="comment_says_something",
                violation_error_message=_("Write something first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.created_at:%Y-%m-%d}"
