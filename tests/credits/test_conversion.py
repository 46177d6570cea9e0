from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.conversion import (
    Presence,
    academic_year,
    assess_workload,
    attendance_percent,
    credits_for,
)


@dataclass(frozen=True)
class Rule:
    hours_per_credit: Decimal = Decimal(25)
    hours_per_credit_most: Decimal = Decimal(30)
    tolerance_percent: int = 20
    minimum_attendance_percent: int = 75


tenths = st.integers(0, 9999).map(lambda number: Decimal(number) / 10)
positive_tenths = st.integers(1, 9999).map(lambda number: Decimal(number) / 10)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("0", "0"),
        ("6.2", "0"),
        ("6.3", "0.5"),
        ("12", "0.5"),
        ("18.7", "0.5"),
        ("18.75", "1.0"),
        ("25", "1.0"),
        ("31.2", "1.0"),
        ("31.25", "1.5"),
        ("160", "6.5"),
        ("150", "6.0"),
    ],
)
def test_credits_for_hours_at_25_rounds_to_the_nearest_half(hours: str, expected: str):
    assert credits_for(Decimal(hours), Decimal(25)) == Decimal(expected)


@pytest.mark.parametrize(("hours", "per_credit"), [("-1", "25"), ("10", "0"), ("10", "-25")])
def test_credits_for_impossible_values_is_refused(hours: str, per_credit: str):
    with pytest.raises(ValueError, match="zero or more"):
        credits_for(Decimal(hours), Decimal(per_credit))


@given(hours=tenths, per_credit=positive_tenths)
def test_credits_for_anything_is_the_half_that_lies_nearest(hours: Decimal, per_credit: Decimal):
    made = credits_for(hours, per_credit)
    assert (made * 2) % 1 == 0
    distance = Fraction(hours) / Fraction(per_credit) - Fraction(made)
    assert Fraction(-1, 4) <= distance < Fraction(1, 4)


@given(hours=tenths, more=tenths, per_credit=positive_tenths)
def test_credits_for_more_hours_are_never_fewer(hours: Decimal, more: Decimal, per_credit: Decimal):
    assert credits_for(hours + more, per_credit) >= credits_for(hours, per_credit)


@pytest.mark.parametrize(
    ("hours", "credits_given", "status"),
    [
        ("39.9", "2", "too_few_hours"),
        ("40.0", "2", "within"),
        ("50.0", "2", "within"),
        ("72.0", "2", "within"),
        ("72.1", "2", "too_many_hours"),
        ("0", "2", "not_stated"),
        ("50", "0", "not_stated"),
    ],
)
def test_workload_at_the_edges_of_the_tolerance(hours: str, credits_given: str, status: str):
    found = assess_workload(Decimal(hours), Decimal(credits_given), Rule())
    assert found.status == status
    assert found.is_within == (status == "within")


def test_workload_of_climate_movements_explains_itself():
    found = assess_workload(Decimal(160), Decimal(6), Rule())
    assert (found.hours_per_credit, found.by_rule) == (Decimal("26.7"), Decimal("6.5"))
    assert (found.least_hours, found.most_hours) == (Decimal("120.0"), Decimal("216.0"))


@given(credits_given=positive_tenths)
def test_workload_exactly_by_the_rule_is_always_within(credits_given: Decimal):
    rule = Rule(hours_per_credit_most=Decimal(25), tolerance_percent=0)
    assert assess_workload(credits_given * 25, credits_given, rule).is_within
    assert not assess_workload(credits_given * 25 + Decimal("0.1"), credits_given, rule).is_within
    assert not assess_workload(credits_given * 25 - Decimal("0.1"), credits_given, rule).is_within


@given(counted=st.integers(1, 60), data=st.data())
def test_attendance_percent_reaches_a_minimum_only_if_the_exact_share_does(counted: int, data):
    attended = data.draw(st.integers(0, counted))
    minimum = data.draw(st.integers(0, 100))
    percent = attendance_percent(attended, counted)
    assert percent is not None
    is_enough = Fraction(attended * 100, counted) >= minimum
    assert (percent >= minimum) == is_enough
    presence = Presence(held=counted, attended=attended, excused=0, recorded=counted)
    assert presence.reaches(minimum) == is_enough


@pytest.mark.parametrize(
    ("held", "attended", "excused", "recorded", "percent", "is_enough"),
    [
        (4, 3, 0, 4, 75, True),
        (3, 2, 0, 3, 66, False),
        (3, 2, 1, 3, 100, True),
        (3, 2, 0, 2, 66, False),
        (0, 0, 0, 0, None, False),
        (2, 0, 2, 2, None, False),
    ],
)
def test_presence_counts(held, attended, excused, recorded, percent, is_enough):
    presence = Presence(held=held, attended=attended, excused=excused, recorded=recorded)
    assert presence.percent == percent
    assert presence.reaches(75) == is_enough
    assert presence.unrecorded == held - recorded


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 30), "2025/26"),
        (date(2026, 10, 1), "2026/27"),
        (date(2099, 12, 1), "2099/00"),
        (date(2027, 2, 1), "2026/27"),
    ],
)
def test_academic_year_begins_in_october(day: date, expected: str):
    assert academic_year(day) == expected
