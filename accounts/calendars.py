"""Read the academic calendars of institutions out of the database, as plain values."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language

from accounts.models import Institution, Period
from accounts.public_holidays import Holiday, is_known, public_holidays
from accounts.teaching_days import (
    Calendar,
    Reason,
    Stretch,
    academic_year,
    days_off,
)


def calendars_of(
    institutions: Iterable[Institution], first: date, last: date
) -> dict[Any, Calendar]:
    """Return the calendar of each institution for a span, by the institution's id: one query.

    The terms of the whole academic years that the span touches are read: they tell which years
    are known at all. An institution that is not saved has no periods, and nothing is asked.
    """
    known = list(institutions)
    saved = [each for each in known if not each._state.adding]  # noqa: SLF001 -- how Django tells
    periods: dict[Any, list[Stretch]] = defaultdict(list)
    years = range(academic_year(first), academic_year(last) + 1)
    rows = Period.objects.touching(first, last, years).filter(institution__in=saved)
    for row in rows if saved else ():
        periods[row.institution_id].append(stretch_of(row))
    return {
        institution.pk: Calendar(
            weekend=frozenset(institution.weekend_days),
            periods=tuple(periods[institution.pk]),
            holidays=_named(institution, first, last),
        )
        for institution in known
    }


def closed_days(institution: Institution, first: date, last: date) -> dict[date, str]:
    """Return the closures, exams and public holidays of a span, by day, with their names.

    Weekends are left out, and so are days that merely lie outside the terms. One query.
    """
    return closed_days_of([institution], first, last)[institution.pk]


def closed_days_of(
    institutions: Iterable[Institution], first: date, last: date
) -> dict[Any, dict[date, str]]:
    """Return the closed days of each institution (see `closed_days`) by its id: one query."""
    return {
        key: closed_days_in(calendar, first, last)
        for key, calendar in calendars_of(institutions, first, last).items()
    }


def closed_days_in(calendar: Calendar, first: date, last: date) -> dict[date, str]:
    """Return the closed days of a calendar that was read (see `closed_days`)."""
    told = (Reason.CLOSURE, Reason.EXAMS, Reason.HOLIDAY)
    return {
        day: off.name for day, off in days_off(calendar, first, last).items() if off.reason in told
    }


def holidays_of(institution: Institution, first: date, last: date) -> list[Holiday]:
    """Return the public holidays of the institution's country, in the reader's language."""
    language = (get_language() or "en").partition("-")[0]
    return public_holidays(str(institution.country), first, last, language)


def _named(institution: Institution, first: date, last: date) -> dict[date, Holiday] | None:
    """Return the public holidays by day; None where the portal does not know the country's."""
    if not is_known(str(institution.country)):
        return None
    return {holiday.day: holiday for holiday in holidays_of(institution, first, last)}


def stretch_of(period: Period) -> Stretch:
    """Return a period as a plain value."""
    return Stretch(
        kind=period.kind,
        name=period.name,
        first=period.starts_on,
        last=period.ends_on,
        year=period.year,
    )
