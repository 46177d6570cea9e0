"""Online meetings: what a synchronous session and a training meeting have in common."""

from datetime import datetime, timedelta

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.enums import MeetingState
from core.models.base import Stateful


class Meeting(Stateful):
    """An online meeting at a wall time.

    What was agreed is the wall time (`local_date`, `local_time`) in an IANA zone (`zone`);
    `starts_at` is the instant that today's zone rules make of it. An offset is never stored.
    `fold` is 1 for the later of two moments that read alike, when the clocks go back. `minutes` is
    the length. `schedule_seq` grows only when the time or the place changes or the meeting is
    cancelled, as iCalendar's SEQUENCE does, and `schedule_changed_at` is when.

    `told_offsets` remembers, for each zone that a participant reads, the offset from UTC in
    minutes that was true of this meeting when it was last told: new zone rules are compared with
    it, and nothing is ever computed from it.
    """

    title = models.CharField(_("title"), max_length=200)
    local_date = models.DateField(_("date"))
    local_time = models.TimeField(_("time"))
    zone = models.CharField(_("time zone"), max_length=64)
    fold = models.PositiveSmallIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField(editable=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    link = models.URLField(
        _("meeting link"), blank=True, max_length=500, validators=[URLValidator(schemes=["https"])]
    )
    agenda = models.TextField(_("agenda"), blank=True)
    recording_notice = models.TextField(_("recording"), blank=True, max_length=1000)
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState, default=MeetingState.SCHEDULED
    )
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    schedule_seq = models.PositiveIntegerField(default=0, editable=False)
    # By the database's clock, which also decides when a reminder is due.
    schedule_changed_at = models.DateTimeField(db_default=Now(), editable=False)
    told_offsets = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480),
                name="%(class)s_length_is_sane",
                violation_error_message=_("A session lasts from 10 minutes to 8 hours."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="%(class)s_link_is_https",
                violation_error_message=_("The meeting link must begin with https://."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="%(class)s_cancelled_for_a_reason",
                violation_error_message=_("Say why, so that the participants know."),
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="%(class)s_fold_is_binary"),
        ]
        indexes = [
            models.Index(
                fields=["starts_at", "id"],
                name="%(class)s_due",
                condition=Q(state="scheduled"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Return the tone of its state's badge."""
        return {"scheduled": "info", "held": "done"}.get(self.state, "stopped")

    @property
    def has_begun(self) -> bool:
        """Tell whether it has begun."""
        return self.starts_at <= timezone.now()

    @property
    def ends_at(self) -> datetime:
        """Return when it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)
