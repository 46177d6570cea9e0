"""Forms about agreements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mou.enums import AgreementState, SignatureKind
from mou.models import Agreement, Clause, Party, Revision
from mou.querysets import AgreementQuerySet
from mou.terms import SignatureRecord
from mou.workflow import clause_text, must_sign_digitally


class AgreementFilter(forms.Form):
    """Narrow the list of agreements."""

    q = forms.CharField(label=_("Title or institution"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *AgreementState.choices]
    )

    def apply(self, agreements: AgreementQuerySet) -> AgreementQuerySet:
        """Leave the agreements that the filter describes."""
        words, state = self.cleaned_data["q"], self.cleaned_data["state"]
        found = agreements.matching(words) if words else agreements
        return found.filter(state=state) if state else found


class RevisionForm(forms.Form):
    """A new wording: one field for each clause of the present one, and clauses to add.

    `clauses()` gives the wording. An emptied clause is left out of it.
    """

    note = forms.CharField(
        label=_("What you changed, and why"),
        max_length=300,
        help_text=_("One sentence. The partners read it beside the new wording."),
    )
    add = forms.ModelMultipleChoiceField(
        Clause.objects.none(),
        label=_("Clauses to add from the library"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    # The number of the wording that the fields were made of.
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, agreement: Agreement, revision: Revision, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        self.agreement = agreement
        self.fields["base"].initial = revision.number
        self.present: Sequence[dict[str, str]] = revision.clauses
        codes = [clause["code"] for clause in self.present]
        required = set(
            Clause.objects.filter(code__in=codes, is_required=True).values_list("code", flat=True)
        )
        for number, clause in enumerate(self.present, start=1):
            must_stay = clause["code"] in required
            self.fields[field_name(clause["code"])] = forms.CharField(
                label=f"{number}. {clause['title']}",
                initial=clause["text"],
                required=must_stay,
                max_length=20000,
                widget=forms.Textarea(attrs={"rows": rows_for(clause["text"])}),
                help_text="" if must_stay else _("Empty it to leave this clause out."),
                error_messages={
                    "required": _("This clause must stay. Change its text instead of emptying it.")
                },
            )
        fields["add"].queryset = Clause.objects.exclude(code__in=codes)
        fields["add"].label_from_instance = self._title
        if not fields["add"].queryset.exists():
            del self.fields["add"]
        self.order_fields([*(field_name(code) for code in codes), "add", "note"])

    def clauses(self) -> list[dict[str, str]]:
        """Return the wording as it was typed, the added clauses before the annexes."""
        kept = [
            {**clause, "text": text}
            for clause in self.present
            if (text := self.cleaned_data[field_name(clause["code"])].strip())
        ]
        added = [
            clause_text(clause, self.agreement.language, self.agreement.values)
            for clause in self.cleaned_data.get("add", ())
        ]
        annexes = [clause for clause in kept if clause["code"].startswith("annex-")]
        return [*(clause for clause in kept if clause not in annexes), *added, *annexes]

    def _title(self, clause: Clause) -> str:
        return clause.title_it if self.agreement.language == "it" else clause.title_en


class PartyField(forms.ModelChoiceField):
    """A party, by its institution's name."""

    def label_from_instance(self, party: Party) -> str:
        return str(party.institution)


class SignatureForm(forms.Form):
    """That a party signed outside the portal: who, how and when."""

    party = PartyField(Party.objects.none(), label=_("Who signed"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("How"), choices=SignatureKind.choices, widget=forms.RadioSelect
    )
    signer_name = forms.CharField(label=_("Name of the signatory"), max_length=200)
    signer_capacity = forms.CharField(
        label=_("In the capacity of"), max_length=200, help_text=_("For example: Rector.")
    )
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    protocol_number = forms.CharField(
        label=_("Protocol number"),
        max_length=60,
        required=False,
        help_text=_("Of the signed document in your register."),
    )
    # The wording that the person looked at: the verb refuses any other.
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *args: Any, agreement: Agreement, revision: Revision, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        signed = revision.signatures.values("party")
        parties = agreement.parties.select_related("institution").order_by("created_at", "id")
        fields["party"].queryset = parties.exclude(pk__in=signed)
        self.fields["sha256"].initial = revision.sha256
        self.fields["signed_on"].initial = timezone.localdate()
        if must_sign_digitally(parties):
            self.fields["kind"].help_text = _(
                "All parties are Italian public administrations: only an electronic signature of "
                "one of these kinds is valid (Law 241/1990, article 15, paragraph 2-bis)."
            )
            fields["kind"].choices = [
                choice for choice in SignatureKind.choices if choice[0] != SignatureKind.HANDWRITTEN
            ]

    def record(self) -> SignatureRecord:
        """Return what the verb takes."""
        data = self.cleaned_data
        return SignatureRecord(
            party=data["party"],
            kind=SignatureKind(data["kind"]),
            signer_name=data["signer_name"],
            signer_capacity=data["signer_capacity"],
            signed_on=data["signed_on"],
            sha256=data["sha256"],
            protocol_number=data["protocol_number"],
        )


def field_name(code: str) -> str:
    """Return the name of a clause's field."""
    return f"clause_{code}"


def rows_for(text: str) -> int:
    """Return a height at which most of the text can be seen."""
    lines = sum(1 + len(line) // 80 for line in text.splitlines())
    return min(max(lines + 1, 4), 18)
