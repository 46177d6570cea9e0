"""The form of one section of one exchange: as saved, as typed, and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import models

from exchanges import syllabus
from exchanges.enums import DesignSection
from exchanges.forms.design.base import SectionForm, typed_values
from exchanges.forms.design.fields import AssessmentForm, GroupsForm, TeamForm
from exchanges.forms.design.idea import IdeaForm
from exchanges.forms.design.rows import (
    ActivityRows,
    OutcomeRows,
    RowsFormSet,
    by_week,
    retyped,
    rows_sent,
    typed_rows,
)
from exchanges.models import Activity, Exchange, Outcome, Team
from exchanges.workflow.design import FIELDS, SectionEdit

FIELD_FORMS: Mapping[str, type[SectionForm]] = {
    DesignSection.IDEA: IdeaForm,
    DesignSection.GROUPS: GroupsForm,
    DesignSection.ASSESSMENT: AssessmentForm,
}
ROW_FORMS: Mapping[str, type[RowsFormSet]] = {
    DesignSection.OUTCOMES: OutcomeRows,
    DesignSection.SYLLABUS: ActivityRows,
}
ROW_MODELS: Mapping[str, type[Outcome] | type[Activity]] = {
    DesignSection.OUTCOMES: Outcome,
    DesignSection.SYLLABUS: Activity,
}
Data = Mapping[str, Any]
AnyForm = SectionForm | RowsFormSet


@dataclass(frozen=True, slots=True)
class SectionForms:
    """Makes the forms of a section. The section on teams is written team by team.

    `exchange` is read as saved; a bound form writes what it cleaned into it, so nothing that is
    shown as saved may come from it afterwards.
    """

    exchange: Exchange
    section: DesignSection
    team: Team | None = None

    @property
    def has_form(self) -> bool:
        """Tell whether there is something to fill in: the list of all teams has nothing."""
        return self.section != DesignSection.TEAMS or self.team is not None

    @property
    def has_rows(self) -> bool:
        """Tell whether the section is made of rows."""
        return self.section in ROW_FORMS

    def saved(self) -> AnyForm:
        """Return the form with what is saved."""
        if self.has_rows:
            return self._rows(initial=self._saved_rows())
        return self._kind()(instance=self._instance())

    def bound(self, data: Data) -> AnyForm:
        """Return the form with what somebody sent, to be checked."""
        if self.has_rows:
            return self._rows(data, initial=self._saved_rows())
        return self._kind()(data, instance=self._instance())

    def typed(self, data: Data) -> AnyForm:
        """Return the form with what somebody typed, unchecked."""
        if self.has_rows:
            rows = typed_rows(ROW_FORMS[self.section], data)
            blank = max(rows_sent(data) - len(rows), 1)
            return self._retyped(list(rows.values()), blank)
        form = self._kind()(instance=self._instance())
        return self._kind()(initial=typed_values(form, data), instance=self._instance())

    def changed(self, data: Data, verb: str) -> RowsFormSet:
        """Return the rows as typed and unchecked, after `verb`, with the cursor where it matters.

        `add` appends a row, `sort` orders by week, `remove-3` and `up-3` act on the row in that
        place, `template` fills an empty syllabus. Another verb, or one that cannot be done, leaves
        the rows as they were typed.
        """
        typed = typed_rows(ROW_FORMS[self.section], data)
        blank = max(rows_sent(data) - len(typed), 1)
        name, _dash, digits = verb.partition("-")
        place = int(digits) if digits.isdecimal() and len(digits) < 4 else -1
        rows, focus = _rearranged(typed, name, place)
        if name == "add":
            blank, focus = blank + 1, len(rows)
        elif name == "template" and not typed and self.takes_template:
            rows, focus = self._template(), 0
        return self._retyped(rows, blank, focus)

    @property
    def takes_template(self) -> bool:
        """Tell whether the six-week template fits this section of this exchange."""
        weeks = self.exchange.weeks
        return self.section == DesignSection.SYLLABUS and weeks <= syllabus.MOST_TEMPLATE_WEEKS

    def differs(self, data: Data) -> bool:
        """Tell whether what was typed says something else than what is saved."""
        form = self.bound(data)
        if not isinstance(form, RowsFormSet):
            return form.has_changed()
        typed = [row for row in form.forms if row.has_changed()]
        saved = form.initial or []
        return len(typed) != len(saved) or any(row.changed_data for row in typed)

    def edit(self, form: AnyForm, seen: int) -> SectionEdit:
        """Return what a valid form wants the section to be."""
        if isinstance(form, RowsFormSet):
            return SectionEdit(self.section, seen, {}, rows=form.rows())
        return SectionEdit(self.section, seen, form.cleaned_data, team=self.team)

    def _kind(self) -> type[SectionForm]:
        return TeamForm if self.team else FIELD_FORMS[self.section]

    def _instance(self) -> models.Model:
        return self.team or self.exchange

    def _rows(self, data: Any = None, **more: Any) -> RowsFormSet:
        return ROW_FORMS[self.section](data, weeks=self.exchange.weeks, **more)

    def _retyped(self, rows: list[Any], blank: int, focus: int | None = None) -> RowsFormSet:
        kind = ROW_FORMS[self.section]
        formset = retyped(kind, rows, weeks=self.exchange.weeks, blank=blank)
        if focus is not None and focus < len(formset.forms):
            field = formset.forms[focus].visible_fields()[0]
            field.field.widget.attrs["autofocus"] = True
        return formset

    def _saved_rows(self) -> list[dict[str, Any]]:
        rows = ROW_MODELS[self.section]._default_manager.filter(exchange=self.exchange)
        return cast("list[dict[str, Any]]", list(rows.values("id", *FIELDS[self.section])))

    def _template(self) -> list[dict[str, Any]]:
        return syllabus.template_rows(self.exchange.weeks, self.exchange.language)


def _rearranged(
    typed: Mapping[int, dict[str, Any]], verb: str, place: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Return the rows after a verb, and the one that the cursor goes to."""
    order, focus = list(typed), None
    at = order.index(place) if place in typed else -1
    if verb == "remove" and at >= 0:
        del order[at]
        focus = min(at, len(order))
    elif verb == "up" and at > 0:
        order[at - 1], order[at] = order[at], order[at - 1]
        focus = at - 1
    rows = [typed[each] for each in order]
    return (by_week(rows) if verb == "sort" else rows), focus
