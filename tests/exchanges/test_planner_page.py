"""The planner of sessions on the page of an exchange."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from accounts.models import Institution
from exchanges.enums import ExchangeState
from exchanges.models import Exchange, Session, Team
from exchanges.workflow.session import cancel_session
from tests.cast import make_institution
from tests.exchanges.stage import make_exchange, make_session

pytestmark = pytest.mark.django_db
SPRING = (date(2027, 3, 1), date(2027, 4, 30))


def url_of(exchange, query=""):
    return reverse("exchanges:session-find", args=[exchange.pk]) + query


def body_of(client, exchange, query=""):
    answer = client.get(url_of(exchange, query))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def spring(cast):
    """An exchange of Siena and Marrakesh over the spring in which Europe's clocks go forward."""
    exchange = make_exchange(cast)
    Exchange.objects.filter(pk=exchange.pk).update(starts_on=SPRING[0], ends_on=SPRING[1])
    exchange.refresh_from_db()
    return exchange


@pytest.fixture
def teacher(client, cast):
    client.force_login(cast.lead_teacher)
    return client


def choices_in(answer, **changes):
    """Return what a browser would send of the page as it stands, with some changes."""
    found = answer.context["found"]
    data = {"seen": str(answer.context["together"]["seen"].value()), "link": ""}
    for meeting in found.forms.meetings:
        data[meeting[0].add_prefix("title")] = meeting[0]["title"].value()
        for form in meeting:
            data[form.add_prefix("slot")] = form.chosen
            data[form.add_prefix("local_date")] = data[form.add_prefix("local_time")] = ""
    return data | {key.replace("__", "-"): value for key, value in changes.items()}


def send(client, exchange, query="", **changes):
    data = choices_in(client.get(url_of(exchange, query)), **changes)
    return client.post(url_of(exchange, query), data)


def fill(exchange, moment):
    """Make a session of eight hours at a moment."""
    session = make_session(exchange, minutes=480)
    Session.objects.filter(pk=session.pk).update(starts_at=moment)


def test_planner_shows_every_candidate_on_every_clock(teacher, spring):
    body = body_of(teacher, spring)
    assert body.count('<tr class="slots-head">') == 3
    rows = re.findall(r'<th scope="row">.*?</tr>', body, re.DOTALL)
    slots = [row for row in rows if "slot-number" in row]
    assert len(slots) == 15
    for row in slots:
        assert row.count("slot-time") == 2
        assert 'data-label="Siena"' in row
        assert 'data-label="Marrakesh"' in row
        assert "slot-state tone-" in row
    assert "usual hours" in body
    assert "Above the next:" in body
    assert "Inside the teaching hours of every site." in body
    assert body.count("</svg>recommended") == 3
    assert [int(number) for number in re.findall(r"slot-number\">(\d)", body)] == [
        1,
        2,
        3,
        4,
        5,
    ] * 3


def test_planner_reads_each_site_by_its_own_clock(teacher, spring):
    found = teacher.get(url_of(spring)).context["found"]
    body = body_of(teacher, spring)
    for wanted in found.proposal.sessions:
        for candidate in wanted.candidates:
            for reading in candidate.readings:
                assert f"{reading.starts:%H:%M}–{reading.ends:%H:%M}" in body


def test_planner_flags_the_clock_changes_of_the_window(teacher, spring):
    body = body_of(teacher, spring)
    assert "Clocks change in \u2068Siena\u2069 on Sun 28 March 2027." in body
    body = body_of(teacher, spring, "?last=2027-03-20")
    assert "Clocks change" not in body


def test_planner_names_days_off_and_what_is_not_known(teacher, cast, spring):
    body = body_of(teacher, spring)
    assert "Easter Monday" in body
    assert "Terms that are not given" in body
    for institution in (cast.siena, cast.marrakesh):
        assert reverse("accounts:institution-calendar", args=[institution.schac_code, 2026]) in body
        assert reverse("accounts:institution-detail", args=[institution.schac_code]) in body


def test_planner_sums_up_what_each_site_bears(teacher, cast, spring):
    body = body_of(teacher, spring)
    assert "Who bears what" in body
    assert body.count("<dd>nothing</dd>") == 2
    Institution.objects.filter(pk=cast.marrakesh.pk).update(
        teaches_from=time(17), teaches_until=time(21)
    )
    facts = re.findall(r"<dd>(.*?)</dd>", body_of(teacher, spring))
    assert any("minutes" in fact or "hours" in fact for fact in facts)


