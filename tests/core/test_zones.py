"""Local times and clock changes, against dates that the zones' rules fix."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.zones import local_times, next_clock_change, times_after_change

MEETING = datetime(2027, 4, 13, 12, 0, tzinfo=UTC)
ZONES = ["Europe/Rome", "Africa/Casablanca", "Africa/Cairo"]


def test_local_times_several_zones_keep_their_order():
    times = local_times(MEETING, ZONES)
    assert [(item.zone, f"{item.at:%H:%M}") for item in times] == [
        ("Europe/Rome", "14:00"),
        ("Africa/Casablanca", "12:00"),
        ("Africa/Cairo", "14:00"),
    ]


def test_local_times_other_date_counts_days_from_the_first_zone():
    late = datetime(2027, 10, 26, 20, 0, tzinfo=UTC)
    times = local_times(late, ["Europe/Rome", "Asia/Tokyo", "America/New_York"])
    assert [item.day_offset for item in times] == [0, 1, 0]
    assert [item.day_offset for item in local_times(late, ["Asia/Tokyo", "Europe/Rome"])] == [0, -1]


def test_local_times_unknown_zone_is_refused():
    with pytest.raises(ZoneInfoNotFoundError):
        local_times(MEETING, ["Europe/Nowhere"])


@pytest.mark.parametrize(
    ("hour", "marks"),
    [
        (0, (True, False, False)),
        (5, (True, False, False)),
        (6, (False, True, False)),
        (7, (False, True, False)),
        (8, (False, False, False)),
        (20, (False, False, False)),
        (21, (False, False, True)),
        (23, (False, False, True)),
    ],
)
def test_local_time_hour_is_marked_when_odd(hour, marks):
    local = local_times(datetime(2027, 1, 5, hour, 30, tzinfo=UTC), ["UTC"])[0]
    assert (local.is_night, local.is_early, local.is_late) == marks


def test_next_clock_change_within_days_is_found_to_the_second():
    change = next_clock_change("Africa/Cairo", MEETING)
    assert change is not None
    assert change.at == datetime(2027, 4, 29, 22, 0, tzinfo=UTC)
    assert change.day == date(2027, 4, 30)


def test_next_clock_change_beyond_the_days_is_none():
    assert next_clock_change("Africa/Cairo", MEETING, within_days=16) is None
    assert next_clock_change("Africa/Cairo", MEETING, within_days=17) is not None


def test_next_clock_change_zone_without_changes_is_none():
    assert next_clock_change("Africa/Casablanca", MEETING, within_days=365) is None


def test_next_clock_change_moment_of_the_change_itself_is_past():
    change = next_clock_change("Europe/Rome", datetime(2027, 3, 20, tzinfo=UTC))
    assert change is not None
    assert change.at == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert next_clock_change("Europe/Rome", change.at) is None


@given(
    zone=st.sampled_from(["Europe/Rome", "America/New_York", "Africa/Cairo", "Australia/Sydney"]),
    days=st.integers(min_value=0, max_value=2000),
)
def test_next_clock_change_any_day_separates_two_offsets(zone, days):
    after = datetime(2026, 1, 1, 7, 13, tzinfo=UTC) + timedelta(days=days)
    change = next_clock_change(zone, after)
    if change is not None:
        info = ZoneInfo(zone)
        second_before = change.at - timedelta(seconds=1)
        assert second_before.astimezone(info).utcoffset() != change.at.astimezone(info).utcoffset()
        assert after < change.at <= after + timedelta(days=28)


def test_times_after_change_other_zone_changed_the_first_keeps_its_hour():
    change = next_clock_change("Africa/Cairo", MEETING)
    assert change is not None
    after = times_after_change(MEETING, ZONES, change)
    assert [f"{item.at:%H:%M}" for item in after] == ["14:00", "12:00", "15:00"]


def test_times_after_change_wall_time_before_the_change_takes_the_next_day():
    early = datetime(2027, 3, 20, 0, 30, tzinfo=UTC)
    change = next_clock_change("Europe/Rome", early)
    assert change is not None
    after = times_after_change(early, ["Europe/Rome", "Africa/Casablanca"], change)
    assert after[0].at.date() == date(2027, 3, 29)
    assert [f"{item.at:%H:%M}" for item in after] == ["01:30", "23:30"]
