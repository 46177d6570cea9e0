"""The days of a month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ve_portal.calendars.month import Month, month_named, month_of


@pytest.mark.parametrize(
    "name",
    [
        *["", "abc", "2027", "2027-4", "2027-00", "2027-13", "0000-01", "1999-12", "2100-01"],
        *["99999-01", "2027-04-01", "2027-04\n", " 2027-04", "٢٠٢٧-٠٤", "2027-04\0", "-2027-04"],
    ],
)
def test_month_named_by_anything_else_is_none(name: str):
    assert month_named(name) is None


def test_month_begins_its_weeks_on_monday_and_holds_whole_weeks():
    month = month_named("2027-04")
    assert month == month_of(date(2027, 4, 13))
    assert month.weeks[0][0] == date(2027, 3, 29)
    assert month.weeks[-1][-1] == date(2027, 5, 2)


@given(st.integers(2000, 2099), st.integers(1, 12), st.integers(-2000, 2000))
def test_month_shifted_and_back_is_the_same_or_beyond_the_calendar(year, number, by):
    month = Month(year, number)
    other = month.shifted(by)
    if other is not None:
        assert other.shifted(-by) == month
        assert month_named(str(other)) == other
        assert (other > month) == (by > 0)
        assert {(day - week[0]).days for week in other.weeks for day in week} == set(range(7))
        assert all(week[0].weekday() == 0 for week in other.weeks)


def test_month_at_the_ends_of_the_calendar_has_no_neighbour():
    assert Month(2000, 1).shifted(-1) is None
    assert Month(2099, 12).shifted(1) is None