def test_planner_says_the_next_day_where_it_is(teacher, cast, spring):
    far = make_institution("auckland.ac.nz", city="Auckland", time_zone="Pacific/Auckland")
    Team.objects.create(exchange=spring, institution=far, lead=cast.other_teacher)
    body = body_of(teacher, spring)
    assert "Nothing else exists" in body
    assert "Look at more days or at shorter sessions" in body
    assert "<strong>the next day</strong>" in body
    assert "outside decent hours" in body


def test_planner_schedules_what_is_recommended_in_one_action(teacher, cast, spring):
    before = Exchange.objects.get(pk=spring.pk).version
    answer = send(teacher, spring, link="https://meet.example.org/room", s2__title="In the middle")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("exchanges:session-list", args=[spring.pk])
    sessions = list(Session.objects.order_by("starts_at"))
    assert [each.title for each in sessions] == [
        "Opening session",
        "In the middle",
        "Closing session",
    ]
    assert {each.anchor for each in sessions} == {cast.siena}
    assert {each.link for each in sessions} == {"https://meet.example.org/room"}
    assert Exchange.objects.get(pk=spring.pk).version == before + 1
    assert "The sessions are planned." in teacher.get(answer["Location"]).content.decode()


def test_planner_keeps_the_wall_time_of_the_chosen_anchor(teacher, cast, spring):
    answer = send(teacher, spring, f"?anchor={cast.marrakesh.pk}&sessions=1")
    assert answer.status_code == 302
    session = Session.objects.get()
    assert (session.anchor, session.zone) == (cast.marrakesh, "Africa/Casablanca")


def test_planner_two_times_to_choose_from_become_one_meeting(teacher, spring):
    answer = send(teacher, spring, "?options=2&sessions=1")
    assert answer.status_code == 302
    meeting = Session.objects.get(parallel_of=None)
    option = Session.objects.get(parallel_of=meeting)
    assert option.title == meeting.title
    assert option.starts_at != meeting.starts_at


def test_planner_weekly_has_one_session_in_each_week(teacher, spring):
    body = body_of(teacher, spring, "?rhythm=weekly&last=2027-03-28")
    assert body.count('<tr class="slots-head">') == 4
    assert 'value="Session 3"' in body


def test_planner_leaves_out_what_is_left_out(teacher, spring):
    assert send(teacher, spring, s1__slot="", s3__slot="").status_code == 302
    assert Session.objects.get().title == "Midway session"


def test_planner_with_nothing_chosen_says_so(teacher, spring):
    answer = send(teacher, spring, s1__slot="", s2__slot="", s3__slot="")
    assert answer.status_code == 200
    assert "Choose a time for at least one session." in answer.content.decode()
    assert not Session.objects.exists()


def test_planner_keeps_off_the_sessions_that_exist(teacher, cast, spring):
    send(teacher, spring)
    kept = {each.starts_at for each in Session.objects.all()}
    body = body_of(teacher, spring)
    assert "3 sessions are planned already" in body
    found = teacher.get(url_of(spring)).context["found"]
    proposed = {c.starts_at for wanted in found.proposal.sessions for c in wanted.candidates}
    assert all(abs(at - each) >= timedelta(minutes=90) for at in proposed for each in kept)
    for session in Session.objects.all():
        cancel_session(session, "A strike", by=cast.lead_teacher)
    assert "planned already" not in body_of(teacher, spring)


def test_planner_sent_twice_schedules_once(teacher, spring):
    data = choices_in(teacher.get(url_of(spring)))
    assert teacher.post(url_of(spring), data).status_code == 302
    answer = teacher.post(url_of(spring), data)
    assert answer.status_code == 200
    assert "Another session of this exchange is at that time." in answer.content.decode()
    assert Session.objects.count() == 3


def test_planner_after_another_change_asks_to_look_again(teacher, spring):
    answer = send(teacher, spring, seen="0")
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "This has changed since you opened it." in body
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"s1__slot": "2026-01-01T10:00"}, "Choose a day from"),
        ({"s1__slot": "2027-13-45T10:00"}, "Enter a valid date."),
        ({"s1__slot": "nonsense"}, "Select a valid choice."),
        ({"s1__slot": "other"}, "This field is required."),
        ({"s1__title": ""}, "This field is required."),
        ({"link": "http://meet.example.org"}, "Give an address that begins with https://."),
        (
            {"s2__slot": "other", "s2__local_date": "2027-03-28", "s2__local_time": "02:30"},
            "This time does not exist: the clocks go from 02:00 to 03:00 that day.",
        ),
    ],
)
def test_planner_refuses_what_cannot_be_and_keeps_what_was_typed(
    teacher, spring, changes, sentence
):
    answer = send(teacher, spring, s3__title="A last word", **changes)
    assert answer.status_code == 200
    body = answer.content.decode()
    assert sentence in body
    assert 'value="A last word"' in body
    assert not Session.objects.exists()


