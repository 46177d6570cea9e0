"""The partner board: teachers who look for a partner, and who answers them."""

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Institution, User
from core.models import Stateful
from core.transitions import arrows
from exchanges.enums import (
    APPROACH,
    CALL,
    ApproachState,
    CallState,
    CefrLevel,
    StudyLevel,
    Theme,
    WorkingLanguage,
)
from exchanges.models.exchange import Exchange
from exchanges.querysets import ApproachQuerySet, PartnerCallQuerySet

IN_CONTACT = (ApproachState.ANSWERED, ApproachState.MATCHED)


def _name_of(person: User) -> str | Promise:
    """Return the person's names and never their address, which `str(person)` falls back to."""
    return person.get_full_name() or _("a teacher")


class PartnerCall(Stateful):
    """A teacher looks for a partner: what they offer, whom they seek, and when.

    The exchange would lie between `starts_from` and `ends_until`. The author's address is never
    shown here: who answers writes through the portal.
    """

    author = models.ForeignKey(User, models.PROTECT, related_name="partner_calls")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("built around"), max_length=12, choices=Theme)
    offer = models.TextField(_("what you offer"))
    seeks = models.TextField(_("whom you look for"), blank=True)
    isced_f = models.CharField(_("field of study"), max_length=4)
    languages = ArrayField(
        models.CharField(max_length=2, choices=WorkingLanguage), verbose_name=_("languages")
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
    starts_from = models.DateField(_("not before"))
    ends_until = models.DateField(_("not after"))
    students = models.PositiveSmallIntegerField(_("students you expect"))
    course_title = models.CharField(_("your course"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.OPEN)

    objects = PartnerCallQuerySet.as_manager()

    if TYPE_CHECKING:
        author_id: Any
        institution_id: Any

    class Meta:
        verbose_name = _("call for a partner")
        verbose_name_plural = _("calls for partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_until__gt=F("starts_from")),
                name="partner_call_ends_after_it_starts",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                condition=Q(students__gte=1),
                name="partner_call_has_students",
                violation_error_message=_("Give the number of students: at least one."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-created_at", "-id"], name="partner_call_newest"),
            models.Index(fields=["author", "-created_at"], name="partner_call_by_author"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="partner_call_search"),
        ]
        triggers = [
            pgtrigger.FSM(name="partner_call_path", field="state", transitions=arrows(CALL)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:call-detail", args=[self.pk])

    @property
    def author_name(self) -> str | Promise:
        """Return what the author is called on pages and in e-mails: no address."""
        return _name_of(self.author)

    @property
    def is_past(self) -> bool:
        """Tell whether its last day has gone."""
        return self.ends_until < timezone.localdate()

    @property
    def is_current(self) -> bool:
        """Tell whether it stands on the board (see `PartnerCallQuerySet.current`)."""
        return self.state == CallState.OPEN and not self.is_past and self.author.is_active


class Approach(Stateful):
    """A teacher's answer to a call. Addresses are shown to both once the author answered.

    `exchange` is the draft that came of it.
    """

    call = models.ForeignKey(PartnerCall, models.PROTECT, related_name="approaches")
    sender = models.ForeignKey(User, models.PROTECT, related_name="approaches")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    text = models.TextField(_("your message"))
    answer = models.TextField(_("answer"), blank=True)
    exchange = models.OneToOneField(
        Exchange, models.PROTECT, null=True, blank=True, related_name="approach"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ApproachState, default=ApproachState.SENT
    )

    objects = ApproachQuerySet.as_manager()

    if TYPE_CHECKING:
        sender_id: Any

    class Meta:
        verbose_name = _("answer to a call")
        verbose_name_plural = _("answers to calls")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "sender"],
                condition=Q(state__in=["sent", "answered", "matched"]),
                name="approach_one_standing",
                violation_error_message=_("You have already written to the author."),
            ),
            models.UniqueConstraint(
                fields=["call"], condition=Q(state="matched"), name="approach_one_match"
            ),
            models.CheckConstraint(
                condition=~Q(state="matched") | Q(exchange__isnull=False),
                name="approach_match_has_exchange",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="approach_path", field="state", transitions=arrows(APPROACH)),
        ]

    def __str__(self) -> str:
        return str(self.call)

    def get_absolute_url(self) -> str:
        return self.call.get_absolute_url()

    @property
    def sender_name(self) -> str | Promise:
        """Return what the sender is called on pages and in e-mails: no address."""
        return _name_of(self.sender)

    @property
    def is_in_contact(self) -> bool:
        """Tell whether both may see each other's address: the author has said yes."""
        return self.state in IN_CONTACT
