from datetime import date, time, timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Message
from core.reminding import plan_reminders
from exchanges.enums import EnrolmentState, ExchangeState
from exchanges.models import Enrolment, Exchange, Session
from exchanges.workflow.session import cancel_session
from tests.exchanges.stage import make_exchange, make_running, make_session

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/secret-room"
PARTICIPANTS = ("lead_teacher", "partner_teacher", "facilitator", "student", "other_student")
OTHERS = ("office", "coordinator", "observer", "other_teacher", "stranger")


def url(name, *args):
    return reverse(f"exchanges:{name}", args=args)


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(url(name, *args))


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(url(name, *args), data)


def slot(number=0, **changes):
    values = {"title": "Opening", "local_time": "14:00", "agenda": ""} | changes
    return {f"s{number}-{name}": value for name, value in values.items()}


def place(anchor, **changes):
    return {"anchor": anchor.pk, "minutes": 90, "link": LINK} | changes


@pytest.mark.parametrize("who", PARTICIPANTS)
def test_session_page_participant_sees_the_link(client, cast, who):
    session = make_session(make_running(cast))
    response = get(client, getattr(cast, who), "session-detail", session.pk)
    assert response.status_code == 200
    assert LINK in response.content.decode()


@pytest.mark.parametrize("who", OTHERS)
def test_session_page_of_a_live_exchange_hides_the_link_from_others(client, cast, who):
    session = make_session(make_running(cast))
    response = get(client, getattr(cast, who), "session-detail", session.pk)
    assert response.status_code == 200
    assert "secret-room" not in response.content.decode()
    calendar = get(client, getattr(cast, who), "session-calendar", session.pk)
    assert calendar.status_code == 403
    assert "secret-room" not in calendar.content.decode()


@pytest.mark.parametrize("who", ["stranger", "student", "other_teacher"])
def test_session_page_of_a_draft_is_not_found_by_outsiders(client, cast, who):
    session = make_session(make_exchange(cast))
    for name in ("session-detail", "session-calendar", "session-move", "session-mail"):
        assert get(client, getattr(cast, who), name, session.pk).status_code == 404


def test_session_page_student_who_withdrew_loses_the_link(client, cast):
    session = make_session(make_running(cast))
    Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    response = get(client, cast.student, "session-detail", session.pk)
    assert "secret-room" not in response.content.decode()


def test_session_page_without_login_asks_for_it(client, cast):
    session = make_session(make_running(cast))
    response = client.get(url("session-detail", session.pk))
    assert response.status_code == 302


def test_session_page_costs_a_fixed_number_of_queries(client, cast, django_assert_max_num_queries):
    session = make_session(make_running(cast))
    client.force_login(cast.lead_teacher)
    with django_assert_max_num_queries(16):
        client.get(url("session-detail", session.pk))


def test_session_calendar_is_a_file_that_a_calendar_reads(client, cast):
    session = make_session(make_running(cast))
    response = get(client, cast.student, "session-calendar", session.pk)

    assert response["Content-Type"].startswith("text/calendar; method=PUBLISH")
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event["UID"].startswith(f"session-{session.pk}@")
    assert event["DTSTART"].dt == session.starts_at.replace(microsecond=0)
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"


def test_session_calendar_after_cancellation_keeps_its_uid_and_says_so(client, cast):
    session = make_session(make_running(cast))
    cancel_session(session, "Strike", by=cast.lead_teacher)
    response = get(client, cast.student, "session-calendar", session.pk)
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_plan_page_offers_three_sessions_and_makes_them(client, cast):
    exchange = make_exchange(cast)
    Exchange.objects.update(starts_on=date(2027, 3, 1), ends_on=date(2027, 4, 30))

    page = get(client, cast.lead_teacher, "session-plan", exchange.pk)
    initials = [form.initial for form in page.context["slots"]]
    data = place(cast.siena)
    for number, initial in enumerate(initials):
        data |= slot(number, title=initial["title"], local_date=initial["local_date"].isoformat())
    response = post(client, cast.lead_teacher, "session-plan", exchange.pk, **data)

    assert response.status_code == 302
    sessions = list(Session.objects.order_by("starts_at"))
    assert [each.local_time for each in sessions] == [time(14)] * 3
    assert sessions[0].local_date < date(2027, 3, 8)
    assert sessions[2].local_date > date(2027, 4, 23)


