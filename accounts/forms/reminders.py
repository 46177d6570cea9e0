"""When a person wants to be reminded of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.reminder_forms import OffsetsForm

USUAL, OWN, NEVER = "usual", "own", "never"


class RemindersForm(OffsetsForm):
    """As each exchange says, at one's own times, or never."""

    choice = forms.ChoiceField(
        label=_("Remind me of meetings"),
        widget=forms.RadioSelect,
        choices=[
            (USUAL, _("as each exchange and training says")),
            (OWN, _("at the times that I choose below")),
            (NEVER, _("never")),
        ],
    )
    field_order = ("choice", "usual", "number", "unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual"].label = _("My own times")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("choice") == OWN and not self.errors and not values["offsets"]:
            self.add_error("usual", _("Choose at least one time, or “never”."))
        return values

    def chosen(self) -> list[int] | None:
        """Return the person's own minutes, empty for never, None for as each exchange says."""
        choice = self.cleaned_data["choice"]
        if choice == USUAL:
            return None
        return [] if choice == NEVER else self.offsets()


def choice_of(offsets: list[int] | None) -> str:
    """Return which of the three choices a person made."""
    if offsets is None:
        return USUAL
    return OWN if offsets else NEVER
