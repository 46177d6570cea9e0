"""Which days of an institution are no teaching days, and why."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import calendars_of, closed_days, closed_days_of
from accounts.enums import PeriodKind
from accounts.models import Institution, Period
from accounts.public_holidays import Holiday, is_known, public_holidays
from accounts.reference import load_institutions
from accounts.teaching_days import (
    Calendar,
    Reason,
    Stretch,
    academic_year,
    bounds_of,
    days_between,
    days_off,
    span_of,
    year_label,
)

AUTUMN = Stretch("term", "Autumn", date(2026, 9, 21), date(2026, 12, 18), 2026)
WEEKEND = frozenset({6, 7})
DAYS = st.dates(date(2026, 8, 1), date(2027, 7, 31))


@st.composite
def stretches(draw, kinds=tuple(PeriodKind)):
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 60)))
    return Stretch(draw(st.sampled_from(kinds)), "X", first, last, 2026)


def test_academic_year_begins_in_august_and_years_tile():
    assert academic_year(date(2026, 7, 31)) == 2025
    assert academic_year(date(2026, 8, 1)) == 2026
    assert span_of(2026)[1] + timedelta(days=1) == span_of(2027)[0]
    assert bounds_of(2026)[0] < span_of(2026)[0] <= span_of(2026)[1] < bounds_of(2026)[1]
    assert [year_label(2026), year_label(1999), year_label(2099)] == [
        "2026/27",
        "1999/00",
        "2099/00",
    ]


def test_days_off_gives_the_first_reason_that_holds():
    calendar = Calendar(
        weekend=WEEKEND,
        periods=(
            AUTUMN,
            Stretch("closure", "Open day", date(2026, 10, 1), date(2026, 10, 4), 2026),
            Stretch("exams", "Winter exams", date(2026, 12, 16), date(2027, 1, 8), 2026),
            Stretch("open", "Work goes on", date(2026, 12, 8), date(2026, 12, 8), 2026),
        ),
        holidays={
            date(2026, 10, 2): Holiday(date(2026, 10, 2), "Lost behind the closure"),
            date(2026, 11, 3): Holiday(date(2026, 11, 3), "Feast", is_estimated=True),
            date(2026, 12, 8): Holiday(date(2026, 12, 8), "Immaculate Conception"),
        },
    )
    off = days_off(calendar, date(2026, 9, 18), date(2026, 12, 31))
    assert off[date(2026, 9, 18)].reason == Reason.OUTSIDE
    assert off[date(2026, 9, 19)].reason == Reason.WEEKEND
    assert date(2026, 9, 21) not in off
    assert off[date(2026, 10, 2)].name == "Open day"
    assert off[date(2026, 10, 4)].reason == Reason.WEEKEND
    feast = off[date(2026, 11, 3)]
    assert (feast.reason, feast.name, feast.is_estimated) == (Reason.HOLIDAY, "Feast", True)
    assert feast.is_in_term
    assert date(2026, 12, 8) not in off
    assert off[date(2026, 12, 18)].reason == Reason.EXAMS
    assert off[date(2026, 12, 18)].is_in_term
    assert not off[date(2026, 12, 21)].is_in_term


def test_days_off_of_a_year_without_terms_are_unknown_not_free():
    calendar = Calendar(weekend=WEEKEND, periods=(AUTUMN,))
    assert days_off(calendar, date(2027, 7, 30), date(2027, 7, 30)).popitem()[1].reason == (
        Reason.OUTSIDE
    )
    days = days_off(calendar, date(2027, 8, 2), date(2027, 8, 6))
    assert {off.reason for off in days.values()} == {Reason.UNKNOWN}
    assert len(days) == 5


@given(st.lists(stretches(), max_size=6), stretches(("closure", "exams")))
def test_days_off_when_a_closure_is_added_never_gives_a_day_back(periods, closure):
    span = (date(2026, 8, 1), date(2027, 7, 31))
    before = days_off(Calendar(WEEKEND, tuple(periods)), *span)
    after = days_off(Calendar(WEEKEND, (*periods, closure)), *span)
    assert set(before) <= set(after)
    added = set(days_between(closure.first, min(closure.last, span[1])))
    assert set(after) - set(before) <= added


@given(
    st.permutations(
        [
            AUTUMN,
            *(
                Stretch(kind, kind, AUTUMN.first, AUTUMN.last, 2026)
                for kind in ("closure", "exams", "open")
            ),
        ]
    )
)
def test_days_off_never_depend_on_the_order_of_periods(periods):
    span = (date(2026, 9, 1), date(2027, 1, 31))
    expected = days_off(Calendar(WEEKEND, (AUTUMN, *periods)), *span)
    assert days_off(Calendar(WEEKEND, tuple(periods)), *span) == expected


def test_public_holidays_are_named_in_the_language_where_the_library_has_it():
    may = (date(2026, 5, 1), date(2026, 5, 31))
    assert public_holidays("IT", *may, "it")[0].name == "Festa del Lavoro"
    assert public_holidays("IT", *may, "en")[0].name == "Labor Day"
    eid = [holiday for holiday in public_holidays("EG", *may, "it") if holiday.is_estimated]
    assert {holiday.name for holiday in eid} == {"Day of Arafah", "Eid al-Adha"}


def test_public_holidays_of_every_shipped_country_are_known_and_never_doubly_marked(db):
    load_institutions()
    countries = set(Institution.objects.values_list("country", flat=True))
    assert len(countries) > 20
    assert all(is_known(country) for country in countries)
    for country in countries:
        found = public_holidays(country, date(2000, 1, 1), date(2101, 12, 31))
        assert found == sorted(found, key=lambda holiday: holiday.day)
        assert not [h for h in found if "estimated" in h.name]


def test_public_holidays_of_an_unknown_country_are_none():
    assert not is_known("XX")
    assert public_holidays("XX", date(2026, 1, 1), date(2026, 12, 31)) == []


def test_calendars_of_many_institutions_take_one_query(cast, django_assert_num_queries):
    for institution in (cast.siena, cast.marrakesh, cast.cairo):
        for kind in PeriodKind:
            Period.objects.create(
                institution=institution,
                year=2026,
                kind=kind,
                name="X",
                starts_on=date(2026, 10, 1),
                ends_on=date(2026, 12, 1),
            )
    institutions = [cast.siena, cast.marrakesh, cast.cairo]
    with django_assert_num_queries(1):
        found = calendars_of(institutions, date(2026, 11, 1), date(2027, 3, 1))
    assert {len(calendar.periods) for calendar in found.values()} == {4}
    with translation.override("it"):
        found = calendars_of(institutions, date(2027, 1, 1), date(2027, 3, 1))
    # The term lies before the span, and still tells that the year is known.
    assert [period.kind for period in found[cast.siena.pk].periods] == ["term"]
    assert found[cast.siena.pk].holidays[date(2027, 1, 6)].name == "Epifania"


def test_closed_days_leave_out_weekends_and_days_outside_terms(cast):
    Period.objects.create(
        institution=cast.siena,
        year=2026,
        kind=PeriodKind.CLOSURE,
        name="Founders’ day",
        starts_on=date(2026, 12, 4),
        ends_on=date(2026, 12, 6),
    )
    assert closed_days(cast.siena, date(2026, 12, 1), date(2026, 12, 10)) == {
        date(2026, 12, 4): "Founders’ day",
        date(2026, 12, 8): "Immaculate Conception",
    }


def test_closed_days_of_several_institutions_take_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = closed_days_of([cast.siena, cast.cairo], date(2027, 1, 1), date(2027, 1, 8))
    assert set(found[cast.siena.pk]) == {date(2027, 1, 1), date(2027, 1, 6)}
    assert set(found[cast.cairo.pk]) == {date(2027, 1, 7)}


@pytest.mark.parametrize("country", ["", "XX"])
def test_calendar_of_a_country_without_known_holidays_says_so(cast, country):
    cast.cairo.country = country
    found = calendars_of([cast.cairo], date(2026, 1, 1), date(2026, 2, 1))
    assert found[cast.cairo.pk].holidays is None
