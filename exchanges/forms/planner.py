"""Forms of the planner of sessions: what is wanted, and what is chosen of its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from core.forms import DateInput, SeenForm
from core.meeting_forms import LinkField, WhenForm, minutes_field, recording_field
from core.wall_times import moment
from exchanges.models import Exchange
from exchanges.planner import Taken, Wish
from exchanges.workflow.session import NewSession

# A session in each week of half a year; more would be more than anybody compares on one page.
MOST_SESSIONS = 26
LONGEST_DAYS = 366
# How many candidates each session shows, when they are few and when they are many.
SHOWN, SHOWN_OF_MANY, MANY = 5, 3, 4
OTHER, NONE = "other", ""
_WALL = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days on which the sessions of an exchange may lie: from tomorrow to its end."""

    starts_on: date
    first: date
    last: date

    @property
    def has_days(self) -> bool:
        """Tell whether any day is left."""
        return self.first <= self.last

    @classmethod
    def of(cls, exchange: Exchange, tomorrow: date) -> "Bounds":
        """Return those of an exchange."""
        return cls(exchange.starts_on, max(exchange.starts_on, tomorrow), exchange.ends_on)


class PlannerForm(forms.Form):
    """Which sessions are wanted."""

    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(label=_("To"), widget=DateInput)
    rhythm = forms.ChoiceField(
        label=_("Sessions"),
        choices=[
            ("even", _("Spread evenly")),
            ("weekly", _("One in each week")),
        ],
    )
    sessions = forms.IntegerField(
        label=_("How many, if spread"), min_value=1, max_value=MOST_SESSIONS
    )
    minutes = minutes_field()
    options = forms.TypedChoiceField(
        label=_("Times to choose from"),
        coerce=int,
        choices=[(1, _("One for everybody")), (2, _("Two: each person takes one"))],
    )
    lunch = forms.ChoiceField(
        label=_("Lunch break"),
        choices=[("keep", _("Kept free, from 13:00 to 14:00")), ("use", _("May be used"))],
    )
    anchor = forms.ChoiceField(label=_("Times are those of"))

    def __init__(
        self, data: Mapping[str, Any], *, bounds: Bounds, institutions: Sequence[Institution]
    ) -> None:
        usual = {
            "first": bounds.first,
            "last": bounds.last,
            "rhythm": "even",
            "sessions": 3,
            "minutes": 90,
            "options": 1,
            "lunch": "keep",
            "anchor": str(institutions[0].pk) if institutions else "",
        }
        super().__init__({**usual, **data})
        self.bounds = bounds
        self.institutions = institutions
        self.fields["anchor"].choices = [(str(each.pk), each.name) for each in institutions]  # type: ignore[attr-defined]  # -- a choice

    def clean_first(self) -> date:
        return max(self._inside(self.cleaned_data["first"]), self.bounds.first)

    def clean_last(self) -> date:
        return self._inside(self.cleaned_data["last"])

    def _inside(self, day: date) -> date:
        if not self.bounds.starts_on <= day <= self.bounds.last:
            raise ValidationError(
                _("Choose a day of the exchange, from %(first)s to %(last)s."),
                params={
                    "first": date_format(self.bounds.starts_on),
                    "last": date_format(self.bounds.last),
                },
            )
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if not first or not last:
            return values
        days = (last - first).days + 1
        if days < 1:
            self.add_error("last", _("Choose a day from tomorrow on, and not before the first."))
        elif days > LONGEST_DAYS:
            self.add_error("last", _("Look at one year at most."))
        elif values.get("rhythm") == "weekly" and days > MOST_SESSIONS * 7:
            self.add_error("last", _("For weekly sessions, look at 26 weeks at most."))
        return values

    @property
    def keeps_lunch(self) -> bool:
        """Tell whether the lunch break is kept free."""
        return bool(self.cleaned_data["lunch"] == "keep")

    def wish(self, taken: tuple[Taken, ...]) -> Wish:
        """Return what the valid form asks of the planner."""
        values = self.cleaned_data
        is_weekly = values["rhythm"] == "weekly"
        weeks = -(-((values["last"] - values["first"]).days + 1) // 7)
        count = weeks if is_weekly else values["sessions"]
        return Wish(
            first=values["first"],
            last=values["last"],
            sessions=count,
            pattern="weekly" if is_weekly else "even",
            minutes=values["minutes"],
            options=values["options"],
            anchor=values["anchor"],
            top=SHOWN_OF_MANY if count > MANY else SHOWN,
            taken=taken,
        )


class TogetherForm(SeenForm):
    """What the sessions of one planning share."""

    link = LinkField()
    recording_notice = recording_field()


class ChoiceForm(WhenForm):
    """Which time a session takes: one that is proposed, another that is typed, or none.

    A time that is no longer proposed counts as typed, so nothing that was chosen is lost.
    """

    title = forms.CharField(label=_("Title"), max_length=200)
    slot = forms.ChoiceField(label=_("Time"), required=False)

    def __init__(self, data: Any, *, proposed: Sequence[str], pick: str, **kwargs: Any) -> None:
        typed = None if data is None else _spelled_out(data, kwargs["prefix"], proposed)
        super().__init__(typed, **kwargs)
        self.fields["slot"].choices = [(value, value) for value in (*proposed, OTHER, NONE)]  # type: ignore[attr-defined]  # -- a choice
        self.fields["slot"].initial = pick

    @property
    def chosen(self) -> str:
        """Return which of the choices is marked."""
        return str(self["slot"].value() or NONE)

    @property
    def is_wanted(self) -> bool:
        """Tell whether the session takes any time at all."""
        return self.chosen != NONE

    @property
    def typed_date(self) -> str:
        """Return the date that was typed for another time."""
        return self._typed("local_date")

    @property
    def typed_time(self) -> str:
        """Return the time that was typed for another time."""
        return self._typed("local_time")

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "") if self.chosen == OTHER else ""

    @property
    def spoken(self) -> list[Any]:
        """Return the errors of what the page draws itself."""
        names = ("title", "slot", "local_date", "local_time")
        return [self[name].errors for name in names if name in self.fields]

    def moment(self, minutes: int) -> tuple[datetime, datetime]:
        """Return when the valid choice begins and ends."""
        plan = self.plan(minutes, "")
        starts_at = moment(plan.local_date, plan.local_time, self.zone, plan.fold)
        return starts_at, starts_at + timedelta(minutes=minutes)


