"""Forms about the use of a ready-made exchange in a course."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind
from accounts.models import Department, Institution, User
from core.forms import SeenForm, bare_helper
from exchanges.enums import AdoptionState, CreditRoute
from exchanges.models import Adoption, PackageEdition
from exchanges.querysets import AdoptionQuerySet


class AdoptForm(forms.ModelForm):
    """The course that an edition is plugged into, and how its students are credited."""

    class Meta:
        model = Adoption
        fields = [
            "institution",
            "department",
            "course_title",
            "course_code",
            "students",
            "route",
            "ects",
            "cfu",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "route": _("Your degree programme decides what it recognises: ask it first."),
            "ects": _("For each student. Nothing for the badge only."),
            "cfu": _("For each student. Nothing for the badge only."),
        }

    def __init__(self, *args: Any, edition: PackageEdition, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.user = edition, user
        affiliations = user.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
        own = list(affiliations.order_by("created_at"))
        ids = [affiliation.institution_id for affiliation in own]
        institution = self.fields["institution"]
        department = self.fields["department"]
        institution.queryset = Institution.objects.active().filter(pk__in=ids).by_name()  # type: ignore[attr-defined]  # -- a model choice
        department.queryset = Department.objects.filter(institution__in=ids)  # type: ignore[attr-defined]  # -- a model choice
        if own:
            institution.initial = own[0].institution_id
            department.initial = own[0].department_id
        for name in ("ects", "cfu"):
            self.fields[name].required = False
            self.fields[name].initial = None

    @property
    def helper(self) -> FormHelper:
        """Draw the fields only."""
        return bare_helper()

    def clean_students(self) -> int:
        """Refuse a course that nobody attends."""
        students: int = self.cleaned_data["students"]
        if students < 1:
            raise forms.ValidationError(_("Give the number of students: at least one."))
        return students

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("ects", "cfu"):
            if name in values:
                values[name] = values[name] or 0
        self._check_department(values)
        self._check_credits(values)
        self._check_course(values)
        return values

    def _check_department(self, values: dict[str, Any]) -> None:
        department, institution = values.get("department"), values.get("institution")
        if department and institution and department.institution_id != institution.pk:
            self.add_error("department", _("This department belongs to another university."))

    def _check_credits(self, values: dict[str, Any]) -> None:
        if not {"ects", "cfu", "route"} <= set(values):
            return
        amounts = [values["ects"], values["cfu"]]
        if min(amounts) < 0:
            self.add_error("ects", _("Credits are never negative."))
        elif values["route"] == CreditRoute.NONE and any(amounts):
            self.add_error("route", _("The badge only gives no credits: leave them empty."))
        elif values["route"] != CreditRoute.NONE and not any(amounts):
            self.add_error("ects", _("Give the credits, or choose the badge only."))

    def _check_course(self, values: dict[str, Any]) -> None:
        present = Adoption.objects.standing().filter(edition=self.edition, teacher=self.user)
        if present.filter(course_title=values.get("course_title", "")).exists():
            self.add_error("course_title", _("You have asked for this course already."))


class QueueFilterForm(forms.Form):
    """What the office can look for among those that wait for it."""

    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("University"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, rows: AdoptionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = Institution.objects.filter(pk__in=rows.values("institution"))
        self.fields["institution"].queryset = institutions.by_name()  # type: ignore[attr-defined]  # -- a model choice

    def apply(self, rows: AdoptionQuerySet) -> AdoptionQuerySet:
        """Leave the rows that the filter names."""
        institution = self.cleaned_data["institution"]
        return rows.filter(institution=institution) if institution else rows


class AdoptionFilterForm(QueueFilterForm):
    """What somebody can look for among the uses that they may see."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *AdoptionState.choices]
    )
    field_order = ["state", "institution"]

    def apply(self, rows: AdoptionQuerySet) -> AdoptionQuerySet:
        """Leave the rows that the filter names."""
        state = self.cleaned_data["state"]
        return super().apply(rows.filter(state=state) if state else rows)


class AcceptAdoptionForm(SeenForm):
    """A yes, and what the office wants to add to it."""

    note = forms.CharField(
        label=_("Note to the teacher"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class RefuseAdoptionForm(SeenForm):
    """A no, with its reason."""

    note = forms.CharField(
        label=_("Note to the teacher"),
        help_text=_("Say why it is refused. They receive it by e-mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
