"""The forms of credits."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.views import ConfirmForm
from credits.enums import EntryKind
from credits.querysets import EntryQuerySet


class ProposeForm(ConfirmForm):
    """What a teacher may add to a proposal."""

    note = forms.CharField(
        label=_("Note to the office"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    exception = forms.CharField(
        label=_("Reason for an exception"),
        help_text=_(
            "Only where the attendance lies below the least: why credits are due all the same. It "
            "stays on record."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(ConfirmForm):
    """Why the office does not award."""

    note = forms.CharField(
        label=_("What does the teacher have to settle?"),
        help_text=_("The teacher receives this by e-mail and can propose again."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReverseForm(forms.Form):
    """Why an award is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The student receives this by e-mail, and it stays in the ledger."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChosenField(forms.MultipleChoiceField):
    """Ticked proposals, each written `identifier:version`; cleans to the versions by identifier."""

    def validate(self, value: Any) -> None:
        if not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def clean(self, value: Any) -> dict[UUID, int]:
        chosen = super().clean(value)
        try:
            pairs = [text.split(":", 1) for text in chosen]
            return {UUID(identifier): int(version) for identifier, version in pairs}
        except ValueError as error:
            raise forms.ValidationError(_("Tick the proposals again."), code="invalid") from error


class AwardSeveralForm(forms.Form):
    """The proposals that were ticked in the queue."""

    chosen = ChosenField(error_messages={"required": _("Tick the proposals to award first.")})


class LedgerFilter(forms.Form):
    """Narrow the ledger."""

    words = forms.CharField(label=_("Student or exchange"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Entry"), choices=[("", _("all")), *EntryKind.choices], required=False
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def apply(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries that match; days are those of the reader's zone."""
        values = self.cleaned_data
        if values["words"]:
            entries = entries.filter(
                Q(enrolment__exchange__title__icontains=values["words"])
                | Q(enrolment__student__family_name__icontains=values["words"])
            )
        if values["kind"]:
            entries = entries.filter(kind=values["kind"])
        if values["since"]:
            entries = entries.filter(created_at__gte=_moment(values["since"], time.min))
        if values["until"]:
            entries = entries.filter(created_at__lte=_moment(values["until"], time.max))
        return entries


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, timezone.get_current_timezone())