def _spelled_out(data: Any, prefix: str, proposed: Sequence[str]) -> dict[str, Any]:
    """Return the data with the time of the chosen slot where a typed one stands."""
    values = {key: data[key] for key in data if key.startswith(f"{prefix}-")}
    chosen = values.get(f"{prefix}-slot", NONE)
    if found := _WALL.fullmatch(chosen):
        values[f"{prefix}-local_date"], values[f"{prefix}-local_time"] = found.groups()
        if chosen not in proposed:
            values[f"{prefix}-slot"] = OTHER
    return values


class SecondChoiceForm(ChoiceForm):
    """The other time of a session, which has the title of the first."""

    title = None  # type: ignore[assignment]  # -- how Django leaves a field out


class ChosenForms:
    """All forms of one planning, and what can only be said of them together."""

    def __init__(
        self, together: TogetherForm, meetings: Sequence[Sequence[ChoiceForm]], minutes: int
    ) -> None:
        self.together = together
        self.meetings = meetings
        self.minutes = minutes

    def is_valid(self, taken: Sequence[Taken]) -> bool:
        """Check every form; no session may overlap another, nor one that exists already."""
        wanted = [form for meeting in self.meetings for form in meeting if form.is_wanted]
        are_valid = [form.is_valid() for form in (self.together, *wanted)]
        for meeting in self.meetings:
            if meeting[-1].is_wanted and not meeting[0].is_wanted:
                meeting[-1].add_error(None, _("Choose the first time before the second."))
        if not wanted:
            self.together.add_error(None, _("Choose a time for at least one session."))
        self._refuse_overlaps([form for form in wanted if form.is_valid()], taken)
        return all(are_valid) and all(form.is_valid() for form in (self.together, *wanted))

    def _refuse_overlaps(self, forms_: Sequence[ChoiceForm], taken: Sequence[Taken]) -> None:
        held = [
            (each.starts_at, each.starts_at + timedelta(minutes=each.minutes)) for each in taken
        ]
        for form in forms_:
            starts, ends = form.moment(self.minutes)
            if any(starts < last and first < ends for first, last in held):
                form.add_error(
                    None, _("Another session of this exchange is at that time. Choose another.")
                )
            held.append((starts, ends))

    def problems(self) -> list[tuple[str, str]]:
        """Return what is wrong, each with the id of the part of the page that mends it."""
        found = [(_id_in(self.together, name), text) for name, text in _errors_of(self.together)]
        for number, meeting in enumerate(self.meetings, start=1):
            for form in meeting:
                if form.is_wanted:
                    found += [(f"session-{number}", text) for _name, text in _errors_of(form)]
        return found

    def new_sessions(self, anchor: Institution) -> list[NewSession]:
        """Return what the valid forms describe; a second choice follows its first."""
        found: list[NewSession] = []
        shared = self.together.cleaned_data
        for meeting in self.meetings:
            first = len(found)
            for form in meeting:
                if not form.is_wanted:
                    continue
                found.append(
                    NewSession(
                        title=meeting[0].cleaned_data["title"],
                        anchor=anchor,
                        plan=form.plan(self.minutes, shared["link"]),
                        option_of=None if form is meeting[0] else first,
                        recording_notice=shared["recording_notice"],
                    )
                )
        return found


def _errors_of(form: forms.Form) -> list[tuple[str, str]]:
    """Return the errors of a form that was sent, each with its field's name (or none)."""
    if not form.is_bound:
        return []
    return [(name, str(text)) for name, texts in form.errors.items() for text in texts]


def _id_in(form: forms.Form, name: str) -> str:
    return str(form[name].id_for_label) if name in form.fields else "plan"