def test_schedule_page_refuses_each_ill_formed_field_beside_it(client, cast):
    exchange = make_running(cast)
    day = (exchange.ends_on + timedelta(days=1)).isoformat()
    data = place(cast.siena, link="http://a.example", minutes=5) | slot(local_date=day)

    response = post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)

    assert response.status_code == 200
    assert set(response.context["place"].errors) == {"link", "minutes"}
    assert set(response.context["slots"][0].errors) == {"local_date"}
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "http://169.254.169.254/", "ftp://a.b"]
)
def test_schedule_page_refuses_a_link_that_is_not_https(client, cast, link):
    exchange = make_running(cast)
    data = place(cast.siena, link=link) | slot(local_date=exchange.ends_on.isoformat())
    post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)
    assert not Session.objects.exists()


def test_schedule_page_link_is_optional(client, cast):
    exchange = make_running(cast)
    data = place(cast.siena, link="") | slot(local_date=exchange.ends_on.isoformat())
    post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)
    assert Session.objects.get().link == ""


def test_schedule_page_institution_outside_the_exchange_is_refused(client, cast):
    exchange = make_running(cast)
    data = place(cast.cairo) | slot(local_date=exchange.ends_on.isoformat())
    post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)
    assert not Session.objects.exists()


def spring_and_autumn(exchange):
    Exchange.objects.filter(pk=exchange.pk).update(
        starts_on=date(2027, 3, 1), ends_on=date(2027, 11, 30)
    )


def test_schedule_page_missing_time_is_refused_with_the_choices(client, cast):
    exchange = make_running(cast)
    spring_and_autumn(exchange)
    data = place(cast.siena) | slot(local_date="2027-03-28", local_time="02:30")

    response = post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)

    [error] = response.context["slots"][0].errors["local_time"]
    assert "from 02:00 to 03:00" in error
    assert not Session.objects.exists()


def test_schedule_page_missing_time_follows_the_chosen_institution(client, cast):
    exchange = make_running(cast)
    spring_and_autumn(exchange)
    data = place(cast.marrakesh) | slot(local_date="2027-03-28", local_time="02:30")
    post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)
    assert Session.objects.get().zone == "Africa/Casablanca"


def test_schedule_page_double_time_asks_which_one(client, cast):
    exchange = make_running(cast)
    spring_and_autumn(exchange)
    data = place(cast.siena) | slot(local_date="2027-10-31", local_time="02:30")

    response = post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)

    form = response.context["slots"][0]
    assert "comes twice" in form.errors["which"][0]
    labels = [str(label) for _, label in form.fields["which"].choices]
    assert "00:30 UTC" in labels[0]
    assert "01:30 UTC" in labels[1]
    assert not Session.objects.exists()

    data |= slot(local_date="2027-10-31", local_time="02:30", which="1")
    post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)
    session = Session.objects.get()
    assert (session.fold, session.starts_at.hour) == (1, 1)


def test_schedule_page_moment_that_has_passed_is_refused(client, cast):
    exchange = make_running(cast)
    yesterday = timezone.localdate() - timedelta(days=1)
    data = place(cast.siena) | slot(local_date=yesterday.isoformat())
    response = post(client, cast.lead_teacher, "session-schedule", exchange.pk, **data)
    assert "passed" in response.context["slots"][0].errors["local_date"][0]


@pytest.mark.parametrize("who", ["office", "student", "facilitator", "stranger"])
def test_schedule_page_is_for_the_teachers(client, cast, who):
    exchange = make_running(cast)
    assert get(client, getattr(cast, who), "session-schedule", exchange.pk).status_code == 403


def move_data(session, **changes):
    values = {
        "local_date": session.local_date.isoformat(),
        "local_time": session.local_time.strftime("%H:%M"),
        "minutes": session.minutes,
        "link": session.link,
        "seen": session.version,
    }
    return values | changes


def test_move_page_moves_and_tells(client, cast):
    session = make_session(make_running(cast))
    data = move_data(session, minutes=45)
    response = post(client, cast.partner_teacher, "session-move", session.pk, **data)
    assert response.status_code == 302
    session.refresh_from_db()
    assert (session.minutes, session.schedule_seq) == (45, 1)
    assert Message.objects.filter(kind="exchanges.session_moved").count() == 5


