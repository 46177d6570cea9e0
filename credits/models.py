"""The records of credits."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.models import AppendOnly, Entity, Stateful
from core.transitions import arrows
from credits.enums import PROPOSAL, EntryKind, ProposalState
from credits.querysets import CreditRuleQuerySet, EntryQuerySet, ProposalQuerySet
from exchanges.models import Enrolment


class CreditRule(Entity):
    """How many hours make a credit, and since when: dated data with its source.

    Without an institution it is the general rule. `tolerance_percent` is how far the hours may
    stray from the credits before the proposer is warned.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, null=True, blank=True)
    hours_per_credit = models.DecimalField(_("hours for a credit"), max_digits=4, decimal_places=1)
    tolerance_percent = models.PositiveSmallIntegerField(_("tolerance, per cent"), default=20)
    minimum_attendance_percent = models.PositiveSmallIntegerField(
        _("least attendance, per cent"), default=75
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = CreditRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit rule")
        verbose_name_plural = _("credit rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_per_credit__gt=0),
                name="credit_rule_hours_are_positive",
                violation_error_message=_("A credit takes more than zero hours."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_attendance_percent__lte=100),
                name="credit_rule_attendance_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="credit_rule_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_per_credit} h, {self.valid_from:%Y-%m-%d}"


class CreditProposal(Stateful):
    """A teacher proposes a student's credits; the office, somebody else, awards them."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="credit_proposal")
    ects = models.DecimalField(_("ECTS credits"), max_digits=4, decimal_places=1)
    cfu = models.DecimalField(_("CFU"), max_digits=4, decimal_places=1)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    hours_per_credit = models.DecimalField(_("hours for a credit"), max_digits=4, decimal_places=1)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit proposal")
        verbose_name_plural = _("credit proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(ects__gte=0, cfu__gte=0), name="proposal_credits_are_not_negative"
            )
        ]
        indexes = [
            models.Index(fields=["state", "created_at", "id"], name="proposal_by_state"),
        ]
        triggers = [
            pgtrigger.FSM(name="proposal_path", field="state", transitions=arrows(PROPOSAL)),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.ects} ECTS"


class LedgerEntry(AppendOnly, Entity):
    """One line of the append-only ledger: an award, or the exact reversal of one.

    An enrolment's entries are numbered: even ones award, odd ones reverse the one before. So the
    unique number alone keeps two awards of the same enrolment from standing at once. The
    balance is the sum. ECTS credits and CFU are kept apart, with the rule that led to them.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="ledger")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=EntryKind)
    ects = models.DecimalField(_("ECTS credits"), max_digits=4, decimal_places=1)
    cfu = models.DecimalField(_("CFU"), max_digits=4, decimal_places=1)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    hours_per_credit = models.DecimalField(_("hours for a credit"), max_digits=4, decimal_places=1)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "number"], name="ledger_one_live_award_per_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(kind="award", ects__gte=0, cfu__gte=0)
                | Q(kind="reversal", ects__lte=0, cfu__lte=0),
                name="ledger_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=Q(Exact(F("number") % 2, 0), kind="award")
                | Q(Exact(F("number") % 2, 1), kind="reversal"),
                name="ledger_awards_and_reversals_alternate",
            ),
            models.CheckConstraint(
                condition=Q(kind="award") | ~Q(reason=""), name="ledger_reversal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("decided_by")), name="ledger_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.kind}, {self.ects} ECTS"
