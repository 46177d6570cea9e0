"""Forms about academic calendars."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Period
from accounts.teaching_days import bounds_of, year_label
from accounts.workflow.calendar import FIELDS, clash_of

# What a link to the form may fill in beforehand.
PREFILLED = ("kind", "name", "starts_on", "ends_on")


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.ModelForm):
    """A period of the academic year that its instance belongs to."""

    class Meta:
        model = Period
        fields = FIELDS
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "kind": _(
                "Teaching terms say when there is teaching at all. Exam periods and closures take "
                "days out of them; national public holidays are known already."
            ),
            "name": _("As your university calls it, for example: first semester."),
            "ends_on": _("It still belongs to the period."),
            "source": _("Where the dates are published: an address or a document."),
        }

    def clean_starts_on(self) -> date:
        return self._within_year(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> date:
        return self._within_year(self.cleaned_data["ends_on"])

    def _within_year(self, day: date) -> date:
        first, last = bounds_of(self.instance.year)
        if not first <= day <= last:
            raise ValidationError(
                _("The days of %(year)s lie between %(first)s and %(last)s."),
                params={
                    "year": year_label(self.instance.year),
                    "first": date_format(first),
                    "last": date_format(last),
                },
            )
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        elif first and last and values.get("kind"):
            self._refuse_clash(values)
        return values

    def _refuse_clash(self, values: dict[str, Any]) -> None:
        period = Period(
            pk=self.instance.pk,
            institution=self.instance.institution,
            kind=values["kind"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
        )
        field, sentence = clash_of(period)
        if sentence:
            self.add_error(field, sentence)


class PeriodEditForm(PeriodForm):
    """A period that is there already; `seen` is the version that the person looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
