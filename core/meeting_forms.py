"""Forms about online meetings."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import RefusedError
from core.forms import DateInput, SeenForm, TimeInput
from core.meetings import Plan, check_link
from core.models import Meeting
from core.wall_times import gap, moments

EARLIER, LATER = "0", "1"


class LinkField(forms.URLField):
    """A meeting link: https, at a host that the university allows, or empty."""

    default_validators = [URLValidator(schemes=["https"])]

    def __init__(self) -> None:
        super().__init__(
            label=_("Meeting link"),
            required=False,
            max_length=500,
            assume_scheme="https",
            help_text=_("It begins with https://. Only those who take part see it."),
            error_messages={"invalid": _("Give an address that begins with https://.")},
        )

    def clean(self, value: Any) -> str:
        link: str = super().clean(value)
        try:
            check_link(link)
        except RefusedError as error:
            raise ValidationError(str(error)) from error
        return link


class WhenForm(SeenForm):
    """A day (from `first` to `last`) and a wall time in `zone`, which must name one moment.

    The choice between two equal wall times appears only where the clocks repeat them.
    """

    local_date = forms.DateField(label=_("Date"), widget=DateInput)
    local_time = forms.TimeField(label=_("Time"), widget=TimeInput)

    def __init__(self, *args: Any, first: date, last: date, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.last = last
        self.zone = zone
        self._offer_choice()

    def _offer_choice(self) -> None:
        """Ask which of two moments is meant, when what was typed names two."""
        wall = self._typed_wall()
        found = moments(*wall, self.zone) if wall else []
        if len(found) < 2:
            return
        labels = [self._spelled(moment, number) for number, moment in enumerate(found)]
        self.fields["which"] = forms.ChoiceField(
            label=_("Which of the two"),
            choices=[(EARLIER, labels[0]), (LATER, labels[1])],
            widget=forms.RadioSelect,
            help_text=_("The clocks go back that night, so this time comes twice."),
            error_messages={
                "required": _("This time comes twice. Choose the earlier or the later.")
            },
        )
        if self.initial.get("which") is not None:
            self.fields["which"].initial = str(self.initial["which"])

    def _typed_wall(self) -> tuple[date, time] | None:
        values = []
        for name in ("local_date", "local_time"):
            field = self.fields[name]
            raw = self[name].value()
            try:
                values.append(field.clean(raw))
            except ValidationError:
                return None
        # A day outside is refused anyway, and the first and last of all days overflow.
        return (values[0], values[1]) if self.first <= values[0] <= self.last else None

    def _spelled(self, moment: datetime, number: int) -> str:
        utc = date_format(moment.astimezone(UTC), "H:i")
        if number == 0:
            return gettext("the earlier, before the clocks go back (%(utc)s UTC)") % {"utc": utc}
        return gettext("the later, after the clocks have gone back (%(utc)s UTC)") % {"utc": utc}

    def clean_local_date(self) -> date:
        day: date = self.cleaned_data["local_date"]
        if not self.first <= day <= self.last:
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s."),
                params={"first": date_format(self.first), "last": date_format(self.last)},
            )
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, at = values.get("local_date"), values.get("local_time")
        if day and at:
            self._refuse_missing_or_past(day, at)
        return values

    def _refuse_missing_or_past(self, day: date, at: time) -> None:
        found = moments(day, at, self.zone)
        if not found:
            missing = gap(day, at, self.zone)
            self.add_error(
                "local_time",
                ValidationError(
                    _(
                        "This time does not exist: the clocks go from %(first)s to %(then)s that "
                        "day. Choose a time before %(first)s, or from %(then)s."
                    ),
                    params={
                        "first": date_format(missing.first, "H:i"),
                        "then": date_format(missing.then, "H:i"),
                    },
                ),
            )
        elif found[-1] <= timezone.now():
            self.add_error("local_date", _("This moment has passed. Choose a later one."))

    def plan(self, minutes: int, link: str) -> Plan:
        """Return the plan that the valid form describes."""
        values = self.cleaned_data
        return Plan(
            local_date=values["local_date"],
            local_time=values["local_time"],
            minutes=minutes,
            link=link,
            fold=int(values.get("which") or EARLIER),
        )


def minutes_field() -> forms.IntegerField:
    """Return the field of a meeting's length."""
    return forms.IntegerField(
        label=_("Minutes"), min_value=10, max_value=480, initial=90, help_text=_("From 10 to 480.")
    )


def agenda_field() -> forms.CharField:
    """Return the field of what a meeting is about."""
    return forms.CharField(
        label=_("Agenda"), required=False, max_length=5000, widget=forms.Textarea({"rows": 6})
    )


def recording_field() -> forms.CharField:
    """Return the field that says whether and how a meeting is recorded."""
    return forms.CharField(
        label=_("Recording"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "If it is recorded: who keeps the recording, for how long, and how to object. "
            "Invitations and reminders say it too."
        ),
    )


class MoveForm(WhenForm):
    """When and where a meeting shall be."""

    minutes = minutes_field()
    link = LinkField()

    def full_plan(self) -> Plan:
        return self.plan(self.cleaned_data["minutes"], self.cleaned_data["link"])


class EditForm(SeenForm):
    """What a meeting is about."""

    title = forms.CharField(label=_("Title"), max_length=200)
    agenda = agenda_field()
    recording_notice = recording_field()


class CancelForm(SeenForm):
    """Why a meeting is called off."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The participants read it in an e-mail.")
    )


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting's values for a form."""
    return {
        "local_date": meeting.local_date,
        "local_time": meeting.local_time,
        "which": meeting.fold,
        "minutes": meeting.minutes,
        "link": meeting.link,
        "title": meeting.title,
        "agenda": meeting.agenda,
        "recording_notice": meeting.recording_notice,
        "seen": meeting.version,
    }
