"""What the forms of the sections share."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from core.forms import bare_helper

HOURS_OF_A_WEEK = 168


def lines(number: int) -> forms.Textarea:
    """Return the input of a text of about so many lines; it grows with what is typed."""
    return forms.Textarea(attrs={"rows": number})


class SectionForm(forms.ModelForm):
    """A section with fields of its own."""

    @property
    def helper(self) -> FormHelper:
        """Draw the fields only."""
        return bare_helper()


def typed_values(form: forms.BaseForm, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what somebody typed into the form's fields, unchecked, to show it again as it is.

    A field that was not sent at all keeps what the form would show; unticked boxes count as sent.
    """
    found = {}
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(data, {}, html_name):
            found[name] = field.widget.value_from_datadict(data, {}, html_name)
    return found
