"""Forms of the review: the decision, the endorsement, exceptions, the chain."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from core.forms import SeenForm
from exchanges.enums import DesignSection


class DecisionForm(SeenForm):
    """The office's words: to the design as a whole, and to each of its sections.

    `cleaned_data` has `seen`, `note` and `remarks`, a text for each section.
    """

    note = forms.CharField(
        label=_("Note to the teachers"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in DesignSection:
            self.fields[_field(section)] = forms.CharField(
                label=section.label, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def sections(self) -> list[forms.BoundField]:
        """Return the fields of the single sections."""
        return [self[_field(section)] for section in DesignSection]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        remarks = {section: values.pop(_field(section), "") for section in DesignSection}
        return {**values, "remarks": remarks}


class RefusalForm(DecisionForm):
    """A no: it says something, as a whole or of a section."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and not values["note"] and not any(values["remarks"].values()):
            raise forms.ValidationError(
                _now("Write a note, or say of a section what to change. The teachers receive it.")
            )
        return values


class EndorseForm(SeenForm):
    """The coordinator's yes, and what the office should know."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        help_text=_("The office reads it. To send the design back, say what to change."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SendBackForm(SeenForm):
    """The coordinator's no, with its reason."""

    note = forms.CharField(
        label=_("Note to the teachers"),
        help_text=_("Say what to change. They receive it by e-mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WaiveForm(SeenForm):
    """Why an exception is made."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The teachers receive it by e-mail, and it stays on record."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ChainForm(forms.Form):
    """Whether the department's coordinator endorses first, at one institution."""

    institution = forms.ModelChoiceField(Institution.objects.none(), widget=forms.HiddenInput)
    needs_endorsement = forms.BooleanField(
        label=_("The department’s coordinator endorses first"), required=False
    )

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]  # -- a model choice


def _field(section: DesignSection) -> str:
    return f"remark_{section.value}"
