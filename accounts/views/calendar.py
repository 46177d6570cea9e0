"""Pages about the academic calendars of institutions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import workflow
from accounts.calendars import holidays_of
from accounts.enums import PeriodKind
from accounts.forms.calendar import PREFILLED, PeriodEditForm, PeriodForm
from accounts.models import Institution, Period
from accounts.public_holidays import Holiday, is_known
from accounts.teaching_days import academic_year, span_of, year_label
from accounts.views.mixins import InstitutionMixin, ValuesView
from core.components import Link, Tone
from core.views import DetailPage, TransitionView

FIRST_YEAR, LAST_YEAR = 2000, 2100
KIND_TONES: dict[str, Tone] = {
    PeriodKind.TERM: "done",
    PeriodKind.EXAMS: "waiting",
    PeriodKind.CLOSURE: "stopped",
    PeriodKind.OPEN: "info",
}


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period in the table, with the tone of its kind."""

    period: Period
    tone: Tone


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A public holiday, and what else is so on that day: a weekend, or teaching all the same."""

    holiday: Holiday
    is_weekend: bool
    is_open: bool


class YearMixin(InstitutionMixin):
    """The address names an academic year, by the calendar year in which it begins."""

    @property
    def year(self) -> int:
        """Return the year of the address."""
        return int(self.kwargs["year"])

    def get_object(self) -> Institution:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise Http404
        institution: Institution = super().get_object()
        return institution

    def calendar_url(self) -> str:
        """Return the address of the year's calendar."""
        return reverse(
            "accounts:institution-calendar", args=[self.kwargs["pk"], self.kwargs["year"]]
        )


class CalendarDetail(YearMixin, DetailPage):
    """The terms, exams, closures and public holidays of one academic year."""

    template_name = "accounts/calendar_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        institution, year = self.object, self.year
        periods = list(institution.periods.of_year(year))
        years = set(institution.periods.values_list("year", flat=True).order_by().distinct())
        return super().get_context_data(
            **summary(institution, year, periods),
            years=_year_links(institution, years, year),
            holidays=_holiday_rows(institution, year, periods),
            knows_holidays=is_known(str(institution.country)),
            may_keep=self.request.user.has_perm("accounts.edit_calendar", institution),
            former=year_label(year - 1) if not periods and year - 1 in years else "",
            **kwargs,
        )


class PeriodNew(YearMixin, ValuesView):
    """Add a period to an academic year."""

    permission_required = "accounts.edit_calendar"
    form_class = PeriodForm
    verb = workflow.add_period
    heading = gettext_lazy("Add a period")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("The period is added.")

    @property
    def explanation(self) -> str:
        """Say which academic year it is."""
        return _("Academic year %(year)s") % {"year": year_label(self.year)}

    @property
    def cancel_url(self) -> str:
        return self.calendar_url()

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET[name] for name in PREFILLED if name in self.request.GET}

    def get_form_kwargs(self) -> dict[str, Any]:
        blank = Period(institution=self.object, year=self.year)
        return {**super().get_form_kwargs(), "instance": blank}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {**super().verb_arguments(form), "year": self.year}


class CalendarCopy(YearMixin, TransitionView):
    """Begin an academic year with the calendar of the one before."""

    permission_required = "accounts.edit_calendar"
    verb = workflow.copy_calendar
    heading = gettext_lazy("Copy the calendar of the year before")
    explanation = gettext_lazy(
        "Its terms, exam periods and closures are copied, each 52 weeks later. Check every date "
        "against your university's own calendar."
    )
    submit_label = gettext_lazy("Copy")
    success_message = gettext_lazy("The calendar is copied. Check every date.")

    @property
    def cancel_url(self) -> str:
        return self.calendar_url()

    def get_success_url(self) -> str:
        return self.calendar_url()

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"year": self.year}


class PeriodMixin:
    """The row is a period of any institution: calendars are no secret among the members."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return Period.objects.select_related("institution")


class PeriodEdit(PeriodMixin, ValuesView):
    """Change a period."""

    permission_required = "accounts.edit_calendar"
    form_class = PeriodEditForm
    verb = workflow.edit_period
    heading = gettext_lazy("Change this period")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("The period is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        # A bound form writes into its instance: what the page shows as saved is another one.
        return {**super().get_form_kwargs(), "instance": self.get_object()}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {**super().verb_arguments(form), "seen": form.cleaned_data["seen"]}


class PeriodRemove(PeriodMixin, TransitionView):
    """Take a period out of the calendar."""

    permission_required = "accounts.edit_calendar"
    verb = workflow.remove_period
    heading = gettext_lazy("Remove this period")
    explanation = gettext_lazy("What it was stays in the history of the institution.")
    submit_label = gettext_lazy("Remove")
    tone = "danger"
    success_message = gettext_lazy("The period is removed.")


def summary(institution: Institution, year: int, periods: Iterable[Period]) -> dict[str, Any]:
    """Return the periods of an academic year as pages show them, and what is missing."""
    rows = list(periods)
    kinds = {row.kind for row in rows}
    wanted = {PeriodKind.EXAMS: _("exam periods"), PeriodKind.CLOSURE: _("closures")}
    return {
        "year_label": year_label(year),
        "periods": [PeriodRow(row, KIND_TONES[row.kind]) for row in rows],
        "has_terms": PeriodKind.TERM in kinds,
        "missing": [label for kind, label in wanted.items() if kind not in kinds],
        "calendar_url": reverse(
            "accounts:institution-calendar", args=[institution.schac_code, year]
        ),
    }


def current_calendar(institution: Institution) -> dict[str, Any]:
    """Return the calendar of the present academic year, for the institution's own page."""
    year = academic_year(timezone.localdate())
    return summary(institution, year, institution.periods.of_year(year))


def _year_links(institution: Institution, years: set[int], current: int) -> list[Link]:
    """Return the academic years that have a calendar, this one and the next as well."""
    present = academic_year(timezone.localdate())
    shown = years | {present, present + 1, current}
    return [
        Link(
            label=year_label(year),
            url=reverse("accounts:institution-calendar", args=[institution.schac_code, year]),
            is_current=year == current,
        )
        for year in sorted(shown)
        if FIRST_YEAR <= year <= LAST_YEAR
    ]


def _holiday_rows(
    institution: Institution, year: int, periods: Iterable[Period]
) -> list[HolidayRow]:
    first, last = span_of(year)
    opened = [row for row in periods if row.kind == PeriodKind.OPEN]
    return [
        HolidayRow(
            holiday=holiday,
            is_weekend=holiday.day.isoweekday() in institution.weekend_days,
            is_open=_is_within(holiday.day, opened),
        )
        for holiday in holidays_of(institution, first, last)
    ]


def _is_within(day: date, periods: Iterable[Period]) -> bool:
    return any(row.starts_on <= day <= row.ends_on for row in periods)
