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
    changed_at = datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == changed_at


def test_calendar_text_is_the_same_each_time():
    assert calendar_text([EVENT]) == calendar_text([EVENT])


NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(',;:\\"\n\r\t\0\x07\x7f \u2028\u200d👩🏽‍🔬عربي')),
        st.characters(codec="utf-8"),
    ),
    max_size=300,
)


def kept(text):
    """Return what a calendar may hold of a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or not (sign < " " or sign == "\x7f"))


@given(NASTY, NASTY)
def test_calendar_text_any_text_comes_back_in_short_lines(title, description):
    text = calendar_text([replace(EVENT, title=title, description=description)])

    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    _, event = read(text)
    assert str(event["SUMMARY"]) == kept(title)
    assert str(event.get("DESCRIPTION", "")) == kept(description)
    assert event["DTSTART"].dt == EVENT.starts_at


@pytest.mark.parametrize("length", range(60, 72))
@pytest.mark.parametrize("letter", ["a", "ä", "ع", "🌍"])
def test_calendar_text_line_at_the_limit_splits_no_character(length, letter):
    title = "x" * length + letter * 40
    text = calendar_text([replace(EVENT, title=title)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert read(text)[1]["SUMMARY"] == title


def test_calendar_text_with_a_name_is_a_feed_that_is_asked_again():
    calendar, _ = read(calendar_text([EVENT], name="My meetings"))
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "My meetings"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert "X-WR-CALNAME" not in calendar_text([EVENT])


def test_calendar_text_without_events_is_a_calendar():
    assert icalendar.Calendar.from_ical(calendar_text([], name="Mine")).subcomponents == []


def test_calendar_text_cancelled_event_says_so():
    calendar, event = read(calendar_text([replace(EVENT, status="CANCELLED")], "CANCEL"))
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
    assert str(event["SUMMARY"]) == kept(title)


def test_calendar_text_link_with_a_line_break_stays_one_line():
    text = calendar_text([replace(EVENT, url="https://a.example/\r\nX-EVIL:1")])
    _, event = read(text)
    assert "X-EVIL" not in event


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
