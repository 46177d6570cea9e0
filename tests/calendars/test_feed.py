"""What a calendar program is given at a secret address, and what it is not."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.workflow import feed as feeds
from exchanges.enums import EnrolmentState
from exchanges.workflow import cancel
from exchanges.workflow.facilitation import add_facilitator
from exchanges.workflow.session import cancel_session
from tests.cast import Cast
from tests.exchanges.stage import make_exchange, make_running, make_session
from tests.training.make import make_edition, make_meeting
from training import workflow as training

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/secret-room"
DAY = 24 * 60


def address(person, target=None) -> str:
    return reverse("calendar-feed", args=[feeds.renew(person, target, by=person)])


def events(url, client=None):
    """Return what a calendar reads at the address, by title."""
    answer = (client or Client()).get(url)
    assert answer.status_code == 200
    calendar = icalendar.Calendar.from_ical(answer.content)
    found = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


@pytest.mark.parametrize(
    "part", ["lead_teacher", "partner_teacher", "facilitator", "student", "other_student"]
)
def test_feed_holds_the_sessions_of_whoever_takes_part_with_their_link(cast: Cast, part: str):
    session = make_session(make_running(cast))
    (event,) = events(address(cast.people()[part])).values()
    assert event["UID"] == f"session-{session.pk}@localhost"
    assert event["SUMMARY"] == "Opening session (Migration and borders)"
    assert event["DTSTART"].dt == session.starts_at.replace(microsecond=0)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert event["LOCATION"] == event["URL"] == LINK


def test_feed_holds_training_beside_sessions_in_the_order_of_time(cast: Cast):
    edition = make_edition()
    training.enrol(edition, by=cast.lead_teacher)
    meeting = make_meeting(edition, by=cast.office, days=20)
    session = make_session(make_running(cast))
    first, second = events(address(cast.lead_teacher)).values()
    assert first["UID"] == f"session-{session.pk}@localhost"
    assert second["UID"] == f"training-{meeting.pk}@localhost"
    assert second["SUMMARY"] == "First meeting (Introduction to virtual exchange)"
    assert str(meeting.pk) in second["DESCRIPTION"]
    assert "/training/" in second["DESCRIPTION"]


def test_feed_names_nobody_but_says_what_the_calendar_is(cast: Cast):
    add_facilitator(make_session(make_running(cast)), cast.facilitator, by=cast.lead_teacher)
    cast.student.language = "it"
    cast.student.save()
    answer = Client().get(address(cast.student))
    text = answer.content.decode()
    assert "X-WR-CALNAME:" in text
    assert "REFRESH-INTERVAL" in text
    for person in cast.people().values():
        assert person.email not in text
        assert person.given_name not in text


@pytest.mark.parametrize("part", ["stranger", "other_teacher", "office", "coordinator", "observer"])
def test_feed_of_whoever_takes_no_part_is_an_empty_calendar(cast: Cast, part: str):
    make_session(make_running(cast))
    make_meeting(make_edition(), by=cast.office)
    assert events(address(cast.people()[part])) == {}


def test_feed_loses_the_sessions_of_a_student_who_withdraws(cast: Cast):
    exchange = make_running(cast)
    make_session(exchange)
    url = address(cast.student)
    assert len(events(url)) == 1
    exchange.enrolments.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    assert events(url) == {}


def test_feed_of_a_facilitator_of_one_session_holds_that_one_alone(cast: Cast):
    exchange = make_running(cast)
    one, _other = make_session(exchange, title="One"), make_session(exchange, DAY, title="Other")
    exchange.teams.get(institution=cast.marrakesh).teachers.add(cast.other_teacher)
    add_facilitator(one, cast.other_teacher, by=cast.lead_teacher)
    exchange.teams.get(institution=cast.marrakesh).teachers.remove(cast.other_teacher)
    assert list(events(address(cast.other_teacher))) == ["One (Migration and borders)"]


def test_feed_of_a_facilitator_leaves_out_what_is_still_designed(cast: Cast):
    make_session(make_exchange(cast))
    assert len(events(address(cast.lead_teacher))) == 1
    assert events(address(cast.facilitator)) == {}


def test_feed_keeps_what_is_cancelled_and_says_so(cast: Cast):
    session = make_session(make_running(cast))
    url = address(cast.student)
    before = next(iter(events(url).values()))
    cancelled = cancel_session(session, "The teacher is ill", by=cast.lead_teacher)
    (event,) = events(url).values()
    assert (event["UID"], event["STATUS"]) == (before["UID"], "CANCELLED")
    assert event["SEQUENCE"] == before["SEQUENCE"] + 1
    assert event["DTSTAMP"].dt == cancelled.schedule_changed_at.replace(microsecond=0)


def test_feed_shows_what_was_to_come_of_a_cancelled_exchange_as_cancelled(cast: Cast):
    exchange = make_running(cast)
    make_session(exchange, -DAY, title="Past")
    make_session(exchange, DAY, title="To come")
    given_up = cancel(exchange, "No students", by=cast.lead_teacher)
    past, to_come = events(address(cast.lead_teacher)).values()
    assert (past["STATUS"], past["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (to_come["STATUS"], to_come["SEQUENCE"]) == ("CANCELLED", 1)
    assert to_come["DTSTAMP"].dt == given_up.state_changed_at.replace(microsecond=0)


def test_feed_goes_back_for_a_year(cast: Cast):
    exchange = make_running(cast)
    make_session(exchange, -366 * DAY, title="Long ago")
    make_session(exchange, -364 * DAY, title="Last year")
    assert list(events(address(cast.student))) == ["Last year (Migration and borders)"]


def test_feed_of_one_exchange_holds_its_sessions_alone(cast: Cast):
    exchange, other = make_running(cast), make_running(cast)
    make_session(exchange, title="Mine")
    make_session(other, title="Another")
    url = address(cast.student, exchange)
    assert list(events(url)) == ["Mine (Migration and borders)"]
    assert "X-WR-CALNAME:Migration and borders\r\n" in Client().get(url).content.decode()


def test_feed_of_one_exchange_without_sessions_is_an_empty_calendar(cast: Cast):
    assert events(address(cast.student, make_running(cast))) == {}


def test_feed_of_one_exchange_is_gone_for_whoever_left_it(cast: Cast):
    exchange = make_running(cast)
    url = address(cast.student, exchange)
    exchange.enrolments.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    assert Client().get(url).status_code == 404


def test_feed_of_one_edition_holds_its_meetings_until_the_place_is_given_back(cast: Cast):
    edition = make_edition()
    training.enrol(edition, by=cast.lead_teacher)
    make_meeting(edition, by=cast.office)
    url = address(cast.lead_teacher, edition)
    assert len(events(url)) == 1
    training.withdraw(edition.places.get(), by=cast.lead_teacher)
    assert Client().get(url).status_code == 404


def test_feed_that_is_unknown_revoked_or_of_a_closed_account_does_not_exist(cast: Cast):
    client = Client()
    revoked = address(cast.student)
    feeds.revoke(cast.student, by=cast.student)
    closed = address(cast.other_student)
    cast.other_student.is_active = False
    cast.other_student.save()
    for url in (revoked, closed, reverse("calendar-feed", args=["none"]), f"{closed[:-4]}x.ics"):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize("many", [1, 20])
def test_feed_asks_the_database_the_same_few_questions(
    cast: Cast, many: int, django_assert_num_queries
):
    exchange = make_running(cast)
    for number in range(many):
        make_session(exchange, number * 60)
    of_all, of_one = address(cast.student), address(cast.student, exchange)
    with django_assert_num_queries(2):
        assert Client().get(of_all).status_code == 200
    with django_assert_num_queries(3):
        assert Client().get(of_one).status_code == 200


def test_feed_answer_says_what_it_is_and_who_may_keep_it(cast: Cast):
    make_session(make_running(cast))
    answer = Client().get(address(cast.student))
    headers = answer.headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert headers["ETag"].startswith('"')


def test_feed_that_is_the_same_is_not_sent_again(cast: Cast):
    session = make_session(make_running(cast))
    url, client = address(cast.student), Client()
    first = client.get(url).headers
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first["ETag"]
    by_date = client.get(url, headers={"If-Modified-Since": first["Last-Modified"]})
    assert by_date.status_code == 304
    cancel_session(session, "The teacher is ill", by=cast.lead_teacher)
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        after = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert after.headers["ETag"] != first["ETag"]


def test_feed_that_changed_is_sent_to_whoever_asks_by_date(cast: Cast):
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        session = make_session(make_running(cast))
        url, client = address(cast.student), Client()
        seen = client.get(url).headers["Last-Modified"]
        assert seen == "Mon, 01 Mar 2027 09:00:00 GMT"
        clock.shift(timedelta(minutes=5))
        assert client.get(url, headers={"If-Modified-Since": seen}).status_code == 304
        session.title = "Another title"
        session.save()
        assert client.get(url, headers={"If-Modified-Since": seen}).status_code == 200


def test_feed_that_lost_a_meeting_is_sent_by_date_on_the_next_day(cast: Cast):
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        session = make_session(make_running(cast))
        url, client = address(cast.student), Client()
        seen = client.get(url).headers["Last-Modified"]
        session.delete()
        clock.shift(timedelta(days=1))
        assert client.get(url, headers={"If-Modified-Since": seen}).status_code == 200


def test_feed_asked_for_its_head_has_no_body_and_nothing_else_is_let_in(cast: Cast):
    url, client = address(cast.student), Client()
    head = client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == client.get(url).headers["ETag"]
    for method in (client.post, client.put, client.delete):
        assert method(url).status_code == 405
