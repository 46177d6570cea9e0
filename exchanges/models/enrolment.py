"""Students in an exchange: their places, presence and results."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Entity, Stateful
from core.transitions import arrows
from exchanges.enums import ENROLMENT, EnrolmentState, Presence
from exchanges.models.exchange import Exchange
from exchanges.models.session import Session
from exchanges.models.team import Team
from exchanges.querysets import EnrolmentQuerySet


class Enrolment(Stateful):
    """A student's place in an exchange, in the team of their own institution.

    `is_settled`: something outside (an award of credits) rests on the result, which cannot change
    until that is taken back.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="enrolments")
    team = models.ForeignKey(Team, models.PROTECT, related_name="enrolments")
    student = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    state = models.CharField(
        _("state"), max_length=14, choices=EnrolmentState, default=EnrolmentState.ENROLLED
    )
    is_settled = models.BooleanField(default=False, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_settled=False) | models.Q(state="completed"),
                name="enrolment_settled_only_when_completed",
            ),
            models.UniqueConstraint(fields=["exchange", "student"], name="enrolment_is_unique"),
        ]
        triggers = [
            pgtrigger.FSM(name="enrolment_path", field="state", transitions=arrows(ENROLMENT)),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.exchange}"


class Attendance(Entity):
    """Whether a student took part in a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    presence = models.CharField(_("presence"), max_length=8, choices=Presence)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.get_presence_display()}"


class Assessment(Entity):
    """The team's teacher's judgement of a student's work.

    `grade` is free text in the scale of the student's institution (18 to 30 e lode in Italy), or
    empty for a pass without a mark.
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="assessment")
    has_passed = models.BooleanField(_("passed"))
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    comment = models.TextField(_("comment to the student"), blank=True)
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.has_passed}"
