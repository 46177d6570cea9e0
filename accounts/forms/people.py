"""Forms about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind, Role
from accounts.forms.zones import ZoneField
from accounts.models import Department, Institution, RoleGrant, User
from accounts.querysets import UserQuerySet


class ProfileForm(forms.ModelForm):
    """What everybody says of themselves."""

    time_zone = ZoneField()

    class Meta:
        model = User
        fields = ["given_name", "family_name", "language", "time_zone"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("given_name", "family_name"):
            self.fields[name].required = True
        self.fields["language"].help_text = _("The portal and its e-mails speak it to you.")


class DepartmentField(forms.ModelChoiceField):
    """A department, shown with its institution."""

    def label_from_instance(self, department: Department) -> str:
        return f"{department} ({department.institution})"


def _check_department(form: forms.BaseForm) -> None:
    department, institution = (form.cleaned_data.get(n) for n in ("department", "institution"))
    if department and institution and department.institution_id != institution.pk:
        form.add_error("department", _("This department belongs to another institution."))


class AffiliationForm(forms.Form):
    """What somebody is at an institution, in their own words."""

    institution = forms.ModelChoiceField(
        Institution.objects.active().by_name(),
        label=_("Institution"),
        empty_label=_("Choose your university"),
    )
    kind = forms.ChoiceField(
        label=_("What you are there"), choices=AffiliationKind, widget=forms.RadioSelect
    )
    department = DepartmentField(
        Department.objects.select_related("institution").order_by("institution__name", "code"),
        label=_("Department"),
        required=False,
        empty_label=_("None of these"),
        help_text=_("Only if yours is in the list."),
    )
    student_number = forms.CharField(
        label=_("Student number"),
        max_length=40,
        required=False,
        help_text=_("Students only: as your university writes it."),
    )

    def clean(self) -> dict[str, Any]:
        _check_department(self)
        kind, number = (self.cleaned_data.get(name) for name in ("kind", "student_number"))
        if number and kind and kind != AffiliationKind.STUDENT:
            self.add_error("student_number", _("Only students have a student number."))
        return self.cleaned_data


class PersonFilter(forms.Form):
    """Narrow the list of people."""

    q = forms.CharField(label=_("Name or address"), max_length=100, required=False)
    waiting = forms.BooleanField(label=_("Only who waits for a confirmation"), required=False)

    def apply(self, people: UserQuerySet) -> UserQuerySet:
        """Leave the people whom the filter describes."""
        found = people.search(self.cleaned_data["q"])
        return found.waiting_for_confirmation() if self.cleaned_data["waiting"] else found


class RoleGrantForm(forms.ModelForm):
    """A role that an office gives, for its own institution only."""

    class Meta:
        model = RoleGrant
        fields = ["role", "institution", "department", "starts_on", "ends_on", "reason"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "ends_on": _("Empty: until somebody takes it away."),
            "reason": _("The person and the audit log will see it."),
        }

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = Institution.objects.by_name()
        if not by.is_superuser:
            offered = offered.filter(pk__in=by.institutions_as(Role.OFFICE))
        self.fields["institution"] = forms.ModelChoiceField(
            offered, label=_("Institution"), initial=offered.first()
        )
        self.fields["department"] = DepartmentField(
            Department.objects.filter(institution__in=offered).select_related("institution"),
            label=_("Department"),
            required=False,
            empty_label=_("The whole institution"),
            help_text=_("A coordinator needs one."),
        )

    def clean(self) -> dict[str, Any]:
        _check_department(self)
        return self.cleaned_data


class RevocationForm(forms.Form):
    """Why a role is taken away."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The person and the audit log will see it."),
    )
