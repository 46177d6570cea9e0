"""Forms about teams."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from exchanges.forms.layout import SeenForm
from exchanges.models import Exchange


class AddTeamForm(SeenForm):
    """Another university, and whom to invite there."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("University"))
    address = forms.EmailField(
        label=_("E-mail address of the partner teacher"),
        required=False,
        help_text=_("They receive a link to lead the team. You can also invite them later."),
    )

    def __init__(self, *args: Any, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = exchange.teams.values("institution")
        choices = Institution.objects.active().exclude(pk__in=taken).by_name()
        self.fields["institution"].queryset = choices  # type: ignore[attr-defined]  # -- a model choice


class InviteLeadForm(SeenForm):
    """Whom to invite to lead a team."""

    address = forms.EmailField(label=_("E-mail address of the partner teacher"))
