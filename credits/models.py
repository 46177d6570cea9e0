"""The records of credits."""

from typing import TYPE_CHECKING
from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import Institution, User
from core.models import AppendOnly, Entity, Stateful
from core.models.base import append_only_triggers
from core.transitions import arrows
from credits.enums import PROPOSAL, EntryKind, ProposalState
from credits.querysets import CreditRuleQuerySet, EntryQuerySet, ProposalQuerySet
from exchanges.models import Enrolment

# What reads across rows, and so cannot be a CHECK: an award follows the entry before it, belongs
# to a completed enrolment of that institution, and is decided by somebody else than the student.
_WITNESS = """
    SELECT * INTO last FROM credits_ledgerentry
        WHERE enrolment_id = NEW.enrolment_id ORDER BY number DESC LIMIT 1;
    SELECT e.student_id, e.state, t.institution_id INTO place FROM exchanges_enrolment e
        JOIN exchanges_team t ON t.id = e.team_id WHERE e.id = NEW.enrolment_id;
    IF NEW.number <> COALESCE(last.number + 1, 0) THEN
        RAISE EXCEPTION 'Entry % does not follow.', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_numbers_have_no_gap';
    END IF;
    IF NEW.kind = 'reversal' AND (NEW.ects, NEW.cfu, NEW.hours)
            IS DISTINCT FROM (-last.ects, -last.cfu, -last.hours) THEN
        RAISE EXCEPTION 'A reversal is the exact negative of its award.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_is_exact';
    END IF;
    IF NEW.institution_id IS DISTINCT FROM place.institution_id THEN
        RAISE EXCEPTION 'The institution is not the one of the student''s team.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_institution_is_the_teams';
    END IF;
    IF NEW.decided_by_id = place.student_id THEN
        RAISE EXCEPTION 'Students do not decide on their own credits.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_student_does_not_decide';
    END IF;
    IF NEW.kind = 'award' AND place.state <> 'completed' THEN
        RAISE EXCEPTION 'The enrolment is not completed.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_award_needs_completion';
    END IF;
    RETURN NEW;
"""


