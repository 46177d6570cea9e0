"""Forms about people and institutions."""

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.enums import AffiliationKind, Role, Weekday
from accounts.models import Department, Institution, RoleGrant, User
from accounts.querysets import InstitutionQuerySet, UserQuerySet
from accounts.zones import UTC, zone_named, zones_by_country


class OurWords:
    """Calls the fields of allauth's forms what the rest of the portal calls them.

    A placeholder that repeats the label goes: it vanishes as soon as one types.
    """

    fields: dict[str, forms.Field]
    labels: Mapping[str, Any] = {
        "login": _("E-mail address"),
        "email": _("E-mail address"),
        "oldpassword": _("Current password"),
        "password1": _("Password"),
        "password2": _("The same password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class NewPasswordWords(OurWords):
    """The form replaces a password."""

    labels: Mapping[str, Any] = {**OurWords.labels, "password1": _("New password")}


class LoginForm(OurWords, allauth_forms.LoginForm):  # type: ignore[misc]  # -- allauth ships no types
    """Log in with an address and a password."""


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):  # type: ignore[misc]  # -- as above
    """Add an address."""


class ChangePasswordForm(NewPasswordWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # -- as above
    """Replace the password."""


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # -- as above
    """Choose the first password."""


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # -- as above
    """Ask for a link to choose a new password."""


class ResetPasswordKeyForm(NewPasswordWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # -- as above
    """Choose a new password, by the link."""


class SignupForm(OurWords, allauth_forms.SignupForm):  # type: ignore[misc]  # -- as above
    """Sign up with an address, a name and a password; the language is that of the page."""

    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    field_order = ["given_name", "family_name", "email", "password1", "password2"]

    def custom_signup(self, _request: HttpRequest, user: User) -> None:
        """Keep the names and the language of the page."""
        user.given_name = self.cleaned_data["given_name"]
        user.family_name = self.cleaned_data["family_name"]
        user.language = get_language() or user.language
        user.save(update_fields=["given_name", "family_name", "language", "updated_at"])


class Suggestions(forms.TextInput):
    """A text input that suggests its field's choices while one types (a `datalist`)."""

    template_name = "accounts/widgets/suggestions.html"
    choices: Any = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "choices": self.choices}


class ZoneField(forms.ChoiceField):
    """A time zone, found by typing the name of a place or of a country."""

    widget = Suggestions
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not a time zone. Choose one from the list."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        options.setdefault(
            "help_text", _("Type a place or a country, and choose from the suggestions.")
        )
        super().__init__(choices=zone_choices, **options)

    def to_python(self, value: Any) -> str:
        """Accept the name of a place where it names one zone only."""
        words = super().to_python(value)
        return zone_named(words) or words


def zone_choices() -> list[tuple[str, str]]:
    """Return the zones with the names of their countries, in the reader's language."""
    return [(UTC, ""), *((zone, countries.name(code)) for zone, code in zones_by_country())]


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


class InstitutionFilter(forms.Form):
    """Narrow the list of institutions."""

    q = forms.CharField(label=_("Name or city"), max_length=100, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = Institution.objects.order_by("country").values_list("country", flat=True).distinct()
        named = sorted((countries.name(code), code) for code in codes)
        choices = [("", _("Any")), *((code, name) for name, code in named)]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=choices
        )

    def apply(self, institutions: InstitutionQuerySet) -> InstitutionQuerySet:
        """Leave the institutions that the filter describes."""
        country = self.cleaned_data["country"]
        found = institutions.search(self.cleaned_data["q"])
        return found.filter(country=country) if country else found


class InstitutionForm(forms.ModelForm):
    """What an office keeps up to date about an institution."""

    time_zone = ZoneField()
    weekend_days = forms.TypedMultipleChoiceField(
        label=_("Weekend days"),
        choices=Weekday,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sessions on these days are pointed out to whoever plans them."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Institution
        fields = ["name", "city", "time_zone", "weekend_days", "erasmus_code", "is_active"]


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
