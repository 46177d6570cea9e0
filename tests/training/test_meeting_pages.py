from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.models import Message
from tests.cast import Cast, make_institution, make_user
from tests.training.make import make_edition, make_meeting, new_meeting
from training import workflow
from training.models import Edition, EditionMeeting

LINK = "https://meet.example.org/training"
OFFICE = {"office", "second_office"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def edition(cast: Cast) -> Edition:
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    workflow.enrol(edition, by=cast.partner_teacher)
    return edition


@pytest.fixture
def meeting(cast: Cast, edition: Edition) -> EditionMeeting:
    return make_meeting(edition, by=cast.office)


def typed(edition: Edition, days: int = 10, **fields) -> dict[str, object]:
    values = {
        "title": "Mentoring",
        "time_zone": "Europe/Rome",
        "local_date": (edition.starts_on + timedelta(days=days)).isoformat(),
        "local_time": "15:00",
        "times": "1",
        "minutes": "90",
        "link": LINK,
    }
    return values | fields


def plan(cast: Cast, edition: Edition, **fields):
    address = reverse("training:meeting-schedule", args=[edition.pk])
    return client_of(cast.office).post(address, typed(edition, **fields))


def test_meeting_page_and_file_are_for_those_who_take_part_and_the_office(
    cast: Cast, meeting: EditionMeeting
):
    part_of_it = {"lead_teacher", "partner_teacher", *OFFICE}
    file = reverse("training:meeting-calendar", args=[meeting.pk])
    for part, user in cast.people().items():
        expected = 200 if part in part_of_it else 404
        page = client_of(user).get(meeting.get_absolute_url())
        assert page.status_code == expected, part
        assert (LINK in page.content.decode()) == (expected == 200), part
        assert client_of(user).get(file).status_code == expected, part
    assert Client().get(meeting.get_absolute_url()).status_code == 302


def test_meeting_page_of_a_place_given_back_is_gone(
    cast: Cast, edition: Edition, meeting: EditionMeeting
):
    workflow.withdraw(edition.places.get(teacher=cast.lead_teacher), by=cast.lead_teacher)
    assert client_of(cast.lead_teacher).get(meeting.get_absolute_url()).status_code == 404


def test_meeting_page_shows_each_participants_zone_and_marks_the_readers(
    cast: Cast, meeting: EditionMeeting
):
    page = client_of(cast.partner_teacher).get(meeting.get_absolute_url()).content.decode()
    assert "Europe/Rome" in page
    assert "Africa/Casablanca (you)" in page


def test_calendar_file_is_one_event_under_a_name(cast: Cast, meeting: EditionMeeting):
    address = reverse("training:meeting-calendar", args=[meeting.pk])
    answer = client_of(cast.lead_teacher).get(address)
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 1
    assert str(meeting.pk) in text


def test_edition_page_lists_meetings_to_everybody_and_links_to_those_who_may(
    cast: Cast, edition: Edition, meeting: EditionMeeting
):
    for part in ("lead_teacher", "office", "other_teacher", "student"):
        page = client_of(cast.people()[part]).get(edition.get_absolute_url()).content.decode()
        assert "First meeting" in page
        assert (meeting.get_absolute_url() in page) == (part in {"lead_teacher", "office"}), part
        assert LINK not in page
        assert ("Plan meetings" in page) == (part == "office")


def test_edition_page_without_meetings_says_so(cast: Cast, edition: Edition):
    page = client_of(cast.lead_teacher).get(edition.get_absolute_url()).content.decode()
    assert "No meeting is planned yet" in page


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_edition_page_takes_the_same_number_of_queries(
    cast: Cast, django_assert_num_queries, rows: int
):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    weeks = [new_meeting(edition, 1 + number % 20) for number in range(rows)]
    workflow.schedule_meetings(edition, weeks, by=cast.office)
    client = client_of(cast.lead_teacher)
    with django_assert_num_queries(7):
        client.get(edition.get_absolute_url())


@pytest.mark.parametrize("people", [1, 40])
def test_meeting_page_takes_the_same_number_of_queries(
    cast: Cast, django_assert_num_queries, people: int
):
    edition = make_edition(seats=None)
    workflow.enrol(edition, by=cast.lead_teacher)
    for number in range(people):
        workflow.enrol(edition, by=make_traveller(number))
    meeting = make_meeting(edition, by=cast.office)
    client = client_of(cast.lead_teacher)
    with django_assert_num_queries(6):
        client.get(meeting.get_absolute_url())


def make_traveller(number: int):
    zones = ("Europe/Rome", "Africa/Cairo", "Asia/Tokyo", "America/New_York")
    return make_user(f"traveller{number}", time_zone=zones[number % len(zones)])


@pytest.mark.parametrize("name", ["move", "edit", "cancel", "hold"])
def test_actions_are_for_the_office(cast: Cast, meeting: EditionMeeting, name: str):
    address = reverse(f"training:meeting-{name}", args=[meeting.pk])
    for part, user in cast.people().items():
        expected = 200 if part in OFFICE else 404
        if part in {"lead_teacher", "partner_teacher"}:
            expected = 403
        assert client_of(user).get(address).status_code == expected, part
        if expected != 200:
            assert client_of(user).post(address).status_code == expected, part
    meeting.refresh_from_db()
    assert meeting.version == 1


def test_planning_is_for_the_office(cast: Cast, edition: Edition):
    address = reverse("training:meeting-schedule", args=[edition.pk])
    for part, user in cast.people().items():
        if part not in OFFICE:
            assert client_of(user).post(address, typed(edition)).status_code == 403, part
    assert not EditionMeeting.objects.exists()


def test_planning_one_leads_to_its_page(cast: Cast, edition: Edition):
    answer = plan(cast, edition, recording_notice="It is not recorded.")
    meeting = EditionMeeting.objects.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    assert (meeting.title, meeting.recording_notice) == ("Mentoring", "It is not recorded.")
    page = client_of(cast.lead_teacher).get(meeting.get_absolute_url()).content.decode()
    assert "It is not recorded." in page


def test_planning_a_weekly_series_numbers_it_and_keeps_the_wall_time(cast: Cast):
    with time_machine.travel(datetime(2027, 3, 10, 9, tzinfo=UTC)):
        edition = make_edition()
        answer = plan(cast, edition, days=5, times="4")
    assert answer.headers["Location"] == edition.get_absolute_url()
    made = list(EditionMeeting.objects.order_by("starts_at"))
    assert [meeting.title for meeting in made] == [f"Mentoring {n}" for n in range(1, 5)]
    assert {meeting.local_time.hour for meeting in made} == {15}
    # The clocks of Rome go forward on 28 March 2027.
    assert [meeting.starts_at.astimezone(UTC).hour for meeting in made] == [14, 14, 13, 13]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"times": "9"}, "after the last day"),
        ({"times": "27"}, "less than or equal to 26"),
        ({"days": 45}, "Choose a day from"),
        ({"link": "http://meet.example.org/"}, "https://"),
        ({"time_zone": "Mars/Olympus"}, "not one of the available choices"),
        ({"local_date": "2026-02-30"}, "Enter a valid date"),
        ({"local_date": "0001-01-01", "local_time": "00:00"}, "Choose a day from"),
        ({"local_date": "9999-12-31", "local_time": "23:59"}, "Choose a day from"),
        ({"times": ""}, "required"),
        ({"title": "a\0b"}, "Null characters"),
        ({"minutes": "9" * 40}, "less than or equal to 480"),
    ],
)
def test_planning_what_cannot_be_says_why(cast: Cast, edition: Edition, fields, sentence: str):
    answer = plan(cast, edition, **fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not EditionMeeting.objects.exists()


def test_planning_a_series_over_a_repeated_hour_asks_for_one_apart(cast: Cast):
    with time_machine.travel(datetime(2027, 10, 20, 9, tzinfo=UTC)):
        edition = make_edition()
        answer = plan(cast, edition, days=5, local_time="02:30", times="2")
    assert answer.status_code == 200
    assert "Plan that meeting by itself" in answer.content.decode()
    assert not EditionMeeting.objects.exists()


def test_planning_in_a_repeated_hour_spells_the_choice_out(cast: Cast):
    with time_machine.travel(datetime(2027, 10, 20, 9, tzinfo=UTC)):
        edition = make_edition()
        asked = plan(cast, edition, days=12, local_time="02:30")
        assert "Which of the two" in asked.content.decode()
        assert not EditionMeeting.objects.exists()
        plan(cast, edition, days=12, local_time="02:30", which="1")
    assert EditionMeeting.objects.get().fold == 1


def test_planning_reads_the_time_in_the_chosen_zone(cast: Cast, edition: Edition):
    make_institution("tokyo.example", time_zone="Asia/Tokyo")
    plan(cast, edition, time_zone="Asia/Tokyo")
    meeting = EditionMeeting.objects.get()
    assert (meeting.zone, meeting.starts_at.astimezone(UTC).hour) == ("Asia/Tokyo", 6)


def test_moving_by_the_form_changes_the_time(cast: Cast, edition: Edition, meeting: EditionMeeting):
    address = reverse("training:meeting-move", args=[meeting.pk])
    client = client_of(cast.office)
    page = client.get(address).content.decode()
    assert "The time is that of Europe/Rome." in page
    data = typed(edition, days=12) | {"seen": meeting.version}
    assert client.post(address, data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.local_time.hour, meeting.schedule_seq) == (15, 1)
    assert client.post(address, data).status_code == 409


def test_editing_and_cancelling_by_their_forms(cast: Cast, meeting: EditionMeeting):
    client = client_of(cast.office)
    edit = reverse("training:meeting-edit", args=[meeting.pk])
    assert client.post(edit, {"title": "Kick-off", "agenda": "Hello"}).status_code == 302
    cancel = reverse("training:meeting-cancel", args=[meeting.pk])
    assert client.post(cancel, {"reason": ""}).status_code == 200
    assert client.post(cancel, {"reason": "The trainer is ill."}).status_code == 302
    page = client_of(cast.lead_teacher).get(meeting.get_absolute_url()).content.decode()
    assert "Kick-off" in page
    assert "The trainer is ill." in page
    assert LINK not in page
    assert client.get(cancel).status_code == 403


def test_holding_before_it_begins_is_refused(cast: Cast, meeting: EditionMeeting):
    address = reverse("training:meeting-hold", args=[meeting.pk])
    answer = client_of(cast.office).post(address)
    assert answer.status_code == 409
    assert "not begun yet" in answer.content.decode()


def test_email_of_each_kind_is_in_the_readers_language_and_escapes_what_was_typed(cast: Cast):
    reader = make_user("reader", language="it", time_zone="Africa/Cairo")
    edition = make_edition()
    workflow.enrol(edition, by=reader)
    Message.objects.all().delete()
    meeting = make_meeting(edition, by=cast.office, title="A <b>bold</b>\ntitle & more")
    workflow.cancel_meeting(meeting, "<i>Ill</i>", by=cast.office)
    messages = list(Message.objects.filter(recipient=reader))
    assert len(messages) == 2
    for message in messages:
        assert message.language == "it"
        assert 'lang="it"' in message.html
        assert "<b>" not in message.html
        assert "<i>" not in message.html
        assert "\n" not in message.subject
        assert "&amp;" not in message.text + message.subject
        assert "Africa/Cairo" in message.text
        assert f"/training/meetings/{meeting.pk}/" in message.text
