"""Forms about the rules of programmes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries.data import COUNTRIES

from exchanges import criteria
from exchanges.models import ProgrammeRules

KOSOVO = "XK"
"""A code that ISO 3166-1 leaves to its users; the European Union uses it."""


class ProgrammeRulesForm(forms.ModelForm):
    """A rule set: the criteria that stop a submission are ticked, countries are known codes."""

    blocking = forms.MultipleChoiceField(
        label=gettext_lazy("criteria that stop a submission"),
        required=False,
        choices=[(code, criterion.title) for code, criterion in criteria.CRITERIA.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Programme rules, institutions in different countries and the teams’ confirmations"
            " always do, ticked or not."
        ),
    )

    class Meta:
        model = ProgrammeRules
        fields = (
            "programme",
            "name",
            "valid_from",
            "valid_until",
            "min_weeks",
            "max_weeks",
            "min_sessions",
            "max_group_size",
            "min_interaction",
            "min_active_weeks",
            "min_learner_led",
            "groups_per_facilitator",
            "countries",
            "min_age",
            "max_age",
            "blocking",
            "source",
        )
        help_texts = {
            "countries": gettext_lazy(
                "Codes of ISO 3166-1, with commas between them; none: every country takes part."
            ),
            "valid_until": gettext_lazy("Empty while the rules hold."),
        }

    def clean_countries(self) -> list[str]:
        """Return the codes once each. Raises ValidationError for one that is no country's."""
        codes = dict.fromkeys(code.strip().upper() for code in self.cleaned_data["countries"])
        unknown = [code for code in codes if code not in COUNTRIES and code != KOSOVO]
        if unknown:
            raise ValidationError(
                _("Not codes of countries: %(codes)s.") % {"codes": ", ".join(unknown)}
            )
        return list(codes)

    def clean(self) -> dict[str, Any]:
        """Refuse ages that leave nobody. Raises ValidationError."""
        values = super().clean() or self.cleaned_data
        least, most = values.get("min_age"), values.get("max_age")
        if least is not None and most is not None and least > most:
            self.add_error("max_age", _("The greatest age is below the least."))
        return values