def test_move_page_on_an_old_version_is_a_conflict_that_keeps_what_was_typed(client, cast):
    session = make_session(make_running(cast))
    Session.objects.update(version=2)
    data = move_data(session, minutes=45)
    response = post(client, cast.lead_teacher, "session-move", session.pk, **data)
    assert response.status_code == 409
    assert 'value="45"' in response.content.decode()


@pytest.mark.parametrize("name", ["session-move", "session-edit", "session-cancel"])
@pytest.mark.parametrize("who", ["office", "student", "facilitator", "stranger"])
def test_changing_pages_are_for_the_teachers(client, cast, who, name):
    session = make_session(make_running(cast))
    assert get(client, getattr(cast, who), name, session.pk).status_code == 403
    assert post(client, getattr(cast, who), name, session.pk).status_code == 403


def test_edit_page_saves_title_and_agenda(client, cast):
    session = make_session(make_running(cast))
    data = {"title": "<b>Dialogue</b>", "agenda": "One\nTwo", "seen": 1}
    post(client, cast.lead_teacher, "session-edit", session.pk, **data)
    page = get(client, cast.student, "session-detail", session.pk).content.decode()
    assert "&lt;b&gt;Dialogue" in page


def test_cancel_page_needs_a_reason(client, cast):
    session = make_session(make_running(cast))
    response = post(client, cast.lead_teacher, "session-cancel", session.pk, reason="", seen=1)
    assert response.context["form"].errors["reason"]
    response = post(client, cast.lead_teacher, "session-cancel", session.pk, reason="Strike")
    assert response.status_code == 302
    page = get(client, cast.student, "session-detail", session.pk).content.decode()
    assert "Strike" in page


def test_hold_page_before_it_begins_refuses_with_the_sentence(client, cast):
    session = make_session(make_running(cast))
    response = post(client, cast.lead_teacher, "session-hold", session.pk, seen=1)
    assert response.status_code == 409
    assert "not begun" in response.content.decode()


def test_session_list_offers_planning_to_teachers_only(client, cast):
    exchange = make_running(cast)
    plan = url("session-plan", exchange.pk)
    assert plan in get(client, cast.lead_teacher, "session-list", exchange.pk).content.decode()
    assert plan not in get(client, cast.student, "session-list", exchange.pk).content.decode()
    session = make_session(exchange)
    page = get(client, cast.student, "session-list", exchange.pk).content.decode()
    assert session.get_absolute_url() in page
    assert "secret-room" not in page


@pytest.fixture
def reminded(cast):
    session = make_session(make_running(cast), 55)
    Enrolment.objects.update(state_changed_at=timezone.now() - timedelta(days=30))
    plan_reminders()
    return session


def test_mail_page_shows_each_message_and_why_not(client, cast, reminded):
    Message.objects.filter(recipient=cast.student).update(
        state="failed", detail="no such user", smtp_code=550
    )
    page = get(client, cast.office, "session-mail", reminded.pk).content.decode()
    assert "no such user" in page
    assert cast.other_student.email in page
    assert "a nearer one was due" in page


@pytest.mark.parametrize("who", ["student", "facilitator", "observer", "stranger"])
def test_mail_page_is_for_teachers_and_office(client, cast, reminded, who):
    assert get(client, getattr(cast, who), "session-mail", reminded.pk).status_code == 403


def test_resend_queues_one_more(client, cast, reminded):
    Message.objects.update(state="failed", lease_token=None)
    reminder = Message.objects.get(recipient=cast.student)
    response = post(client, cast.office, "session-resend", reminded.pk, reminder.public_id)
    assert response.status_code == 302
    assert Message.objects.filter(state="pending").count() == 1


def test_resend_of_another_sessions_reminder_is_not_found(client, cast, reminded):
    other = make_session(reminded.exchange, 5000)
    reminder = Message.objects.filter(offset_minutes=60).first()
    assert (
        post(client, cast.office, "session-resend", other.pk, reminder.public_id).status_code == 404
    )


def test_resend_by_get_is_refused(client, cast, reminded):
    reminder = Message.objects.filter(offset_minutes=60).first()
    response = get(client, cast.office, "session-resend", reminded.pk, reminder.public_id)
    assert response.status_code == 405


def test_session_page_of_a_completed_exchange_stays_readable(client, cast):
    session = make_session(make_exchange(cast, ExchangeState.COMPLETED))
    assert get(client, cast.lead_teacher, "session-detail", session.pk).status_code == 200
