"""The calendar on the portal's own pages."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from exchanges.workflow.session import cancel_session
from tests.cast import Cast
from tests.exchanges.stage import make_running, make_session
from tests.training.make import make_edition, make_meeting
from training import workflow as training

pytestmark = pytest.mark.django_db
DAY = 24 * 60
# A Thursday. Clocks go forward in Siena on the 28th; Marrakesh stays an hour behind Greenwich's.
NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _still_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page(client, person, name="calendar-agenda", **query) -> str:
    client.force_login(person)
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return unescape(html)


def words(html: str) -> str:
    """Return what a reader sees, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def cell(html: str, day: str) -> str:
    """Return the cell of a day of the month's table."""
    cells = re.findall(r"<td.*?</td>", html, re.DOTALL)
    (found,) = [each for each in cells if f'month-number" datetime="{day}"' in each]
    return str(found)


def test_agenda_shows_what_is_to_come_in_the_readers_zone_with_the_other_sites(client, cast: Cast):
    session = make_session(make_running(cast), 60)
    html = page(client, cast.student)
    assert "Times are in your zone, Europe/Rome." in html
    assert "Thu 18 March 2027" in words(html)
    assert "11:00 – 12:30" in words(html)
    assert f'href="{session.get_absolute_url()}"' in html
    assert "10:00 Marrakesh" in words(html)
    assert "11:00 Siena" not in words(html)
    assert "secret-room" not in html
    other = page(client, cast.other_student)
    assert "Times are in your zone, Africa/Casablanca." in other
    assert "10:00 – 11:30" in words(other)
    assert "11:00 Siena" in words(other)


def test_agenda_is_in_order_across_kinds_and_says_what_is_cancelled(client, cast: Cast):
    edition = make_edition()
    training.enrol(edition, by=cast.lead_teacher)
    make_meeting(edition, by=cast.office, days=10)
    exchange = make_running(cast)
    make_session(exchange, 20 * DAY, title="Last")
    gone = make_session(exchange, DAY, title="Gone")
    cancel_session(gone, "Ill", by=cast.lead_teacher)
    shown = words(page(client, cast.lead_teacher))
    assert shown.index("Gone") < shown.index("First meeting") < shown.index("Last")
    assert shown.count("cancelled") == 1


def test_agenda_has_a_way_to_the_past_with_the_last_first(client, cast: Cast):
    exchange = make_running(cast)
    for days in (-3, -2, -1, 1):
        make_session(exchange, days * DAY, title=f"Session {days}")
    assert "Session -1" not in page(client, cast.student)
    past = page(client, cast.student, past="on")
    assert re.findall(r"Session -?\d", past) == [
        word for days in (-1, -2, -3) for word in [f"Session {days}"] * 2
    ]


def test_agenda_keeps_what_began_today_among_what_is_to_come(client, cast: Cast):
    make_session(make_running(cast), -120)
    assert "Opening session" in page(client, cast.student)
    assert "Opening session" not in page(client, cast.student, past="on")


def test_agenda_is_paged(client, cast: Cast):
    exchange = make_running(cast)
    for number in range(30):
        make_session(exchange, number * 30 + 30, title=f"Number {number:02}")
    first = page(client, cast.student)
    assert "Number 24" in first
    assert "Number 25" not in first
    (cursor,) = re.findall(r"cursor=([\w-]+)", first)
    second = page(client, cast.student, cursor=cursor)
    assert "Number 24" not in second
    assert "Number 29" in second


def test_agenda_without_meetings_says_how_they_come(client, cast: Cast):
    html = page(client, cast.stranger)
    assert "No meeting is planned" in html
    assert "appear here by themselves" in html
    assert "There was no meeting yet" in page(client, cast.stranger, past="on")


@pytest.mark.parametrize("query", [{"cursor": "x" * 50}, {"cursor": "\0"}, {"past": "maybe"}])
def test_agenda_asked_for_nonsense_shows_what_is_to_come(client, cast: Cast, query):
    make_session(make_running(cast))
    assert "Opening session" in page(client, cast.student, **query)


def test_month_shows_each_meeting_on_its_day_in_the_readers_zone(client, cast: Cast):
    exchange = make_running(cast)
    late = datetime(2027, 3, 25, 23, 30, tzinfo=UTC)
    make_session(exchange, (late - NOW) // timedelta(minutes=1), title="Late")
    html = page(client, cast.student, "calendar-month")
    assert "00:30 Late" in words(cell(html, "2027-03-26"))
    assert "Marrakesh , Thu 25 March" in words(cell(html, "2027-03-26"))
    other = page(client, cast.other_student, "calendar-month")
    assert "23:30 Late" in words(cell(other, "2027-03-25"))
    assert "Late" not in cell(other, "2027-03-26")


def test_month_has_whole_weeks_from_monday_and_marks_today_in_words(client, cast: Cast):
    html = page(client, cast.student, "calendar-month")
    assert len(re.findall(r"<td", html)) == 35
    head = words(html[html.index("<thead") : html.index("</thead")])
    assert head.startswith("Mon Monday")
    assert head.endswith("Sun Sunday")
    assert words(cell(html, "2027-03-18")).endswith("today")
    assert words(html).count(" today ") == 1
    assert "?month=2027-02" in html
    assert "?month=2027-04" in html


def test_month_today_is_that_of_the_reader(client, cast: Cast):
    cast.student.time_zone = "Pacific/Kiritimati"
    cast.student.save()
    with time_machine.travel(datetime(2027, 3, 31, 12, tzinfo=UTC), tick=False):
        html = page(client, cast.student, "calendar-month")
    assert "April 2027" in html
    assert words(cell(html, "2027-04-01")).endswith("today")


def test_month_shows_the_days_around_it_with_their_meetings(client, cast: Cast):
    make_session(make_running(cast), 16 * DAY)
    html = page(client, cast.student, "calendar-month")
    assert "Opening session" in cell(html, "2027-04-03")
    assert "You have no meeting in this month." in html
    assert "Opening session" in cell(
        page(client, cast.student, "calendar-month", month="2027-04"), "2027-04-03"
    )


@pytest.mark.parametrize("asked", ["abc", "0000-00", "0000-01", "99999", "99999-01", "2027-13"])
def test_month_that_does_not_exist_shows_the_present_one_and_says_so(client, cast: Cast, asked):
    html = page(client, cast.student, "calendar-month", month=asked)
    assert "The calendar does not have that month." in html
    assert "<h2>March 2027</h2>" in html


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_month_at_the_end_of_the_calendar_opens(client, cast: Cast, month):
    html = page(client, cast.student, "calendar-month", month=month)
    assert len(re.findall(r'rel="(?:prev|next)"', html)) == 1


@pytest.mark.parametrize("many", [1, 12])
@pytest.mark.parametrize("name", ["calendar-agenda", "calendar-month"])
def test_calendar_asks_the_database_the_same_few_questions(
    client, cast: Cast, name, many, django_assert_num_queries
):
    edition = make_edition()
    training.enrol(edition, by=cast.lead_teacher)
    for number in range(many):
        make_session(make_running(cast), 60 + number)
        make_meeting(edition, by=cast.office, days=number + 2)
    client.force_login(cast.lead_teacher)
    # Who is logged in (2), what they are for the navigation, the meetings, and the sites of each
    # kind.
    with django_assert_num_queries(6):
        assert client.get(reverse(name)).status_code == 200