def test_planner_time_that_comes_twice_is_spelled_out_and_chosen(teacher, spring):
    Exchange.objects.filter(pk=spring.pk).update(
        starts_on=date(2027, 10, 25), ends_on=date(2027, 11, 20)
    )
    typed = {"s1__slot": "other", "s1__local_date": "2027-10-31", "s1__local_time": "02:30"}
    answer = send(teacher, spring, **typed)
    body = answer.content.decode()
    assert "This time comes twice. Choose the earlier or the later." in body
    assert "the earlier, before the clocks go back (00:30 UTC)" in body
    answer = send(teacher, spring, **typed, s1__which="1")
    assert answer.status_code == 302
    first = Session.objects.order_by("starts_at").first()
    assert (first.fold, f"{first.starts_at:%d %H:%M}") == (1, "31 01:30")


def test_planner_chosen_times_that_overlap_are_refused(teacher, spring):
    answer = send(
        teacher,
        spring,
        s1__slot="other",
        s1__local_date="2027-04-01",
        s1__local_time="10:00",
        s2__slot="2027-04-01T11:00",
    )
    assert answer.status_code == 200
    assert "Another session of this exchange is at that time." in answer.content.decode()
    assert 'value="2027-04-01"' in answer.content.decode()


def test_planner_second_time_alone_is_refused(teacher, spring):
    answer = send(teacher, spring, "?options=2&sessions=1", s1__slot="")
    assert "Choose the first time before the second." in answer.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?first=2020-01-01", "first"),
        ("?first=x", "first"),
        ("?last=2027-02-30", "last"),
        ("?first=2027-04-10&last=2027-04-09", "last"),
        ("?sessions=0", "sessions"),
        ("?sessions=99999999999999999999", "sessions"),
        ("?minutes=5", "minutes"),
        ("?minutes=", "minutes"),
        ("?options=3", "options"),
        ("?rhythm=daily", "rhythm"),
        ("?lunch=%00", "lunch"),
        ("?anchor=nobody", "anchor"),
    ],
)
def test_planner_ill_formed_query_is_told_beside_its_field(teacher, spring, query, field):
    answer = teacher.get(url_of(spring, query))
    assert answer.status_code == 200
    assert set(answer.context["query"].errors) == {field}
    assert "field-error" in answer.content.decode()
    assert teacher.post(url_of(spring, query), {"s1-slot": "other"}).status_code == 200
    assert not Session.objects.exists()


def test_planner_where_every_hour_is_taken_says_how_to_go_on(teacher, spring):
    for number in range(-2, 6):
        fill(spring, datetime(2027, 3, 3, tzinfo=UTC) + timedelta(hours=8 * number))
    body = body_of(teacher, spring, "?first=2027-03-03&last=2027-03-03&sessions=1")
    assert "No time is left" in body
    assert "Look at more days, or at shorter sessions." in body


def test_planner_of_an_exchange_whose_days_have_passed_says_so(teacher, cast):
    exchange = make_exchange(cast, ExchangeState.RUNNING)
    Exchange.objects.filter(pk=exchange.pk).update(
        starts_on=date(2025, 3, 1), ends_on=date(2025, 4, 30)
    )
    assert "No day is left for a session" in body_of(teacher, exchange)


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("student", 404), ("other_teacher", 404), ("office", 403)],
)
def test_planner_is_for_who_may_schedule(client, cast, spring, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(url_of(spring)).status_code == status
    assert client.post(url_of(spring), {}).status_code == status


def test_planner_is_offered_where_sessions_are_listed(teacher, spring):
    page = reverse("exchanges:session-list", args=[spring.pk])
    assert url_of(spring) in teacher.get(page).content.decode()
    make_session(spring)
    assert url_of(spring) in teacher.get(page).content.decode()


@pytest.mark.parametrize("query", ["?sessions=1", "?sessions=4", "?sessions=3&options=2"])
def test_planner_costs_a_fixed_number_of_queries(teacher, spring, query, django_assert_num_queries):
    make_session(spring)
    url = url_of(spring, query)
    teacher.get(url)
    with django_assert_num_queries(9):
        teacher.get(url)
