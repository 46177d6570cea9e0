"""Planners overlap, sleep for hours, or have wrong clocks: PostgreSQL's clock decides."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from accounts.models import User
from core.meetings import Plan
from core.models import Message
from core.reminding import plan_reminders
from exchanges.enums import EnrolmentState
from exchanges.models import Enrolment, Session
from exchanges.workflow.session import cancel_session, move_session
from tests.cast import make_cast
from tests.exchanges.stage import make_session
from tests.faults.conftest import wait_for
from tests.faults.rows import S, ids, make_settled_exchange, reminders, unsettled, write

pytestmark = pytest.mark.faults


def of(session):
    return reminders().filter(target_id=session.pk)


def plan_again_and_again():
    try:
        for _number in range(20):
            plan_reminders()
    finally:
        connections.close_all()


def test_planning_by_two_beats_and_by_hand_reminds_each_person_once(stage):
    cast = make_cast()
    exchange = make_settled_exchange(cast)
    sessions = [make_session(exchange, 40 + number) for number in range(8)]
    cancelled = make_session(exchange, 50, title="Cancelled")
    stage.beat("beat-one")
    stage.beat("beat-two")
    stage.worker(processes=2)
    by_hand = [stage.hand("reminders") for _number in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for _number in range(2):
            pool.submit(plan_again_and_again)
    assert [process.wait() for process in by_hand] == [0, 0]
    cancel_session(cancelled, "Strike", by=cast.lead_teacher)
    Enrolment.objects.filter(student=cast.other_student).update(state=EnrolmentState.WITHDRAWN)

    # This one is left to the beats.
    late = make_session(exchange, 45, title="Late")

    wait_for(lambda: of(late).count() == 3 and unsettled() == 0, "all reminders to go")
    # Both beats ring again and again; none of it may add anything.
    made, accepted = reminders().count(), len(stage.server.accepted)
    for _number in range(3):
        [probe] = write(1)
        wait_for(Message.objects.filter(pk=probe.pk, state=S.SENT).exists, "the beats to ring")
        accepted += 1

    assert (reminders().count(), len(stage.server.accepted)) == (made, accepted)
    assert made == 4 * (len(sessions) + 1) + 3
    assert set(stage.server.copies().values()) == {1}
    told = Counter(reminders().filter(state=S.SENT).values_list("target_id", "recipient_id"))
    assert set(told.values()) == {1}
    for session in (*sessions, late):
        for person in (cast.student, cast.lead_teacher, cast.partner_teacher):
            assert told[session.pk, person.pk] == 1


def test_planning_after_three_hours_without_it_sends_the_nearest_only(stage, clock):
    """Several reminders of a session are overdue by then: the nearest one is sent."""
    exchange = make_settled_exchange(make_cast())
    User.objects.update(reminder_offsets=[240, 180, 120, 60, 15])
    coming = make_session(exchange, 250, title="Coming")
    waiting = make_session(exchange, 230, title="Planned before")
    begun = make_session(exchange, 170, title="Begun")
    # They are planned, and then Celery is gone.
    assert plan_reminders() == 8
    assert not of(coming).exists()

    clock.advance(timedelta(hours=3))
    stage.worker()
    stage.beat("beat")
    wait_for(lambda: of(coming).exists() and unsettled() == 0, "all that is left to do")

    settled = Counter(reminders().values_list("target_id", "offset_minutes", "state"))
    assert settled == {
        (coming.pk, 120, S.SENT): 4,
        (waiting.pk, 240, S.SKIPPED): 4,
        (waiting.pk, 60, S.SENT): 4,
        (begun.pk, 180, S.EXPIRED): 4,
    }
    sent = [message for message in reminders() if message.state == S.SENT]
    assert stage.server.copies() == Counter(ids(sent))


def test_planning_what_cannot_be_written_holds_up_no_neighbour(stage):
    """A session's letter breaks, and so does a message's own: the others go out at once."""
    exchange = make_settled_exchange(make_cast())
    poison, good = make_session(exchange, 55), make_session(exchange, 50)
    Session.objects.filter(pk=poison.pk).update(zone="No/Where")
    broken, *others = write(8)
    Message.objects.filter(pk=broken.pk).update(attachments=[{"name": None}])
    stage.worker()
    stage.beat("beat")

    wait_for(lambda: of(good).filter(state=S.SENT).count() == 4, "the good reminders to go")
    wait_for(lambda: unsettled() == 5, "only what is broken to be left")
    tried = of(poison).filter(attempts__gte=1, state=S.PENDING)
    wait_for(lambda: tried.count() == 4, "all to be tried, and to wait for the next try")
    assert not of(poison).filter(state=S.SENT).exists()
    assert stage.server.copies() == Counter(ids([*others, *of(good)]))

    # It is mended, and goes: nothing was given up meanwhile.
    Session.objects.filter(pk=poison.pk).update(zone="Europe/Rome")
    of(poison).update(next_attempt_at=good.schedule_changed_at)
    wait_for(lambda: of(poison).filter(state=S.SENT).count() == 4, "the mended reminders to go")


@pytest.mark.parametrize("hours", [-1, 1])
def test_planning_with_wrong_clocks_follows_the_database(stage, hours):
    """Beat and the worker are two hours apart, with the right time between them."""
    exchange = make_settled_exchange(make_cast())
    User.objects.update(reminder_offsets=[60])
    due, not_due = make_session(exchange, 58), make_session(exchange, 65)
    begun = make_session(exchange, -1)
    stage.beat("beat", FAULTS_CLOCK_HOURS=str(-hours))
    stage.worker(FAULTS_CLOCK_HOURS=str(hours))

    wait_for(lambda: of(due).filter(state=S.SENT).count() == 4, "the reminders to go")

    assert not (of(not_due) | of(begun)).exists()
    assert stage.server.copies() == Counter(ids(of(due)))


@pytest.mark.parametrize("hours", [-1, 1])
def test_planning_by_hand_with_a_wrong_clock_follows_the_database(stage, hours):
    exchange = make_settled_exchange(make_cast())
    User.objects.update(reminder_offsets=[60])
    due, not_due = make_session(exchange, 58), make_session(exchange, 65)
    stage.more["FAULTS_CLOCK_HOURS"] = str(hours)

    assert stage.hand("reminders").wait() == 0
    assert stage.hand("deliver_mail").wait() == 0

    assert stage.server.copies() == Counter(ids(of(due)))
    assert len(stage.server.accepted) == 4
    assert not of(not_due).exists()


CLOCK_CHANGES = [
    ("Europe/Rome", Plan(date(2027, 3, 28), time(10)), "Sunday 28 March 2027, 10:00"),
    ("Europe/Rome", Plan(date(2027, 10, 31), time(10)), "Sunday 31 October 2027, 10:00"),
    ("Africa/Cairo", Plan(date(2027, 4, 30), time(10)), "Friday 30 April 2027, 10:00"),
    ("Africa/Cairo", Plan(date(2027, 10, 29), time(10)), "Friday 29 October 2027, 10:00"),
]


@pytest.mark.parametrize(("zone", "plan", "words"), CLOCK_CHANGES)
def test_planning_across_a_change_of_the_clocks(stage, clock, zone, plan, words):
    """A day before is 24 hours before, and the letter says the time after the change."""
    cast = make_cast()
    exchange = make_settled_exchange(cast)
    exchange.ends_on = plan.local_date
    exchange.save()
    User.objects.update(time_zone=zone, reminder_offsets=[1440])
    session = make_session(exchange)
    Session.objects.filter(pk=session.pk).update(zone=zone)
    starts_at = datetime.combine(plan.local_date, plan.local_time, ZoneInfo(zone))
    day_before = starts_at.astimezone(UTC) - timedelta(hours=24)
    assert day_before.astimezone(ZoneInfo(zone)).utcoffset() != starts_at.utcoffset()

    clock.set(day_before - timedelta(days=2))
    move_session(session, plan, by=cast.lead_teacher)
    Message.objects.all().delete()
    clock.set(day_before - timedelta(minutes=1))
    assert plan_reminders() == 0
    clock.set(day_before)
    assert plan_reminders() == 4
    assert stage.deliver() == 4

    for item in stage.server.accepted:
        text = item.mail.get_body(("plain",)).get_content()
        assert f"{words} in your time zone ({zone})" in " ".join(text.split())
