"""Pages about agreements."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views import View

from core import audit
from core.components import Fact
from core.templatetags.ui import day
from core.views import DetailPage, KeysetListPage, PermittedMixin, TransitionView
from mou import workflow
from mou.differences import compare
from mou.documents import pdf_of
from mou.forms import AgreementFilter, RevisionForm, SignatureForm
from mou.history import entries_of
from mou.models import Agreement, Party, Revision, Signature


class AgreementList(KeysetListPage):
    """The agreements of the reader's institution, and those that they may read."""

    template_name = "mou/agreement_list.html"
    filter_form_class = AgreementFilter

    def get_queryset(self) -> models.QuerySet[Any]:
        return Agreement.objects.visible_to(self.request.user).for_list()


class AgreementMixin:
    """The row is an agreement that the reader may see."""

    request: HttpRequest

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = Agreement.objects.visible_to(self.request.user)
        return rows.prefetch_related("parties__institution")


class AgreementDetail(AgreementMixin, DetailPage):
    """One agreement: its parties and their signatures, its wording, what happened."""

    template_name = "mou/agreement_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreement, user = self.object, self.request.user
        parties = ordered_parties(agreement)
        revisions = list(agreement.revisions.select_related("created_by"))
        signatures = list(
            Signature.objects.filter(revision__agreement=agreement)
            .select_related("revision", "recorded_by")
            .order_by("created_at", "id")
        )
        number = agreement.current_revision
        current = next(row for row in revisions if row.number == number)
        return super().get_context_data(
            agreement=agreement,
            may_revise=user.has_perm("mou.revise_agreement", agreement),
            may_sign=user.has_perm("mou.record_signature", agreement),
            facts=agreement_facts(agreement),
            current=current,
            revisions=revisions,
            signing=[
                (party, next((s for s in signatures if binds(s, party, number)), None))
                for party in parties
            ],
            void_signatures=[
                (next(p for p in parties if p.pk == signature.party_id), signature)
                for signature in signatures
                if signature.revision.number != number
            ],
            history=entries_of(audit.events_of(agreement), parties),
            **kwargs,
        )


class AgreementChanges(AgreementMixin, DetailPage):
    """What changed between two wordings: `?old=1&new=2`; the last two by default."""

    template_name = "mou/agreement_changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreement = self.object
        newer = self._revision("new", agreement.current_revision)
        older = self._revision("old", max(newer.number - 1, 1))
        changes = compare(older.clauses, newer.clauses)
        return super().get_context_data(
            agreement=agreement,
            older=older,
            newer=newer,
            changes=[change for change in changes if change.status != "same"],
            unchanged=sum(change.status == "same" for change in changes),
            **kwargs,
        )

    def _revision(self, name: str, default: int) -> Revision:
        return find_revision(self.object, as_number(self.request.GET.get(name, ""), default))


