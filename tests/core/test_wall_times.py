from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wall_times import Gap, NoSuchLocalTimeError, gap, moment, moments

ROME, CAIRO, MOROCCO = "Europe/Rome", "Africa/Cairo", "Africa/Casablanca"
ZONES = [ROME, CAIRO, MOROCCO, "Asia/Gaza", "Asia/Amman", "America/New_York", "Australia/Lord_Howe"]
wall = datetime.fromisoformat
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def test_moments_usual_wall_time_names_one():
    assert moments(date(2027, 4, 13), time(14), ROME) == [datetime(2027, 4, 13, 12, tzinfo=UTC)]


def test_moments_wall_time_that_the_clocks_jump_over_names_none():
    assert moments(SPRING, time(2, 30), ROME) == []
    with pytest.raises(NoSuchLocalTimeError):
        moment(SPRING, time(2, 30), ROME)


def test_moments_wall_time_that_the_clocks_repeat_names_two():
    earlier, later = moments(AUTUMN, time(2, 30), ROME)
    assert later - earlier == timedelta(hours=1)
    assert moment(AUTUMN, time(2, 30), ROME) == earlier
    assert moment(AUTUMN, time(2, 30), ROME, fold=1) == later


@pytest.mark.parametrize(
    ("day", "at", "zone", "first", "then"),
    [
        (SPRING, time(2), ROME, wall("2027-03-28T02:00"), wall("2027-03-28T03:00")),
        (SPRING, time(2, 59), ROME, wall("2027-03-28T02:00"), wall("2027-03-28T03:00")),
        (
            date(2027, 4, 30),
            time(0, 30),
            CAIRO,
            wall("2027-04-30T00:00"),
            wall("2027-04-30T01:00"),
        ),
    ],
)
def test_gap_names_the_missing_stretch(day, at, zone, first, then):
    assert gap(day, at, zone) == Gap(first, then)


@pytest.mark.parametrize("at", [time(1, 59), time(3)])
def test_moments_just_outside_a_gap_exist(at):
    assert len(moments(SPRING, at, ROME)) == 1


def test_moment_follows_the_wall_clock_not_the_offset():
    """A weekly Siena session is at another hour in Giza after each of two clock changes."""
    hours = [
        moment(day, time(14), ROME).astimezone(ZoneInfo(CAIRO)).hour
        for day in (date(2027, 3, 23), date(2027, 3, 30), date(2027, 5, 4))
    ]
    assert hours == [15, 14, 15]


def test_moment_in_morocco_is_by_the_rules_of_2026():
    assert moment(date(2026, 11, 24), time(14), MOROCCO) == datetime(2026, 11, 24, 14, tzinfo=UTC)


@given(
    st.datetimes(wall("2026-01-01T00:00"), wall("2029-12-31T00:00")).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.sampled_from(ZONES),
)
def test_moments_each_reads_as_the_wall_time_that_named_it(local, zone):
    found = moments(local.date(), local.time(), zone)
    assert len(found) <= 2
    for each in found:
        assert each.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local
    if not found:
        missing = gap(local.date(), local.time(), zone)
        assert missing.first <= local < missing.then
        assert len(moments(missing.then.date(), missing.then.time(), zone)) == 1
