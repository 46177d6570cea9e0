from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars import Event, calendar_text

EVENT = Event(
    uid="0b5c@localhost",
    sequence=2,
    changed_at=datetime(2026, 11, 20, 9, 30, 15, 999, tzinfo=UTC),
    starts_at=datetime(2027, 4, 13, 12, tzinfo=UTC),
    zone="Europe/Rome",
    minutes=90,
    title="Session 2",
    description="Dialogue; groups, then all\nBring a text",
    place="https://meet.example.org/a",
    url="https://meet.example.org/a",
)


def read(text):
    """Read the only event back, as a calendar would."""
    calendar = icalendar.Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_calendar_text_says_what_and_when():
    calendar, event = read(calendar_text([EVENT]))

    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (EVENT.uid, 2, "CONFIRMED")
    assert event["SUMMARY"] == EVENT.title
    assert event["DESCRIPTION"] == EVENT.description
    assert event["DTSTART"].dt == EVENT.starts_at
    assert event["DTSTART"].params["TZID"] == "Europe/Rome"
    assert event["DURATION"].dt == timedelta(minutes=90)
    assert event["DTSTAMP"].dt == datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)


def test_calendar_text_is_the_same_each_time():
    assert calendar_text([EVENT]) == calendar_text([EVENT])


def test_calendar_text_lines_are_short_and_end_as_the_standard_says():
    text = calendar_text([replace(EVENT, title="Ä" * 200)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


def test_calendar_text_cancelled_event_says_so():
    calendar, event = read(calendar_text([replace(EVENT, is_cancelled=True)], "CANCEL"))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")


def test_calendar_text_people_are_asked_for_no_answer():
    event = replace(EVENT, organizer="portal@example.org", attendee="reader@example.org")
    _, found = read(calendar_text([event], "REQUEST"))
    assert found["ORGANIZER"] == "mailto:portal@example.org"
    assert found["ATTENDEE"] == "mailto:reader@example.org"
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"


@pytest.mark.parametrize(
    "title",
    [
        "A\r\nBEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT",
        "A\nATTACH:https://evil.example",
        "A\rX-EVIL:1",
        "semi;colon, comma \\ backslash \\n",
        "null\0 bell\x07",
        "عنوان",
        "\u2028\u2029\x85 END:VCALENDAR",
    ],
)
def test_calendar_text_user_text_never_becomes_a_property(title):
    text = calendar_text([replace(EVENT, title=title, description=title, place=title)])

    calendar, event = read(text)

    assert event["UID"] == EVENT.uid
    assert not {"ATTACH", "X-EVIL"} & set(event)
    assert len(calendar.subcomponents) == 2
    kept = title.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\x07", "")
    assert str(event["SUMMARY"]) == kept


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_calendar_text_any_title_gives_one_event(title):
    read(calendar_text([replace(EVENT, title=title)]))


def test_calendar_text_link_with_a_line_break_stays_one_line():
    text = calendar_text([replace(EVENT, url="https://a.example/\r\nX-EVIL:1")])
    _, event = read(text)
    assert "X-EVIL" not in event


@pytest.mark.parametrize(
    ("zone", "starts_at"),
    [
        ("Europe/Rome", datetime(2027, 3, 28, 12, tzinfo=UTC)),
        ("Europe/Rome", datetime(2027, 10, 31, 12, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2027, 4, 30, 12, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("Asia/Gaza", datetime(2027, 4, 1, 12, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 11, 7, 12, tzinfo=UTC)),
    ],
)
def test_calendar_text_rules_alone_tell_the_right_moment(zone, starts_at):
    """A calendar that knows no zones must find the moment by the VTIMEZONE in the file."""
    text = calendar_text([replace(EVENT, zone=zone, starts_at=starts_at)])
    calendar, event = read(text)
    [rules] = calendar.walk("VTIMEZONE")
    wall = event["DTSTART"].dt.replace(tzinfo=None)

    onsets = [(part["DTSTART"].dt, part["TZOFFSETTO"].td) for part in rules.subcomponents]
    _, offset = max(onset for onset in onsets if onset[0] <= wall)

    assert (wall - offset).replace(tzinfo=UTC) == starts_at


def test_calendar_text_later_of_two_wall_times_is_written_in_utc():
    later = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    _, event = read(calendar_text([replace(EVENT, starts_at=later)]))
    assert event["DTSTART"].to_ical() == b"20271031T013000Z"

    earlier = later - timedelta(hours=1)
    _, event = read(calendar_text([replace(EVENT, starts_at=earlier)]))
    assert event["DTSTART"].to_ical() == b"20271031T023000"
    assert event["DTSTART"].dt.astimezone(ZoneInfo("UTC")) == earlier


def test_calendar_text_several_events_share_the_rules_of_a_zone():
    second = replace(EVENT, uid="2@localhost", starts_at=EVENT.starts_at + timedelta(days=200))
    calendar = icalendar.Calendar.from_ical(calendar_text([EVENT, second]))
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert len(calendar.walk("VEVENT")) == 2
