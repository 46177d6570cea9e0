"""Forms about teams."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.forms import SeenForm
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


class InviteColleagueForm(SeenForm):
    """Whom to invite to join a team."""

    address = forms.EmailField(
        label=_("E-mail address of the colleague"),
        help_text=_("They receive a link to join the team."),
    )


class ColleagueSearchForm(forms.Form):
    """Words of a name or an address, to find a colleague by."""

    q = forms.CharField(
        label=_("Name or address"),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )


class AddColleagueForm(SeenForm):
    """The person whom the search found: nobody else is listed."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=None)

    def __init__(self, *args: Any, candidates: Any, asked: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = candidates.filter(pk=asked) if _is_identifier(asked) else candidates.none()
        self.fields["person"].queryset = rows  # type: ignore[attr-defined]  # -- a model choice


def _is_identifier(text: str | None) -> bool:
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True
