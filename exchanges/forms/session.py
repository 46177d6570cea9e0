"""Forms about synchronous sessions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from core.forms import SeenForm
from core.meeting_forms import LinkField, WhenForm, agenda_field, minutes_field
from exchanges.models import Exchange
from exchanges.workflow.session import NewSession


class PlaceForm(SeenForm):
    """What the sessions of one planning share."""

    anchor = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Times are those of"),
        help_text=_("The sessions keep this university's wall time when clocks change."),
    )
    minutes = minutes_field()
    link = LinkField()

    def __init__(self, *args: Any, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = list(exchange.teams.all())
        institutions = Institution.objects.filter(pk__in=[team.institution_id for team in teams])
        self.fields["anchor"].queryset = institutions.by_name()  # type: ignore[attr-defined]  # -- a model choice
        self.fields["anchor"].initial = teams[0].institution_id if teams else None

    def zone(self) -> str:
        """Return the zone of the chosen institution, or of the first while none is chosen."""
        choices = self.fields["anchor"].queryset  # type: ignore[attr-defined]  # -- a model choice
        chosen = next(
            (each for each in choices if str(each.pk) == str(self["anchor"].value())), None
        )
        chosen = chosen or choices.first()
        return chosen.time_zone if chosen else "UTC"


class SlotForm(WhenForm):
    """One of the sessions of a planning."""

    title = forms.CharField(label=_("Title"), max_length=200)
    field_order = ("title", "local_date", "local_time", "which", "agenda")

    def new_session(self, place: PlaceForm) -> NewSession:
        """Return the session that the two valid forms describe."""
        shared = place.cleaned_data
        return NewSession(
            title=self.cleaned_data["title"],
            anchor=shared["anchor"],
            plan=self.plan(shared["minutes"], shared["link"]),
            agenda=self.cleaned_data.get("agenda", ""),
        )


class SessionForm(SlotForm):
    """A session that is planned alone, with its agenda."""

    agenda = agenda_field()