class RevisionDocument(AgreementMixin, PermittedMixin, View):
    """A wording as a PDF document."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        revision = find_revision(self.object, kwargs["number"])
        name = f"agreement-{str(self.object.pk)[:8]}-{revision.number}.pdf"
        return HttpResponse(
            pdf_of(revision),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


class AgreementRevise(AgreementMixin, TransitionView):
    """Write a new wording; when somebody was faster, show theirs and keep what was typed."""

    permission_required = "mou.revise_agreement"
    template_name = "mou/agreement_revise.html"
    form_class = RevisionForm
    verb = workflow.revise
    heading = _("Change the wording")
    submit_label = _("Save the new wording")
    success_message = _("The new wording is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        # What is sent belongs to the wording it was made of, whatever is current by now.
        number = as_number(self.request.POST.get("base", ""), self.object.current_revision)
        self.base = find_revision(self.object, number)
        return {**super().get_form_kwargs(), "agreement": self.object, "revision": self.base}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        data = form.cleaned_data
        return {"clauses": form.clauses(), "note": data["note"], "seen": data["seen"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(agreement=self.object, **kwargs)
        if not context.get("is_conflict"):
            return context
        fresh = self.get_object()
        theirs = workflow.current_revision(fresh)
        # Who saves again has now seen the other wording.
        form = context["form"]
        form.errors.clear()
        form.data = form.data.copy()
        form.data["seen"] = fresh.version
        changes = compare(self.base.clauses, theirs.clauses)
        return {
            **context,
            "theirs": theirs,
            "changes": [change for change in changes if change.status != "same"],
        }


class AgreementSend(AgreementMixin, TransitionView):
    """Close the draft and ask for signatures."""

    permission_required = "mou.send_agreement"
    verb = workflow.send_for_signature
    heading = _("Send for signature")
    explanation = _(
        "The wording is closed. The parties' offices and the lead teachers are told, and each "
        "party signs this very wording."
    )
    submit_label = _("Send for signature")
    success_message = _("The agreement is out for signature.")


class AgreementRedraft(AgreementMixin, TransitionView):
    """Open the wording again."""

    permission_required = "mou.redraft_agreement"
    verb = workflow.redraft
    heading = _("Open the wording again")
    explanation = _(
        "Signatures that were recorded stay with the wording they were given to. As soon as the "
        "wording changes, every party signs anew."
    )
    submit_label = _("Open it again")
    tone = "danger"
    success_message = _("The agreement is a draft again.")


class SignatureRecordView(AgreementMixin, TransitionView):
    """Record that a party signed outside the portal."""

    permission_required = "mou.record_signature"
    template_name = "mou/signature_form.html"
    form_class = SignatureForm
    verb = workflow.record_signature
    heading = _("Record a signature")
    submit_label = _("Record the signature")
    success_message = _("The signature is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.revision = workflow.current_revision(self.object)
        return {
            **super().get_form_kwargs(),
            "agreement": self.object,
            "revision": self.revision,
        }

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("party", "")
        known = {str(party.pk): party for party in self.object.parties.all()}
        party = known.get(asked)
        if party is None:
            return {}
        return {
            "party": party.pk,
            "signer_name": party.signatory_name,
            "signer_capacity": party.signatory_capacity,
        }

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"record": form.record()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(agreement=self.object, **kwargs)
        return {**context, "revision": self.revision}


class AgreementEnd(AgreementMixin, TransitionView):
    """End an agreement that is in force."""

    permission_required = "mou.end_agreement"
    verb = workflow.end
    heading = _("End the agreement")
    explanation = _("It covers no new exchange from now on. A running one is finished first.")
    submit_label = _("End it")
    tone = "danger"
    success_message = _("The agreement has ended.")


class AgreementAbandon(AgreementMixin, TransitionView):
    """Give up an agreement that never entered into force."""

    permission_required = "mou.abandon_agreement"
    verb = workflow.abandon
    heading = _("Give the agreement up")
    explanation = _("It stays readable, and a new one has to be drafted.")
    submit_label = _("Give it up")
    tone = "danger"
    success_message = _("The agreement is given up.")


def as_number(words: str, default: int) -> int:
    """Read a revision's number as it came with a request; the default when it is none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 5 else default


def find_revision(agreement: Agreement, number: int) -> Revision:
    """Return a wording by its number; raises Http404."""
    revision = agreement.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return revision


def ordered_parties(agreement: Agreement) -> list[Party]:
    """Return the parties in the order of the document."""
    return sorted(agreement.parties.all(), key=lambda party: (party.created_at, party.pk))


def binds(signature: Signature, party: Party, number: int) -> bool:
    """Tell whether it is the party's signature of this wording."""
    return signature.party_id == party.pk and signature.revision.number == number


def agreement_facts(agreement: Agreement) -> list[Fact]:
    """Return what the page says of an agreement; what is not known is left out."""
    known = [
        Fact(_("In force from"), day(agreement.starts_on)),
        Fact(_("Until"), day(agreement.ends_on)),
        Fact(_("Language"), agreement.get_language_display()),
    ]
    return [fact for fact in known if fact.value]
