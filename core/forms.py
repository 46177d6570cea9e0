"""What all forms have in common: only their fields are drawn, the page writes the rest."""

from crispy_forms.helper import FormHelper
from django import forms


def bare_helper() -> FormHelper:
    """Return a helper that draws the fields (and the CSRF token) without a form around them."""
    helper = FormHelper()
    helper.form_tag = False
    return helper


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SeenForm(forms.Form):
    """`seen`: the version that the person looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        """Draw the fields only."""
        return bare_helper()
