import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from core.delivery import deliver_due
from core.models import Message
from core.reminder_account import account_for
from core.reminding import plan_reminders
from core.tasks import plan_reminders as plan_reminders_task
from exchanges.enums import EnrolmentState, ExchangeState
from exchanges.models import Enrolment, Exchange, Session
from exchanges.workflow.session import move_session
from tests.exchanges.stage import make_exchange, make_running, make_session, reminders
from tests.exchanges.test_session import plan_of

pytestmark = pytest.mark.django_db
DAY, WEEK = 1440, 10080
LONG_AGO = timedelta(days=60)


@pytest.fixture
def exchange(cast):
    """A running exchange whose students enrolled long ago."""
    running = make_running(cast)
    Enrolment.objects.update(state_changed_at=timezone.now() - LONG_AGO)
    return running


def offsets():
    return sorted(set(reminders().values_list("offset_minutes", flat=True)))


@pytest.mark.parametrize(
    ("in_minutes", "expected"),
    [
        (WEEK + 5, []),
        (WEEK - 5, [WEEK]),
        (DAY + 5, [WEEK]),
        (DAY - 5, [DAY]),
        (65, [DAY]),
        (55, [60]),
        (1, [60]),
        (-1, []),
    ],
)
def test_plan_takes_the_nearest_offset_that_is_due(exchange, in_minutes, expected):
    make_session(exchange, in_minutes)
    assert plan_reminders() == 4 * len(expected)
    assert offsets() == expected


def test_plan_reminds_students_and_teachers_once_each(cast, exchange):
    session = make_session(exchange, 55)
    exchange.teams.get(institution=cast.siena).teachers.add(cast.other_teacher, cast.lead_teacher)

    assert plan_reminders() == 5
    assert plan_reminders() == 0
    assert plan_reminders_task() == 0

    people = set(reminders().values_list("recipient__email", flat=True))
    expected = (
        cast.student,
        cast.other_student,
        cast.lead_teacher,
        cast.partner_teacher,
        cast.other_teacher,
    )
    assert people == {person.email for person in expected}
    assert Message.objects.about(session.pk).count() == 5
    assert all(message.expires_at == session.starts_at for message in Message.objects.all())


def test_plan_message_is_in_the_readers_zone_with_calendar_and_all_sites(cast, exchange):
    session = make_session(exchange, 55)
    plan_reminders()
    deliver_due()

    message = Message.objects.get(recipient=cast.other_student).letter
    wall = session.starts_at.astimezone(ZoneInfo("Africa/Casablanca")).strftime("%H:%M")
    assert wall in message.subject
    assert "Africa/Casablanca" in message.subject
    assert "Marrakesh: " in message.text
    assert "Siena: " in message.text
    assert session.link in message.text
    assert message.attachments[0]["type"] == "text/calendar; method=PUBLISH"
    assert "TZID=Europe/Rome" in message.attachments[0]["content"]


def test_plan_after_an_outage_sends_only_the_nearest(exchange):
    """Nobody planned for weeks: one reminder each, and the older offsets never come."""
    make_session(exchange, 30)
    plan_reminders()
    assert offsets() == [60]
    plan_reminders()
    assert offsets() == [60]


@pytest.mark.parametrize(
    "state",
    [
        ExchangeState.DRAFT,
        ExchangeState.SUBMITTED,
        ExchangeState.APPROVED,
        ExchangeState.COMPLETED,
        ExchangeState.CANCELLED,
    ],
)
def test_plan_exchange_that_is_not_live_reminds_nobody(cast, state):
    make_session(make_exchange(cast, state), 55)
    assert plan_reminders() == 0


def test_plan_own_offsets_of_the_exchange_count(cast, exchange):
    Exchange.objects.update(reminder_offsets=[120])
    make_session(exchange, 55)
    plan_reminders()
    assert offsets() == [120]


def test_plan_without_offsets_reminds_nobody(exchange):
    Exchange.objects.update(reminder_offsets=[])
    make_session(exchange, 55)
    assert plan_reminders() == 0


def test_plan_student_who_enrolled_after_the_moment_is_left_out(cast, exchange):
    Enrolment.objects.filter(student=cast.student).update(state_changed_at=timezone.now())
    make_session(exchange, 55)
    plan_reminders()
    assert not reminders().filter(recipient=cast.student).exists()
    assert reminders().filter(recipient=cast.other_student).exists()


