"""Forms about an exchange as a whole."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind
from accounts.models import Department, Institution, User
from core.forms import SeenForm
from exchanges.enums import ExchangeState, WorkingLanguage
from exchanges.forms.design import IdeaForm
from exchanges.querysets import OPEN_STATES, ExchangeQuerySet
from mou.models import Agreement


class ProposeForm(IdeaForm):
    """A new idea, and the team that begins it: the person's own institution."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Your university"))
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Your department"), required=False
    )
    course_title = forms.CharField(
        label=_("Your course"),
        max_length=200,
        required=False,
        help_text=_("The existing course that the exchange plugs into."),
    )
    field_order = ["title", "theme", "summary", "institution", "department", "course_title"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        affiliations = user.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
        own = list(affiliations.select_related("institution").order_by("created_at"))
        ids = [affiliation.institution_id for affiliation in own]
        institution = self.fields["institution"]
        department = self.fields["department"]
        institution.queryset = Institution.objects.active().filter(pk__in=ids).by_name()  # type: ignore[attr-defined]  # -- a model choice
        department.queryset = Department.objects.filter(institution__in=ids)  # type: ignore[attr-defined]  # -- a model choice
        if own:
            institution.initial = own[0].institution_id
            department.initial = own[0].department_id

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        department, institution = values.get("department"), values.get("institution")
        if department and institution and department.institution_id != institution.pk:
            self.add_error("department", _("This department belongs to another university."))
        return values

    def team_values(self) -> dict[str, Any]:
        """Return the fields of the initiating team."""
        return {name: self.cleaned_data[name] for name in TEAM_NAMES}

    def idea_values(self) -> dict[str, Any]:
        """Return the fields of the exchange."""
        return {name: self.cleaned_data[name] for name in IdeaForm.Meta.fields}


TEAM_NAMES = ("institution", "department", "course_title")


class PublicFilterForm(forms.Form):
    """What anybody can look for among open and running exchanges."""

    q = forms.CharField(label=_("Title"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *WorkingLanguage.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *[(state.value, state.label) for state in OPEN_STATES]],
    )

    def apply(self, rows: ExchangeQuerySet) -> models.QuerySet[Any]:
        """Leave the rows that the filter names."""
        values = self.cleaned_data
        if values["q"]:
            rows = rows.filter(title__icontains=values["q"])
        if values["language"]:
            rows = rows.filter(language=values["language"])
        if values["state"]:
            rows = rows.filter(state=values["state"])
        return rows


class ExchangeFilterForm(PublicFilterForm):
    """What a person who is logged in can look for."""

    MINE = (
        ("", _("All that I may see")),
        ("teach", _("Those I teach in")),
        ("study", _("Those I take part in")),
        ("join", _("Those I can join")),
        ("office", _("Those my office handles")),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *ExchangeState.choices]
    )
    mine = forms.ChoiceField(label=_("Mine"), required=False, choices=MINE)
    archived = forms.BooleanField(label=_("Archived"), required=False)
    field_order = ["q", "mine", "state", "language", "archived"]


class CancelForm(SeenForm):
    """The end of an exchange before its time, with its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Teachers and enrolled students receive it by e-mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AttachForm(SeenForm):
    """Which agreement in force the exchange runs under."""

    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Agreement"))

    def __init__(self, *args: Any, agreements: models.QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]  # -- a model choice
