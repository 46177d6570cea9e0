"""Forms about synchronous sessions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from core.forms import SeenForm
from core.links import BadLinkError, host_of
from core.meeting_forms import (
    EditForm,
    LinkField,
    WhenForm,
    agenda_field,
    minutes_field,
    recording_field,
)
from exchanges.models import Exchange, Session
from exchanges.people import may_facilitate
from exchanges.workflow.session import NewSession, Words


class PlaceForm(SeenForm):
    """What the sessions of one planning share."""

    anchor = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Times are those of"),
        help_text=_("The sessions keep this university's wall time when clocks change."),
    )
    minutes = minutes_field()
    link = LinkField()
    recording_notice = recording_field()

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
            recording_notice=shared["recording_notice"],
        )


class SessionForm(SlotForm):
    """A session that is planned alone, with its agenda."""

    agenda = agenda_field()


class SessionChoiceField(forms.ModelChoiceField):
    """Another session of the exchange, with its time in the reader's zone."""

    def label_from_instance(self, session: Session) -> str:
        moment = date_format(timezone.localtime(session.starts_at), "D j F Y, H:i")
        return f"{session.title} ({moment})"


class SessionTextForm(EditForm):
    """What a session is about: its words, and whether it is another choice for one."""

    parallel_of = SessionChoiceField(
        Session.objects.none(),
        label=_("The same meeting as"),
        required=False,
        empty_label=_("None: a meeting of its own"),
        help_text=_("Everybody then chooses one of the two times."),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parallel_of"]
        field.queryset = Session.objects.choices_for(session)  # type: ignore[attr-defined]  # -- a model choice

    def words(self) -> Words:
        """Return what the valid form says."""
        names = ("title", "agenda", "recording_notice", "parallel_of")
        return Words(**{name: self.cleaned_data[name] for name in names})


class FacilitatorForm(SeenForm):
    """Who shall facilitate a session."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Facilitator"),
        empty_label=_("Choose a person"),
        help_text=_("Facilitators of the teams’ universities, and the teachers of the exchange."),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = may_facilitate(session.exchange).order_by("family_name", "given_name", "pk")
        people = people.exclude(facilitations__session=session)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # -- a model choice


class MaterialForm(SeenForm):
    """Something to read or watch: an address that people open themselves."""

    title = forms.CharField(label=_("Title"), max_length=200)
    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        help_text=_("It begins with https://. The portal never opens it."),
        error_messages={"invalid": _("Give an address that begins with https://.")},
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            host_of(url)
        except BadLinkError as error:
            raise ValidationError(
                _("Give an address that begins with https://, without a name or password in it.")
            ) from error
        return url
