"""Forms that choose how long before a meeting people are reminded."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import RefusedError
from core.forms import SeenForm
from core.offsets import COMMON, DAY, HOUR, LEAST, LONGEST, checked, in_words

UNITS = {"days": DAY, "hours": HOUR, "minutes": 1}


class OffsetsForm(SeenForm):
    """The usual offsets to tick, those that are chosen already, and one of one's own.

    `initial["offsets"]` are minutes; so is what `offsets()` returns, the longest first.
    """

    usual = forms.MultipleChoiceField(
        label=_("Remind"), required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.IntegerField(
        label=_("Another time before"), required=False, min_value=1, max_value=LONGEST
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        initial="hours",
        choices=[("days", _("days")), ("hours", _("hours")), ("minutes", _("minutes"))],
        help_text=_("From 10 minutes to 30 days; at most five reminders in all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.initial.get("offsets") or []
        known = sorted({*COMMON, *chosen}, reverse=True)
        usual = self.fields["usual"]
        usual.choices = [(str(each), in_words(each)) for each in known]  # type: ignore[attr-defined]  # -- a choice
        usual.initial = [str(each) for each in chosen]

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"] or "hours"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        number = values.get("number")
        own = number * UNITS[values.get("unit") or "hours"] if number else 0
        if own and not LEAST <= own <= LONGEST:
            self.add_error("number", _("A reminder comes from 10 minutes to 30 days before."))
        elif "usual" in values:
            self._check([*map(int, values["usual"]), *([own] if own else [])])
        return values

    def _check(self, minutes: list[int]) -> None:
        try:
            self.cleaned_data["offsets"] = checked(minutes)
        except RefusedError as error:
            self.add_error("usual", ValidationError(str(error)))

    def offsets(self) -> list[int]:
        """Return the minutes that the valid form chooses."""
        chosen: list[int] = self.cleaned_data["offsets"]
        return chosen