def test_plan_withdrawn_student_and_inactive_person_are_left_out(cast, exchange):
    Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    cast.partner_teacher.is_active = False
    cast.partner_teacher.save()
    make_session(exchange, 55)
    assert plan_reminders() == 2


def test_plan_moved_session_gets_a_new_set_for_moments_after_the_move(cast, exchange):
    session = make_session(exchange, 55)
    plan_reminders()
    later = timezone.localtime(session.starts_at) + timedelta(days=2)

    moved = move_session(
        session,
        plan_of(session, local_date=later.date(), local_time=later.time()),
        by=cast.lead_teacher,
    )

    # The e-mail about the move told the new time: the week's reminder would say it again.
    assert plan_reminders() == 0
    # Two days on (the clock stands still here, so the session and its move come nearer).
    Session.objects.filter(pk=moved.pk).update(
        starts_at=timezone.now() + timedelta(minutes=DAY - 5),
        schedule_changed_at=timezone.now() - timedelta(days=1),
    )
    assert plan_reminders() == 4
    assert set(reminders().filter(target_seq=1).values_list("offset_minutes", flat=True)) == {DAY}


def test_reminder_twice_for_the_same_moment_is_impossible(cast, exchange):
    make_session(exchange, 55)
    plan_reminders()
    row = reminders().get(recipient=cast.student)
    row.pk, row.message_id = None, "<other@example.org>"
    with pytest.raises(IntegrityError, match="message_reminds_once"), transaction.atomic():
        row.save(force_insert=True)


def test_reminder_of_nothing_is_impossible(cast, exchange):
    make_session(exchange, 55)
    plan_reminders()
    with pytest.raises(IntegrityError, match="message_reminder_says"), transaction.atomic():
        reminders().update(target_seq=None)


def test_account_says_why_for_each_person_and_offset(cast, exchange):
    session = make_session(exchange, DAY - 5)
    Enrolment.objects.filter(student=cast.student).update(state_changed_at=timezone.now())
    plan_reminders()
    deliver_due()

    found = {(item.person, item.offset_minutes): item for item in account_for(session)}

    assert len(found) == 12
    assert found[cast.other_student, DAY].state == "sent"
    assert "took its place" in found[cast.other_student, WEEK].reason
    assert found[cast.other_student, 60].state == "planned"
    assert "joined after" in found[cast.student, DAY].reason


def test_explain_command_prints_a_line_for_each(cast, exchange):
    session = make_session(exchange, 55)
    plan_reminders()
    said = StringIO()

    call_command("reminders", explain=session.pk, stdout=said)
    lines = said.getvalue().splitlines()
    assert "All times are those of Europe/Rome." in lines[0]
    at = lines.index(f"{cast.student} <{cast.student.email}>")
    assert [line.split()[0] for line in lines[at + 1 : at + 4]] == ["10080", "1440", "60"]
    assert "a nearer one was due" in lines[at + 1]

    said = StringIO()
    call_command("reminders", explain=session.pk, json=True, stdout=said)
    told = json.loads(said.getvalue())
    assert (told["meeting"], told["title"]) == (str(session.pk), session.title)
    rows = told["reminders"]
    assert {row["state"] for row in rows} == {"pending", "none"}


def test_explain_command_of_an_unknown_session_says_so(exchange):
    with pytest.raises(CommandError, match="no session"):
        call_command("reminders", explain=exchange.pk)


def test_explain_command_of_no_identifier_says_what_to_give():
    with pytest.raises(CommandError, match="address of the meeting’s page"):
        call_command("reminders", explain="Opening session")


def test_reminders_command_plans(exchange):
    make_session(exchange, 55)
    said = StringIO()
    call_command("reminders", stdout=said)
    assert said.getvalue() == "4 planned.\n"


@pytest.mark.django_db(transaction=True)
def test_plan_by_rivals_at_once_makes_one_set(exchange):
    for minutes in range(20, 50):
        make_session(exchange, minutes)
    start = Barrier(4)

    def work():
        start.wait()
        try:
            return plan_reminders()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as rivals:
        planned = [rivals.submit(work) for _ in range(4)]
        total = sum(each.result() for each in planned)

    assert total == reminders().count() == 30 * 4
