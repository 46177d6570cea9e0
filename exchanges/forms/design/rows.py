"""The sections made of rows: learning outcomes and the syllabus."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchanges import syllabus
from exchanges.forms.design.base import HOURS_OF_A_WEEK, lines, typed_values
from exchanges.models import Activity, Outcome

PREFIX = "rows"
MOST_ROWS = 60


class RowForm(forms.ModelForm):
    """One row. A row of which nothing is typed is no row, whatever its boxes say."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def has_changed(self) -> bool:
        """Tell whether anything is typed, or a row that is there was emptied."""
        return any(self.typed_texts())

    @property
    def is_blank(self) -> bool:
        """Tell whether there is nothing in it."""
        return not self.has_changed() if self.is_bound else not self.initial

    def typed_texts(self) -> list[str]:
        """Return what was typed and chosen, boxes apart."""
        found = []
        for name, field in self.fields.items():
            if not isinstance(field, forms.BooleanField):
                value = field.widget.value_from_datadict(self.data, {}, self.add_prefix(name))
                found.append(str(value or "").strip())
        return found


class OutcomeRow(RowForm):
    """One learning outcome."""

    class Meta:
        model = Outcome
        fields = ["dimension", "text"]
        widgets = {"text": lines(2)}
        help_texts = {"text": _("One thing that can be observed. For example: compare two laws.")}


class ActivityRow(RowForm):
    """One activity of the syllabus."""

    class Meta:
        model = Activity
        fields = [
            "week",
            "hours",
            "kind",
            "title",
            "mode",
            "serves",
            "is_interactive",
            "is_learner_led",
        ]
        widgets = {
            "week": forms.NumberInput(attrs={"min": 1}),
            "hours": forms.NumberInput(attrs={"min": 0, "step": "0.5"}),
        }

    weeks = 0

    # The database refuses these too; here the sentence stands beside the field.
    def clean_week(self) -> int:
        week: int = self.cleaned_data["week"]
        if week < 1:
            raise ValidationError(_("Weeks are counted from 1."))
        if self.weeks and week > self.weeks:
            words = gettext("The exchange has %(weeks)d weeks.")
            raise ValidationError(words % {"weeks": self.weeks})
        return week

    def clean_hours(self) -> Decimal:
        hours: Decimal = self.cleaned_data["hours"]
        if hours <= 0:
            raise ValidationError(_("Give the hours: more than zero."))
        if hours > HOURS_OF_A_WEEK:
            raise ValidationError(_("A week has 168 hours."))
        return hours


class RowsFormSet(forms.BaseFormSet):
    """The rows of a section, with a blank one after them. A row that is not sent is removed.

    `weeks` is the length of the exchange. Bound to data, it checks what was typed; `retyped` shows
    the same without checking it.
    """

    def __init__(self, data: Any = None, *, weeks: int = 0, **kwargs: Any) -> None:
        self.weeks = weeks
        super().__init__(data, prefix=PREFIX, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> forms.Form:
        kwargs.setdefault("empty_permitted", True)
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # -- Django's own hook
        form.weeks = self.weeks
        return cast("forms.Form", form)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that were typed without an error, blank ones left out."""
        return [
            dict(form.cleaned_data) for form in self.forms if form.is_valid() and form.has_changed()
        ]

    def clean(self) -> None:
        """Refuse a week that is fuller than a week is."""
        totals: dict[int, Decimal] = defaultdict(Decimal)
        for row in self.rows():
            if "hours" in row:
                totals[row["week"]] += row["hours"]
        full = sorted(week for week, hours in totals.items() if hours > HOURS_OF_A_WEEK)
        if full:
            words = gettext("A week has 168 hours. Look at week %(week)d again.")
            raise ValidationError(words % {"week": full[0]})


def typed_rows(kind: type[RowsFormSet], data: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the rows as they were typed, unchecked and without blank ones, by their place.

    How many there are is what the data says, within reason.
    """
    found = {}
    for place in range(rows_sent(data)):
        form = kind.form(data, prefix=f"{PREFIX}-{place}")
        if form.has_changed():
            found[place] = typed_values(form, data)
    return found


def rows_sent(data: Mapping[str, Any]) -> int:
    """Return how many rows the data has, blank ones as well."""
    number = str(data.get(f"{PREFIX}-TOTAL_FORMS") or "")
    return min(int(number), MOST_ROWS) if number.isdecimal() and len(number) < 6 else 0


def retyped(
    kind: type[RowsFormSet], rows: Sequence[Mapping[str, Any]], *, weeks: int = 0, blank: int = 1
) -> RowsFormSet:
    """Return the form with these rows, unchecked, and blank ones after them."""
    formset = kind(initial=list(rows), weeks=weeks)
    formset.extra = max(min(blank, MOST_ROWS - len(rows)), 0)
    return formset


def sums(formset: RowsFormSet) -> syllabus.Totals:
    """Return the sums of a syllabus as it stands in the form; what is no number counts nothing."""
    rows = formset.rows() if formset.is_bound else formset.initial or []
    return syllabus.totals(filter(None, map(_countable, rows)))


def _countable(row: Mapping[str, Any]) -> tuple[int, Decimal, bool] | None:
    week, hours = str(row.get("week") or ""), str(row.get("hours") or "")
    if not week.isdecimal() or len(week) > 5 or not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", hours):
        return None
    return int(week), Decimal(hours.replace(",", ".")), bool(row.get("is_interactive"))


def by_week(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows in the order of their weeks; what is no number comes last."""

    def week(row: Mapping[str, Any]) -> int:
        text = str(row.get("week") or "")
        return int(text) if text.isdecimal() and len(text) < 6 else 10**6

    return sorted(rows, key=week)


def _rows_formset(row: type[RowForm]) -> type[RowsFormSet]:
    made = forms.formset_factory(
        row,
        formset=RowsFormSet,
        extra=1,
        max_num=MOST_ROWS,
        validate_max=True,
        absolute_max=MOST_ROWS,
    )
    return cast("type[RowsFormSet]", made)


OutcomeRows = _rows_formset(OutcomeRow)
ActivityRows = _rows_formset(ActivityRow)
