"""Forms of the finder of common dates."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, SeenForm
from exchanges.windows import Search

# Calendars are kept for these years (see the constraint of Period).
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_SPAN = timedelta(days=2 * 366)
MOST_WEEKS = 52


def near_day(day: date) -> date:
    """Return the day; raises ValidationError outside the years that calendars are kept for."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Give a day between the years 2000 and 2100."))
    return day


def _weeks(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_WEEKS)


class WindowSearchForm(forms.Form):
    """Between which days to look, and for how many weeks."""

    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(label=_("To"), widget=DateInput)
    min_weeks = _weeks(_("Weeks, at least"))
    max_weeks = _weeks(_("Weeks, at most"))

    def clean_first(self) -> date:
        return near_day(self.cleaned_data["first"])

    def clean_last(self) -> date:
        return near_day(self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last <= first:
            self.add_error("last", _("The last day must come after the first."))
        elif first and last and last - first > LONGEST_SPAN:
            self.add_error("last", _("Look at two years at most."))
        least, most = values.get("min_weeks"), values.get("max_weeks")
        if least and most and most < least:
            self.add_error("max_weeks", _("The greatest length is below the shortest."))
        return values

    def search(self) -> Search:
        """Return what the valid form describes."""
        return Search(**self.cleaned_data)


class UseDatesForm(SeenForm):
    """The dates that the exchange shall have. `seen` is the number of the idea's wording."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput)

    field_order = ["starts_on", "ends_on", "seen"]

    def clean_starts_on(self) -> date:
        return near_day(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> date:
        return near_day(self.cleaned_data["ends_on"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day must come after the first."))
        return values
