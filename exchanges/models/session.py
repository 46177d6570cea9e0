"""Synchronous sessions and their reminders."""

from datetime import datetime, timedelta

import pgtrigger
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.models import Entity, Message, Stateful
from core.transitions import arrows
from exchanges.enums import SESSION, SessionState
from exchanges.models.exchange import Exchange
from exchanges.querysets import SessionQuerySet


class Session(Stateful):
    """A synchronous meeting of an exchange.

    What was agreed is the wall time (`local_date`, `local_time`) at the anchor institution, in
    its IANA zone (`zone`); `starts_at` is the instant that today's zone rules make of it. An
    offset is never stored. `fold` is 1 for the later of two moments that read alike, when the
    clocks go back. `schedule_seq` grows only when the time or the place changes or the session is
    cancelled, as iCalendar's SEQUENCE does, and `schedule_changed_at` is when. `minutes` is the
    length.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    anchor = models.ForeignKey(Institution, models.PROTECT, related_name="+")
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
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.SCHEDULED
    )
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    schedule_seq = models.PositiveIntegerField(default=0, editable=False)
    # By the database's clock, which also decides when a reminder is due.
    schedule_changed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("synchronous session")
        verbose_name_plural = _("synchronous sessions")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480),
                name="session_length_is_sane",
                violation_error_message=_("A session lasts from 10 minutes to 8 hours."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="session_link_is_https",
                violation_error_message=_("The meeting link must begin with https://."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="session_cancelled_for_a_reason",
                violation_error_message=_("Say why, so that the participants know."),
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="session_fold_is_binary"),
        ]
        indexes = [
            models.Index(
                fields=["starts_at", "id"],
                name="session_due",
                condition=Q(state="scheduled"),
            )
        ]
        triggers = [
            pgtrigger.FSM(name="session_path", field="state", transitions=arrows(SESSION)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:session-detail", args=[self.pk])

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


class Reminder(Entity):
    """One person is reminded once of one scheduling of a session at one offset."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="reminders")
    recipient = models.ForeignKey(User, models.CASCADE, related_name="reminders")
    schedule_seq = models.PositiveIntegerField()
    offset_minutes = models.PositiveIntegerField()
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="reminder")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "schedule_seq", "offset_minutes", "recipient"],
                name="reminder_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.offset_minutes}, {self.recipient}"
