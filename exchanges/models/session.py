"""Synchronous sessions."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.links import BadLinkError, host_of
from core.models import Entity, Meeting
from core.transitions import arrows
from exchanges.enums import SESSION
from exchanges.models.exchange import Exchange
from exchanges.querysets import SessionQuerySet

_WHEN = pgtrigger.UpdateOf("starts_at", "minutes", "state")  # type: ignore[no-untyped-call]  # -- has no hints


class Session(Meeting):
    """A synchronous meeting of an exchange.

    The wall time is that of the institution that anchors it (`anchor`). `parallel_of` is the
    session that this one is another choice for: the same meeting at another time.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="sessions")
    anchor = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    parallel_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parallels"
    )

    objects = SessionQuerySet.as_manager()

    class Meta(Meeting.Meta):
        verbose_name = _("synchronous session")
        verbose_name_plural = _("synchronous sessions")
        constraints = [
            *Meeting.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(parallel_of=F("id")), name="session_is_not_parallel_to_itself"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="session_path", field="state", transitions=arrows(SESSION)),
            pgtrigger.Trigger(
                name="session_facilitators_follow",
                when=pgtrigger.After,
                operation=_WHEN,
                func="""
                    UPDATE exchanges_facilitation SET during = tstzrange(NEW.starts_at,
                        NEW.starts_at + make_interval(mins => NEW.minutes)),
                        is_live = NEW.state <> 'cancelled'
                    WHERE session_id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("exchanges:session-detail", args=[self.pk])


class Facilitation(Entity):
    """Who facilitates a session. Nobody can be in two places at once: the database refuses it.

    `during` and `is_live` follow the session, by triggers.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="facilitations")
    person = models.ForeignKey(User, models.PROTECT, related_name="facilitations")
    during = DateTimeRangeField(editable=False)
    is_live = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("facilitator of a session")
        verbose_name_plural = _("facilitators of sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="facilitation_once",
                violation_error_message=_("This person facilitates the session already."),
            ),
            ExclusionConstraint(
                name="facilitator_in_one_place",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_live=True),
                violation_error_message=_("This person facilitates another session at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="facilitation_takes_time_of_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    SELECT tstzrange(starts_at, starts_at + make_interval(mins => minutes)),
                        state <> 'cancelled'
                    INTO NEW.during, NEW.is_live
                    FROM exchanges_session WHERE id = NEW.session_id FOR SHARE;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.session}"


class Material(Entity):
    """Something to read or watch for a session: an https address, which the portal never opens."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(
        _("address"), max_length=500, validators=[URLValidator(schemes=["https"])]
    )

    class Meta:
        verbose_name = _("material of a session")
        verbose_name_plural = _("materials of sessions")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://"),
                name="material_url_is_https",
                violation_error_message=_("The address must begin with https://."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def host(self) -> str:
        """Return where it leads, so that people know before they follow it."""
        try:
            return host_of(self.url)
        except BadLinkError:
            return ""
