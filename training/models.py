"""The records of training."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, Invitation, User
from core.components import Tone
from core.enums import MEETING
from core.models import Dated, Entity, Meeting, Stateful
from core.offsets import default_reminder_offsets
from core.transitions import arrows
from training.enums import PLACE, Level, PartnerAnswer, PlaceState
from training.querysets import (
    CourseQuerySet,
    EditionMeetingQuerySet,
    EditionQuerySet,
    PartnerInvitationQuerySet,
    PlaceQuerySet,
)


class Course(Entity):
    """A training course: what it teaches. Its length and hours belong to each edition."""

    title = models.CharField(_("title"), max_length=200)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    provider = models.CharField(_("provider"), max_length=200)
    summary = models.TextField(_("what it teaches"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("training course")
        verbose_name_plural = _("training courses")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "title"],
                name="course_title_is_unique",
                violation_error_message=_("This provider already has a course of this title."),
            )
        ]
        indexes = [models.Index(fields=["title", "id"], name="course_by_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:course-list")


class Edition(Dated):
    """One run of a course.

    What the provider does not state is empty: `hours` (a participant's whole load), `seats` (no
    limit then), `enrol_by` (enrolment then closes on the first day).
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="editions")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    enrol_by = models.DateField(_("enrol by"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    url = models.URLField(
        _("where it is held"), blank=True, max_length=500, validators=[URLValidator(["https"])]
    )

    # Minutes before a meeting at which its participants are reminded.
    reminder_offsets = ArrayField(
        models.PositiveIntegerField(validators=[MinValueValidator(10), MaxValueValidator(43200)]),
        verbose_name=_("reminders"),
        default=default_reminder_offsets,
    )

    if TYPE_CHECKING:
        places: models.Manager["Place"]
        meetings: models.Manager["EditionMeeting"]
        course_id: str
        taken: int
        my_state: str | None

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
            models.UniqueConstraint(
                fields=["course", "starts_on", "language"],
                name="edition_is_unique",
                violation_error_message=_("This course already has an edition on these days."),
            ),
        ]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="edition_newest_first")]

    def __str__(self) -> str:
        return f"{self.course}, {date_format(self.starts_on, 'j M Y')}"

    def get_absolute_url(self) -> str:
        return reverse("training:edition-detail", args=[self.pk])

    @property
    def closes_on(self) -> date:
        """Return the last day on which somebody can enrol."""
        return self.enrol_by or self.starts_on

    @property
    def is_open(self) -> bool:
        """Tell whether enrolment is still open today."""
        return self.closes_on >= timezone.localdate()

    @property
    def my_place(self) -> PlaceState | None:
        """Return the state of the reader's place (of a row from `with_place_of`)."""
        return PlaceState(self.my_state) if self.my_state else None

    @property
    def seats_left(self) -> int | None:
        """Return how many places are left (of a row from `for_list`); None without a limit."""
        return None if self.seats is None else max(self.seats - self.taken, 0)


class EditionMeeting(Meeting):
    """An online meeting of a training edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="meetings")

    if TYPE_CHECKING:
        edition_id: str

    objects = EditionMeetingQuerySet.as_manager()

    class Meta(Meeting.Meta):
        verbose_name = _("training meeting")
        verbose_name_plural = _("training meetings")
        triggers = [
            pgtrigger.FSM(name="meeting_path", field="state", transitions=arrows(MEETING)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("training:meeting-detail", args=[self.pk])


class Place(Stateful):
    """A teacher's place in an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="places")
    teacher = models.ForeignKey(User, models.PROTECT, related_name="training_places")
    state = models.CharField(
        _("state"), max_length=10, choices=PlaceState, default=PlaceState.ENROLLED
    )

    if TYPE_CHECKING:
        edition_id: str

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

    def get_absolute_url(self) -> str:
        return reverse("training:edition-detail", args=[self.edition_id])

    @property
    def tone(self) -> Tone:
        """Return how a badge shows the state."""
        return PlaceState(self.state).tone


class PartnerInvitation(Entity):
    """An invitation to the same edition: the owner's second step, called extremely important.

    `institution` is what the inviter says of the partner. Accepting proves it only when the
    invitation itself names the institution as well (see `workflow.invite_partner`).
    """

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="training")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="partner_invitations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    objects = PartnerInvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.invitation}, {self.edition}"

    def get_absolute_url(self) -> str:
        return self.edition.get_absolute_url()

    @property
    def answer(self) -> PartnerAnswer:
        """Return what became of it, as of now."""
        invitation = self.invitation
        if invitation.accepted_at is not None:
            return PartnerAnswer.ACCEPTED
        if invitation.revoked_at is not None:
            return PartnerAnswer.WITHDRAWN
        return PartnerAnswer.WAITING if invitation.is_open else PartnerAnswer.EXPIRED
