"""The calendar on the portal's own pages: an agenda, and a month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.zones import known_zone
from core.components import Link
from core.paging import merged_page
from core.wall_times import midnight
from ve_portal.calendars.entries import Entry, entries_of
from ve_portal.calendars.kinds import parts_of, rows_of
from ve_portal.calendars.month import Month, month_named, month_of

TABS = (
    ("calendar-agenda", _("Agenda")),
    ("calendar-month", _("Month")),
    ("calendar-subscribe", _("In your own calendar")),
)


def tabs(current: str) -> list[Link]:
    """Return the pages of the calendar."""
    return [Link(label, reverse(name), is_current=name == current) for name, label in TABS]


class CalendarPage(LoginRequiredMixin, TemplateView):
    """A page of somebody's own calendar."""

    request: Any
    name = ""

    @property
    def zone(self) -> ZoneInfo:
        """Return the reader's zone."""
        return known_zone(self.request.user.time_zone)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tabs=tabs(self.name), zone=self.zone.key, **kwargs)


class AgendaPage(CalendarPage):
    """The reader's meetings from today on, the next first; or those before, the last first."""

    name = "calendar-agenda"
    template_name = "calendars/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_past = self.request.GET.get("past") == "on"
        today = midnight(timezone.localdate(timezone=self.zone), self.zone)
        conditions = {"starts_at__lt": today} if is_past else {"starts_at__gte": today}
        ordering = ("-starts_at", "-id") if is_past else ("starts_at", "id")
        cursor = self.request.GET.get("cursor", "")
        page = merged_page(parts_of(self.request.user, **conditions), ordering, cursor)
        entries = entries_of(page.rows, self.zone)
        return super().get_context_data(page=page, entries=entries, is_past=is_past, **kwargs)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month's page."""

    date: date
    entries: list[Entry]
    is_today: bool
    is_outside: bool


class MonthPage(CalendarPage):
    """The reader's meetings of a month; what names no month shows the present one, and says so."""

    name = "calendar-month"
    template_name = "calendars/month.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate(timezone=self.zone)
        asked = self.request.GET.get("month", "")
        named = month_named(asked)
        month = named or month_of(today)
        days = self._days(month)
        return super().get_context_data(
            month=month,
            weeks=[[self._day(day, days, today, month) for day in week] for week in month.weeks],
            is_empty=not any(month_of(day) == month for day in days),
            is_unknown=bool(asked) and named is None,
            is_this_month=month == month_of(today),
            previous=month.shifted(-1),
            next=month.shifted(1),
            **kwargs,
        )

    def _days(self, month: Month) -> dict[date, list[Entry]]:
        """Return the meetings of each day on which there are some."""
        first, last = month.weeks[0][0], month.weeks[-1][-1]
        rows = rows_of(
            self.request.user,
            starts_at__gte=midnight(first, self.zone),
            starts_at__lt=midnight(last + timedelta(days=1), self.zone),
        )
        days = defaultdict(list)
        for entry in entries_of(rows, self.zone):
            days[entry.day].append(entry)
        return days

    @staticmethod
    def _day(day: date, days: dict[date, list[Entry]], today: date, month: Month) -> Day:
        return Day(day, days.get(day, []), day == today, month_of(day) != month)