class CreditRule(Entity):
    """How many hours make a credit, and since when: dated data with its source.

    A rule belongs to an institution, to a country, or (with neither) to everybody; the nearest
    one counts. One credit takes from `hours_per_credit` to `hours_per_credit_most` hours;
    `tolerance_percent` is how far a course may stray before the proposer is warned. What a rule
    says never changes, since awards refer to it: a new rule with a later date replaces it.
    """

    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, verbose_name=_("institution")
    )
    country = CountryField(_("country"), blank=True)
    hours_per_credit = models.DecimalField(
        _("hours for a credit, at least"), max_digits=4, decimal_places=1
    )
    hours_per_credit_most = models.DecimalField(
        _("hours for a credit, at most"), max_digits=4, decimal_places=1
    )
    tolerance_percent = models.PositiveSmallIntegerField(_("tolerance, per cent"), default=20)
    minimum_attendance_percent = models.PositiveSmallIntegerField(
        _("least attendance, per cent"), default=75
    )
    # Whether the least attendance is a custom rather than something that the source lays down.
    is_attendance_customary = models.BooleanField(_("attendance is customary"), default=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = CreditRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit rule")
        verbose_name_plural = _("credit rules")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "country", "valid_from"],
                name="credit_rule_is_unique",
                nulls_distinct=False,
                violation_error_message=_("A rule with this scope already begins on this day."),
            ),
            models.CheckConstraint(
                condition=Q(institution__isnull=True) | Q(country=""),
                name="credit_rule_has_one_scope",
                violation_error_message=_("Name an institution or a country, not both."),
            ),
            models.CheckConstraint(
                condition=Q(hours_per_credit__gt=0),
                name="credit_rule_hours_are_positive",
                violation_error_message=_("A credit takes more than zero hours."),
            ),
            models.CheckConstraint(
                condition=Q(hours_per_credit_most__gte=F("hours_per_credit")),
                name="credit_rule_hours_are_a_range",
                violation_error_message=_("The most hours cannot be fewer than the least."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_attendance_percent__lte=100, tolerance_percent__lte=100),
                name="credit_rule_percentages_are_sane",
                violation_error_message=_("Percentages lie between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="credit_rule_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="credit_rule_has_a_source",
                violation_error_message=_("Say where the rule comes from."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="rule_is_fixed",
                fields=[
                    "institution",
                    "country",
                    "hours_per_credit",
                    "hours_per_credit_most",
                    "tolerance_percent",
                    "minimum_attendance_percent",
                    "valid_from",
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.hours_per_credit} h, {self.valid_from:%Y-%m-%d}"


class Claim(models.Model):
    """What a proposal claims and an award confirms: the credits, and what they rest on.

    `institution` is the student's own: each partner awards its own credits to its own students.
    `hours` is one student's whole load. `exception` says in writing why credits are due although
    the attendance stayed below the least.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    ects = models.DecimalField(_("ECTS credits"), max_digits=4, decimal_places=1)
    cfu = models.DecimalField(_("CFU"), max_digits=4, decimal_places=1)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    rule = models.ForeignKey(CreditRule, models.PROTECT, related_name="+")
    attendance_percent = models.PositiveSmallIntegerField(_("attendance, per cent"), null=True)
    minimum_attendance_percent = models.PositiveSmallIntegerField(_("least attendance, per cent"))
    exception = models.CharField(_("exception"), max_length=300, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    if TYPE_CHECKING:
        institution_id: UUID
        proposed_by_id: UUID
        assessed_by_id: UUID

    class Meta:
        abstract = True


_ATTENDANCE_REACHED = Q(
    attendance_percent__isnull=False,
    attendance_percent__gte=F("minimum_attendance_percent"),
)


class CreditProposal(Claim, Stateful):
    """A teacher proposes a student's credits; the office, somebody else, awards them.

    `decided_by` and `decision_note` are the last decision; the audit log keeps the earlier ones.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="credit_proposal")
    note = models.CharField(_("note to the office"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision_note = models.CharField(_("note to the teacher"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED
    )

    if TYPE_CHECKING:
        enrolment_id: UUID

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit proposal")
        verbose_name_plural = _("credit proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(ects__gte=0, cfu__gte=0) & (Q(ects__gt=0) | Q(cfu__gt=0)),
                name="proposal_credits_are_positive",
            ),
            models.CheckConstraint(
                condition=_ATTENDANCE_REACHED | ~Q(exception=""),
                name="proposal_attendance_or_exception",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False),
                name="proposal_decision_has_an_author",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("assessed_by")),
                name="proposal_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "reversed"]) | ~Q(decision_note=""),
                name="proposal_refusal_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "state_changed_at", "id"], name="proposal_by_state"),
        ]
        triggers = [
            pgtrigger.FSM(name="proposal_path", field="state", transitions=arrows(PROPOSAL)),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.ects} ECTS"

    def get_absolute_url(self) -> str:
        return reverse("credits:record-detail", args=[self.enrolment_id])


class LedgerEntry(Claim, AppendOnly, Entity):
    """One line of the append-only ledger: an award, or the exact reversal of one.

    An enrolment's entries are numbered: even ones award, odd ones reverse the one before. So the
    unique number alone keeps two awards of the same enrolment from standing at once. The balance
    is the sum. ECTS credits and CFU are kept apart, with the rule that led to them. `office` is
    the institution whose office decided: another one than `institution` where it recorded the
    entry on that institution's behalf.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="ledger")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=EntryKind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    if TYPE_CHECKING:
        enrolment_id: UUID
        office_id: UUID

        def get_kind_display(self) -> str: ...

    objects = EntryQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "number"], name="ledger_one_live_award_per_enrolment"
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="award", ects__gte=0, cfu__gte=0) & (Q(ects__gt=0) | Q(cfu__gt=0))
                )
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
                condition=_ATTENDANCE_REACHED | ~Q(exception=""),
                name="ledger_attendance_or_exception",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("assessed_by")),
                name="ledger_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="ledger_newest_first"),
            models.Index(
                fields=["institution", "-created_at", "-id"], name="ledger_by_institution"
            ),
        ]
        triggers = [
            *append_only_triggers(),
            pgtrigger.Trigger(
                name="witness",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "RECORD"), ("place", "RECORD")],
                func=_WITNESS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.kind}, {self.ects} ECTS"

    def get_absolute_url(self) -> str:
        return reverse("credits:record-detail", args=[self.enrolment_id])

    @property
    def is_on_behalf(self) -> bool:
        """Tell whether another institution's office recorded it for the student's own."""
        return self.office_id != self.institution_id
