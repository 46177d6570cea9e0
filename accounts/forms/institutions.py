"""Forms about institutions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.enums import Weekday
from accounts.forms.zones import ZoneField
from accounts.models import Institution
from accounts.querysets import InstitutionQuerySet
from core.forms import TimeInput


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
    teaches_from = forms.TimeField(
        label=_("Teaching begins"),
        widget=TimeInput,
        help_text=_("In the time zone above. Sessions are planned inside these hours if they can."),
    )
    teaches_until = forms.TimeField(label=_("Teaching ends"), widget=TimeInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Institution
        fields = [
            "name",
            "city",
            "time_zone",
            "weekend_days",
            "teaches_from",
            "teaches_until",
            "erasmus_code",
            "is_active",
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        begins, ends = values.get("teaches_from"), values.get("teaches_until")
        if begins and ends and ends <= begins:
            self.add_error("teaches_until", _("Teaching ends before it begins."))
        return values
