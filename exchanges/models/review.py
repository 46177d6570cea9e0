"""The review of a design: what was submitted, who endorsed it, and what the office decided."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.models import AppendOnly, Entity
from exchanges.enums import DecisionOutcome, DesignSection, EndorsementOutcome
from exchanges.models.exchange import Exchange


class ReviewChain(Entity):
    """Who looks at the designs that begin at an institution, before its office decides."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="review_chain")
    needs_endorsement = models.BooleanField(
        _("the department’s coordinator endorses first"), default=False
    )
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("review chain")
        verbose_name_plural = _("review chains")

    def __str__(self) -> str:
        return str(self.institution)


class Submission(AppendOnly, Entity):
    """A design as it was handed in: frozen with the rules and the findings of that moment.

    `design` is the whole design as `design_json` writes it, `rules` the thresholds that held,
    `findings` maps a language to its list of findings in words. `number` counts from 1.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    design_version = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    design = models.JSONField()
    rules = models.JSONField()
    findings = models.JSONField()

    class Meta(AppendOnly.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "number"], name="submission_number_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}, {self.number}"


class Endorsement(AppendOnly, Entity):
    """The department coordinator's answer to one submission."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="endorsement")
    outcome = models.CharField(max_length=10, choices=EndorsementOutcome)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="endorsed") | ~Q(note=""),
                name="endorsement_refusal_has_a_reason",
                violation_error_message=_("Say why, so that the teachers know what to change."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}, {self.get_outcome_display()}"


class Decision(AppendOnly, Entity):
    """The office's answer to one submitted version of the design."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="decisions")
    design_version = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, related_name="decision"
    )
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


class DecisionRemark(AppendOnly, Entity):
    """What a decision says about one section of the design."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="remarks")
    section = models.CharField(max_length=10, choices=DesignSection)
    text = models.TextField()

    class Meta(AppendOnly.Meta):
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "section"], name="decision_remark_is_unique"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="decision_remark_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.decision}, {self.get_section_display()}"


class Waiver(Entity):
    """The office lets an exchange be submitted although a blocking criterion is unmet.

    `code` is the criterion's. It holds until it is taken back, and stays on record after that.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=30)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "code"],
                condition=Q(revoked_at__isnull=True),
                name="waiver_once_per_criterion",
                violation_error_message=_("There is an exception for this criterion already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_has_a_reason",
                violation_error_message=_("Say why the exception is made."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="waiver_revoked_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="waiver_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="waiver_is_fixed", fields=["exchange", "code", "reason", "by", "created_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}, {self.code}"
