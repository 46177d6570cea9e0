"""The records of agreements."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.components import Tone
from core.models import AppendOnly, Entity, Stateful
from core.transitions import arrows
from mou.enums import AGREEMENT, AgreementState, SignatureKind
from mou.querysets import AgreementQuerySet, RevisionQuerySet, SignatureQuerySet


class Clause(Entity):
    """A clause of the library, in both languages.

    Its text may hold the placeholders that `mou.documents` lists; they are replaced literally,
    and nothing in it is ever executed.
    """

    code = models.SlugField(_("code"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_it = models.CharField(_("title in Italian"), max_length=200)
    text_en = models.TextField(_("text in English"))
    text_it = models.TextField(_("text in Italian"))
    is_required = models.BooleanField(_("always present"), default=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title_en


class Agreement(Stateful):
    """A memorandum of understanding between institutions."""

    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    state = models.CharField(
        _("state"), max_length=14, choices=AgreementState, default=AgreementState.DRAFT
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"))
    # The number of the revision that can be signed; older ones stay readable.
    current_revision = models.PositiveSmallIntegerField(default=0, editable=False)
    # What the placeholders of its clauses stand for: the terms that it was drafted from, in words.
    values = models.JSONField(default=dict, editable=False)
    # People outside the offices who may read it: the leads of the exchange it was drafted for.
    readers = models.ManyToManyField(User, related_name="+", blank=True)

    if TYPE_CHECKING:
        signed: int
        parties: models.Manager["Party"]
        revisions: models.Manager["Revision"]

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(starts_on__isnull=False),
                name="agreement_in_force_has_a_start",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="agreement_newest_first"),
            models.Index(fields=["state", "-created_at", "-id"], name="agreement_by_state"),
            # Django's icontains compares UPPER(title), so that is what the index holds.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="agreement_title_search"),
        ]
        triggers = [
            pgtrigger.FSM(name="agreement_path", field="state", transitions=arrows(AGREEMENT)),
            pgtrigger.Trigger(
                name="wording_changes_in_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.current_revision IS DISTINCT FROM NEW.current_revision "
                    "AND OLD.state <> 'draft'"
                ),
                func="RAISE EXCEPTION 'The wording changes only in a draft.';",
            ),
            # Every party must have signed the very wording that enters into force.
            pgtrigger.Trigger(
                name="in_force_is_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state = 'in_force' AND OLD.state <> 'in_force'"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM mou_party p WHERE p.agreement_id = NEW.id)
                    OR EXISTS (
                        SELECT 1 FROM mou_party p
                        WHERE p.agreement_id = NEW.id AND NOT EXISTS (
                            SELECT 1 FROM mou_signature s
                            JOIN mou_revision r ON r.id = s.revision_id
                            WHERE s.party_id = p.id AND r.agreement_id = NEW.id
                              AND r.number = NEW.current_revision AND s.sha256 = r.sha256
                        )
                    ) THEN
                        RAISE EXCEPTION 'A party has not signed the current revision.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mou:agreement-detail", args=[self.pk])

    @property
    def tone(self) -> Tone:
        """Return how a badge shows the state."""
        return AgreementState(self.state).tone


class Party(Entity):
    """An institution that signs, and who signs for it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="agreement_parties")
    signatory_name = models.CharField(_("signed by"), max_length=200, blank=True)
    signatory_capacity = models.CharField(_("in the capacity of"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "institution"], name="party_is_unique")
        ]

    def __str__(self) -> str:
        return str(self.institution)


class Revision(AppendOnly, Entity):
    """One wording of the agreement, frozen, and the SHA-256 of its canonical form.

    `heading` holds what stands above the clauses (title, language, last day, parties), so that a
    later change of an institution's name alters no signed document. `clauses` is a list of
    `{"code", "title", "text"}` in order. `mou.documents.fingerprint` computes `sha256`.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    heading = models.JSONField()
    clauses = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    if TYPE_CHECKING:
        signatures: models.Manager["Signature"]

    objects = RevisionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="revision_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.number}"


class Signature(AppendOnly, Entity):
    """That a party signed a revision: recorded by the office, bound to the revision's hash.

    A trigger refuses it unless the revision is the current one of an agreement that is out for
    signature, the party is the agreement's own, and the hash is the revision's.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(_("kind of signature"), max_length=12, choices=SignatureKind)
    signer_name = models.CharField(_("signed by"), max_length=200)
    signer_capacity = models.CharField(_("in the capacity of"), max_length=200)
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)
    protocol_number = models.CharField(_("protocol number"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "party"], name="signature_is_unique")
        ]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="binds_current_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM mou_revision r
                        JOIN mou_agreement a ON a.id = r.agreement_id
                        JOIN mou_party p ON p.agreement_id = a.id
                        WHERE r.id = NEW.revision_id AND p.id = NEW.party_id
                          AND r.number = a.current_revision AND r.sha256 = NEW.sha256
                          AND a.state = 'for_signature'
                    ) THEN
                        RAISE EXCEPTION 'A signature binds the current revision only.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.signed_on:%Y-%m-%d}"
