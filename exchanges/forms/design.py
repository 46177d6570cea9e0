"""Forms of the design's sections. The page adds `seen`: the number of the wording it began from."""

from decimal import Decimal
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from exchanges.enums import DesignSection, StudyLevel, WorkingLanguage
from exchanges.forms.layout import DateInput, bare_helper
from exchanges.models import Activity, Exchange, Outcome, Team

BLANK_ROWS = 2
MOST_ROWS = 60


def _lines(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class SectionForm(forms.ModelForm):
    """A section with fields of its own."""

    @property
    def helper(self) -> FormHelper:
        """Draw the fields only."""
        return bare_helper()


class IdeaForm(SectionForm):
    """What the exchange is about, in which language, and when."""

    other_languages = forms.MultipleChoiceField(
        label=_("Other languages used"),
        choices=WorkingLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    study_levels = forms.MultipleChoiceField(
        label=_("Level of study"),
        choices=StudyLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Exchange
        fields = [
            "title",
            "theme",
            "programme",
            "summary",
            "isced_f",
            "field_of_study",
            "language",
            "other_languages",
            "cefr_level",
            "study_levels",
            "starts_on",
            "ends_on",
        ]
        widgets = {"summary": _lines(4), "starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "summary": _("Two or three sentences. Students read them before they enrol."),
            "field_of_study": _("For example: political sciences."),
            "cefr_level": _("The level that students need in the working language."),
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day must come after the first."))
        return values


class GroupsForm(SectionForm):
    """How students work together, on what, and who facilitates."""

    class Meta:
        model = Exchange
        fields = [
            "group_size",
            "are_groups_mixed",
            "platform",
            "connectivity",
            "facilitators",
            "facilitation",
        ]
        widgets = {"facilitation": _lines(5), "connectivity": _lines(3)}
        help_texts = {
            "group_size": _("Groups of 3 to 5 from all universities absorb absences."),
            "platform": _("The tools, and what students with a weak connection need."),
            "facilitation": _("Who facilitates the groups, and how they were trained for it."),
        }

    def clean_group_size(self) -> int:
        size: int = self.cleaned_data["group_size"]
        if size < 2:
            raise ValidationError(_("A group needs at least two students."))
        return size


class AssessmentForm(SectionForm):
    """How students are assessed, and what happens if a partner withdraws."""

    class Meta:
        model = Exchange
        fields = ["assessment", "fallback"]
        widgets = {"assessment": _lines(5), "fallback": _lines(4)}
        help_texts = {
            "assessment": _("What students hand in, and who grades whom."),
            "fallback": _("How students still reach the outcomes."),
        }


class TeamForm(SectionForm):
    """A team's course, places, workload and credits."""

    class Meta:
        model = Team
        fields = [
            "department",
            "course_title",
            "course_code",
            "seats",
            "workload_hours",
            "ects",
            "cfu",
        ]
        help_texts = {
            "course_title": _("The existing course that the exchange plugs into."),
            "workload_hours": _("The whole load of one student: sessions, group work, own work."),
            "ects": _("What your university awards its own students. Teams may differ."),
            "cfu": _("For Italian universities; otherwise 0."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        department.queryset = Department.objects.filter(institution=self.instance.institution_id)  # type: ignore[attr-defined]  # -- a model choice


class OutcomeRow(forms.ModelForm):
    """One learning outcome."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Outcome
        fields = ["dimension", "text"]
        widgets = {"text": _lines(2)}


class ActivityRow(forms.ModelForm):
    """One activity of the syllabus."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Activity
        fields = [
            "week",
            "title",
            "hours",
            "kind",
            "mode",
            "serves",
            "is_interactive",
            "is_learner_led",
        ]
        widgets = {"week": forms.NumberInput(attrs={"min": 1})}

    # The database refuses these too; here the sentence stands beside the field.
    def clean_week(self) -> int:
        week: int = self.cleaned_data["week"]
        if week < 1:
            raise ValidationError(_("Weeks are counted from 1."))
        return week

    def clean_hours(self) -> Decimal:
        hours: Decimal = self.cleaned_data["hours"]
        if hours <= 0:
            raise ValidationError(_("Give the hours: more than zero."))
        return hours


class RowsFormSet(forms.BaseFormSet):
    """The rows of a section."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this row")

    def rows(self) -> list[dict[str, Any]]:
        """Return what was typed, without blank rows and those marked to be removed."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def rows_formset(row: type[forms.ModelForm]) -> type[RowsFormSet]:
    """Return the formset of a kind of row, with blank rows to add and a box to remove."""
    made = forms.formset_factory(
        row,
        formset=RowsFormSet,
        extra=BLANK_ROWS,
        can_delete=True,
        can_delete_extra=False,
        max_num=MOST_ROWS,
        validate_max=True,
    )
    return cast("type[RowsFormSet]", made)


OutcomeRows = rows_formset(OutcomeRow)
ActivityRows = rows_formset(ActivityRow)

FIELD_FORMS: dict[str, type[SectionForm]] = {
    DesignSection.IDEA: IdeaForm,
    DesignSection.GROUPS: GroupsForm,
    DesignSection.ASSESSMENT: AssessmentForm,
}
ROW_FORMS: dict[str, type[RowsFormSet]] = {
    DesignSection.OUTCOMES: OutcomeRows,
    DesignSection.SYLLABUS: ActivityRows,
}
