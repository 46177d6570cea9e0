"""What calendars of others read out of our VTIMEZONE, against the pinned zone data."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz  # type: ignore[import-untyped]  # -- ships no types
from hypothesis import given
from hypothesis import strategies as st

from accounts.reference import DATA
from core.zone_rules import zone_lines

with (DATA / "institutions.csv").open(encoding="utf-8") as file:
    SHIPPED = sorted({row["time_zone"] for row in csv.DictReader(file)})
# Southern summers, half hours, rules that jump before midnight or into another month.
OTHERS = [
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/Santiago",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
]
ZONES = [*SHIPPED, *(zone for zone in OTHERS if zone not in SHIPPED)]
FIRST, LAST = 2025, 2029


def readers(zone, first=FIRST, last=LAST):
    """Return the zone as dateutil and as icalendar read it; neither may look up its name."""
    lines = zone_lines(zone, first, last)
    text = "\r\n".join(lines) + "\r\n"
    strange = text.replace(f"TZID:{zone}", "TZID:nowhere")
    component = icalendar.Timezone.from_ical(strange)
    return [tz.tzical(StringIO(strange)).get("nowhere"), component.to_tz(lookup_tzid=False)]


def check(zone, moment, reader):
    """Read the wall time of a moment as a calendar does, and come back to the moment."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.fold:
        return  # The event is written in UTC.
    wall = local.replace(tzinfo=None)
    read = reader.localize(wall) if hasattr(reader, "localize") else wall.replace(tzinfo=reader)
    assert read.astimezone(UTC) == moment, (zone, moment)


@pytest.mark.parametrize("zone", ZONES)
def test_zone_lines_read_by_others_agree_with_the_zone_data_all_the_time(zone):
    for reader in readers(zone):
        moment = datetime(FIRST, 1, 1, 1, tzinfo=UTC)
        while moment.year <= LAST:
            check(zone, moment, reader)
            moment += timedelta(hours=11)


@pytest.mark.parametrize("zone", ZONES)
def test_zone_lines_around_each_change_agree_to_the_minute(zone):
    changes = []
    info = ZoneInfo(zone)
    moment = datetime(FIRST, 1, 1, tzinfo=UTC)
    while moment.year <= LAST:
        later = moment + timedelta(hours=1)
        if moment.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            changes.append(later)
        moment = later
    for reader in readers(zone):
        for change in changes:
            for minutes in (-121, -61, -60, -31, -1, 0, 1, 29, 30, 31, 59, 60, 61, 120):
                check(zone, change + timedelta(minutes=minutes), reader)


@given(
    zone=st.sampled_from(ZONES),
    first=st.integers(2020, 2045),
    minutes=st.integers(0, 363 * 24 * 60),
)
def test_zone_lines_of_any_year_agree_in_it(zone, first, minutes):
    moment = datetime(first, 1, 1, 14, tzinfo=UTC) + timedelta(minutes=minutes)
    for reader in readers(zone, first, first):
        check(zone, moment, reader)


def test_zone_lines_of_a_yearly_rule_are_that_rule():
    text = "\n".join(zone_lines("Europe/Rome", 2027, 2027))
    assert text.count("RRULE:") == 2
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in text
    new_york = "\n".join(zone_lines("America/New_York", 2027, 2027))
    assert "BYMONTH=3;BYDAY=2SU" in new_york
    assert "BYMONTH=11;BYDAY=1SU" in new_york


def test_zone_lines_of_a_yearly_rule_hold_for_years_to_come():
    for reader in readers("Europe/Rome", 2027, 2027):
        check("Europe/Rome", datetime(2049, 7, 1, 12, tzinfo=UTC), reader)
        check("Europe/Rome", datetime(2049, 12, 1, 12, tzinfo=UTC), reader)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Africa/Cairo", "Asia/Gaza"])
def test_zone_lines_without_a_yearly_rule_are_each_change(zone):
    text = "\n".join(zone_lines(zone, 2025, 2027))
    assert "RRULE" not in text
    assert text.count("DTSTART:") > 4


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Europe/Istanbul", "Etc/GMT+3"])
def test_zone_lines_of_clocks_that_never_change_are_one_standard(zone):
    lines = zone_lines(zone, 2027, 2028)
    assert [line for line in lines if line.startswith("BEGIN:")] == [
        "BEGIN:VTIMEZONE",
        "BEGIN:STANDARD",
    ]


def test_zone_lines_before_a_rule_began_are_each_change():
    """Egypt had no summer time from 2015 to 2022."""
    text = "\n".join(zone_lines("Africa/Cairo", 2021, 2024))
    assert "RRULE" not in text
    assert "DTSTART:20230428T000000" in text
