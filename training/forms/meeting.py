"""Forms about the meetings of an edition."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from core.meeting_forms import LinkField, WhenForm, agenda_field, minutes_field, recording_field
from core.meetings import Plan
from core.wall_times import moments
from training.models import Edition
from training.workflow import NewMeeting

# A weekly series of half a year: longer than any training so far.
MOST_AT_ONCE = 26
# So that the number of a meeting still fits behind its title.
TITLE_LENGTH = 195


class MeetingForm(WhenForm):
    """One meeting of an edition, or several, a week apart."""

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_LENGTH, help_text=_("Several meetings are numbered.")
    )
    time_zone = forms.ChoiceField(
        label=_("Times are those of"),
        help_text=_("The meetings keep this zone’s wall time when clocks change."),
    )
    times = forms.IntegerField(
        label=_("How many, one a week"), min_value=1, max_value=MOST_AT_ONCE, initial=1
    )
    minutes = minutes_field()
    link = LinkField()
    agenda = agenda_field()
    recording_notice = recording_field()
    ordered = (
        "title",
        "time_zone",
        "local_date",
        "local_time",
        "which",
        "times",
        "minutes",
        "link",
        "agenda",
        "recording_notice",
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        zones, usual = zones_of_institutions()
        typed = (kwargs.get("data") or {}).get("time_zone", "")
        super().__init__(
            *args,
            first=edition.starts_on,
            last=edition.ends_on,
            zone=typed if typed in zones else usual,
            **kwargs,
        )
        fields: Any = self.fields
        fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]
        fields["time_zone"].initial = usual
        self.order_fields(self.ordered)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors:
            self._check_weeks()
        return values

    def _check_weeks(self) -> None:
        """Refuse a series that ends too late, or whose clocks make one of its times uncertain."""
        for plan in self._plans()[1:]:
            day = {"day": date_format(plan.local_date)}
            if plan.local_date > self.last:
                text = _("One of them would be on %(day)s, after the last day. Plan fewer.")
                self.add_error("times", ValidationError(text, params=day))
                return
            if len(moments(plan.local_date, plan.local_time, self.zone)) != 1:
                text = _(
                    "On %(day)s the clocks change, and this time comes twice or not at all. "
                    "Plan that meeting by itself."
                )
                self.add_error("times", ValidationError(text, params=day))
                return

    def _plans(self) -> list[Plan]:
        values = self.cleaned_data
        first = self.plan(values["minutes"], values["link"])
        weeks = range(1, values["times"])
        return [
            first,
            *[
                replace(first, local_date=first.local_date + timedelta(weeks=week), fold=0)
                for week in weeks
            ],
        ]

    def new_meetings(self) -> list[NewMeeting]:
        """Return the meetings that the valid form describes, in order."""
        values = self.cleaned_data
        plans = self._plans()
        shared = {name: values[name] for name in ("agenda", "recording_notice")}
        titles = [values["title"]]
        if len(plans) > 1:
            titles = [f"{values['title']} {number}" for number in range(1, len(plans) + 1)]
        return [
            NewMeeting(title=title, zone=self.zone, plan=plan, **shared)
            for title, plan in zip(titles, plans, strict=True)
        ]


def zones_of_institutions() -> tuple[list[str], str]:
    """Return the zones of the universities, by name, and the one of the home university."""
    rows = Institution.objects.active().values_list("schac_code", "time_zone")
    zones = dict(rows)
    usual = zones.get(settings.HOME_INSTITUTION, settings.TIME_ZONE)
    return sorted({usual, *zones.values()}), usual
