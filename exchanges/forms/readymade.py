"""Forms about the ready-made catalogue."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.enums import Applicant, WorkingLanguage


class PackageFilterForm(forms.Form):
    """What anybody can look for in the catalogue."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *WorkingLanguage.choices]
    )
    applicant = forms.ChoiceField(
        label=_("Who applies"), required=False, choices=[("", _("All")), *Applicant.choices]
    )
    offered = forms.ChoiceField(
        label=_("Offered"),
        required=False,
        choices=[("", _("All")), ("yes", _("Still offered")), ("no", _("Closed"))],
    )

    def apply(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Leave the packages that the filter names."""
        values = self.cleaned_data
        if values["language"]:
            rows = rows.filter(languages__contains=[values["language"]])
        if values["applicant"]:
            rows = rows.filter(applicant=values["applicant"])
        if values["offered"]:
            rows = rows.filter(is_closed=values["offered"] == "no")
        return rows
