"""The addresses of what can be taken away, as people meet them."""

import csv
import io
import json
import zipfile

import docx
import pytest
from django.urls import reverse

from core import audit
from exchanges.enums import ExchangeState, Presence
from exchanges.models import Comment
from exchanges.workflow.attendance import assess, record_attendance
from tests.exchanges import build, stage

pytestmark = pytest.mark.django_db
FILES = ("design-pdf", "design-docx")
PAGES = ("design-print", *FILES)


@pytest.fixture
def exchange(cast):
    return build.make_designed(cast)


def url(name, exchange):
    return reverse(f"exchanges:{name}", args=[exchange.pk])


def take(client, exchange, user):
    client.force_login(user)
    return client.post(url("exchange-archive", exchange))


def unpack(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as files:
        return {name: files.read(name) for name in files.namelist()}


def rows(content):
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", FILES)
def test_file_has_safe_headers(client, cast, exchange, name):
    client.force_login(cast.lead_teacher)
    type(exchange).objects.update(title='جامعة "x"\r\nSet-Cookie: a=b; ../../etc')
    response = client.get(url(name, exchange))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    disposition = response.headers["Content-Disposition"]
    assert disposition.isascii()
    assert "filename*=UTF-8''%D8%AC" in disposition
    assert not set("\r\n/\\") & set(disposition)


@pytest.mark.parametrize("asked", ["", "fr", "it\0", "../it", "en-US"])
def test_unknown_language_is_the_readers(client, cast, exchange, asked):
    client.force_login(cast.lead_teacher)
    response = client.get(url("design-print", exchange), {"language": asked})
    assert b'<html lang="en"' in response.content


def test_page_to_print_is_all_in_the_language_asked_for(client, cast, exchange):
    client.force_login(cast.lead_teacher)
    response = client.get(url("design-print", exchange), {"language": "it"})
    assert b'<html lang="it"' in response.content
    assert "Scienze politiche" in response.content.decode()
    assert b'<html lang="en"' in client.get(url("design-detail", exchange)).content


def test_page_to_print_shows_every_part_of_the_design(client, cast, exchange):
    client.force_login(cast.lead_teacher)
    text = client.get(url("design-print", exchange)).content.decode()
    for words in (
        "Migration and borders",
        "Political sciences and civics (ISCED-F 0312)",
        "Cadi Ayyad University",
        "take another&#x27;s perspective",
        "Week 6",
        "Africa/Casablanca",
        "Sound alone is enough",
        "Local groups go on",
        "Confirmed by every team",
    ):
        assert words in text


def test_docx_is_in_the_language_asked_for_whatever_the_readers_is(client, cast, exchange):
    cast.lead_teacher.language = "it"
    cast.lead_teacher.save()
    client.force_login(cast.lead_teacher)
    response = client.get(url("design-docx", exchange), {"language": "en"})
    assert docx.Document(io.BytesIO(response.content)).core_properties.language == "en-GB"


@pytest.mark.parametrize("name", PAGES)
def test_taking_the_design_away_writes_nothing(client, cast, exchange, name):
    client.force_login(cast.lead_teacher)
    before = audit.events_of(exchange).count()
    assert client.get(url(name, exchange)).status_code == 200
    assert audit.events_of(exchange).count() == before


def test_archive_is_not_given_to_a_reader_of_the_page(client, cast, exchange):
    client.force_login(cast.lead_teacher)
    assert client.get(url("exchange-archive", exchange)).status_code == 405


def test_who_took_the_archive_stays_on_record(client, cast, exchange):
    assert take(client, exchange, cast.office).status_code == 200
    event = audit.events_of(exchange)[0]
    assert (event.verb, event.actor) == ("exchanges.exchange.take_archive", cast.office)


def test_refused_archive_leaves_no_record(client, cast, exchange):
    before = audit.events_of(exchange).count()
    assert take(client, exchange, cast.observer).status_code == 403
    assert audit.events_of(exchange).count() == before


def test_discussion_is_taken_by_the_teams_teachers_only(client, cast, exchange):
    Comment.objects.create(exchange=exchange, author=cast.partner_teacher, text="=shall we?")
    mine = unpack(take(client, exchange, cast.lead_teacher))
    assert [row["text"] for row in rows(mine["discussion.csv"])] == ["'=shall we?"]
    offices = unpack(take(client, exchange, cast.office))
    assert "discussion.csv" not in offices
    assert "discussion is left out" in offices["README.txt"].decode()


@pytest.fixture
def running(cast):
    exchange = stage.make_running(cast)
    session = stage.make_session(exchange, in_minutes=-30)
    places = list(exchange.enrolments.order_by("team__is_initiator"))
    marks = {places[0].pk: Presence.ABSENT, places[1].pk: Presence.LATE}
    record_attendance(session, marks=marks, by=cast.lead_teacher)
    for place in places:
        teacher = cast.lead_teacher if place.team.is_initiator else cast.partner_teacher
        assess(place, has_passed=True, grade="28", comment="", by=teacher)
    return exchange


def test_results_are_those_of_ones_own_students(client, cast, running):
    files = unpack(take(client, running, cast.office))
    students = {row["student"]: row for row in rows(files["students.csv"])}
    own, other = students[str(cast.student)], students[str(cast.other_student)]
    assert (own["passed"], own["grade"], own["sessions_attended"]) == ("yes", "28", "1")
    assert (other["passed"], other["grade"], other["sessions_attended"]) == ("", "", "0")
    presences = {row["enrolment"]: row["presence"] for row in rows(files["attendance.csv"])}
    assert presences == {own["enrolment"]: "late", other["enrolment"]: "absent"}


def test_archive_holds_no_meeting_link_and_no_address(client, cast, running):
    files = unpack(take(client, running, cast.lead_teacher))
    everything = b"".join(files.values())
    assert b"secret-room" not in everything
    assert b"@example.org" not in everything


def test_archive_of_a_decided_design_holds_what_was_decided(client, cast):
    exchange = build.make(cast, ExchangeState.RETURNED)
    files = unpack(take(client, exchange, cast.lead_teacher))
    submissions = json.loads(files["submissions.json"])
    decided = json.loads(files["decisions.json"])
    assert [row["number"] for row in submissions] == [1]
    assert [row["outcome"] for row in decided["decisions"]] == ["returned"]
    assert decided["decisions"][0]["submission"] == 1
