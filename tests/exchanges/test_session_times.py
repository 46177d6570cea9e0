from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchanges.session_times import default_days, weekends


def test_default_days_are_in_the_first_week_the_middle_and_the_last():
    first, last = date(2027, 3, 1), date(2027, 4, 30)
    days = default_days(first, last)
    assert len(days) == 3
    assert days[0] < first + timedelta(days=7)
    assert days[2] > last - timedelta(days=7)


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 120))
def test_default_days_stay_inside_and_off_the_weekends(first, length):
    last = first + timedelta(days=length)
    weekend = {5, 6, 7}
    days = default_days(first, last, weekend)
    assert days == sorted(set(days))
    assert all(first <= day <= last for day in days)
    if length >= 7:
        assert all(day.isoweekday() not in weekend for day in days)


def test_weekends_of_all_sites_count_together():
    assert weekends([[6, 7], [5, 6]]) == {5, 6, 7}
    assert weekends([[1, 2, 3], [4, 5, 6, 7]]) == set()
