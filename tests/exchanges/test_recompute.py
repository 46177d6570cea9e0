import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from core import audit
from core.delivery import deliver_due
from core.meetings import note_offsets
from core.models import Message
from exchanges.enums import ExchangeState
from exchanges.models import Facilitation, Session
from exchanges.workflow.session import cancel_session
from tests.cast import make_cast
from tests.exchanges.stage import make_exchange, make_running, make_session
from tests.training.make import make_edition, new_meeting
from training.workflow import enrol, schedule_meetings
from ve_portal.recomputing import recompute_meetings

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def as_older_rules_said(session, *, instant=timedelta(0), **offsets):
    """Keep a session as it was written when the rules were others.

    `instant` is how far the agreed wall time was from today's instant; `offsets` are what was told
    in other zones, in minutes from what is right today (`Africa_Casablanca=60`).
    """
    note_offsets(session, [session.zone, "Africa/Casablanca", "Africa/Cairo"])
    told = dict(session.told_offsets)
    for zone, minutes in offsets.items():
        told[zone.replace("_", "/")] += minutes
    if instant:
        told[session.zone] -= int(instant.total_seconds() // 60)
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + instant, told_offsets=told
    )
    session.refresh_from_db()
    return session


@pytest.fixture
def session(cast):
    return make_session(make_running(cast))


def told():
    """Return who was told that clocks changed, and in which words."""
    found = Message.objects.filter(kind="exchanges.session_times_changed")
    return {message.address: message.text for message in found}


def test_nothing_new_changes_nothing_and_tells_nobody(session):
    as_older_rules_said(session)
    assert recompute_meetings() == []
    assert Message.objects.count() == 0


def test_instant_that_moved_is_updated_and_counts_as_a_new_schedule(cast, session):
    right = session.starts_at
    as_older_rules_said(session, instant=HOUR)

    [outcome] = recompute_meetings()

    session.refresh_from_db()
    assert (session.starts_at, session.schedule_seq) == (right, 1)
    assert (outcome.before, outcome.after) == (right + HOUR, right)
    # In Siena the wall time was kept: Marrakesh reads another one.
    assert told().keys() == {cast.partner_teacher.email, cast.other_student.email}
    assert outcome.told == 2


def test_local_time_alone_that_moved_is_told_there_and_keeps_the_sequence(cast, session):
    right = session.starts_at
    as_older_rules_said(session, Africa_Casablanca=60)

    recompute_meetings()

    session.refresh_from_db()
    assert (session.starts_at, session.schedule_seq) == (right, 0)
    assert told().keys() == {cast.partner_teacher.email, cast.other_student.email}


def test_told_are_the_old_and_the_new_time(cast, session):
    session = as_older_rules_said(session, Africa_Casablanca=60)
    offset = timedelta(minutes=session.told_offsets["Africa/Casablanca"])
    recompute_meetings()
    text = told()[cast.partner_teacher.email]
    before = session.starts_at.astimezone(UTC) + offset
    assert f"{before:%H:%M}" in text
    assert f"{before - HOUR:%H:%M}" in text


def test_run_twice_tells_once(session):
    as_older_rules_said(session, instant=HOUR)
    assert len(recompute_meetings()) == 1
    assert recompute_meetings() == []
    assert len(told()) == 2


def test_dry_run_changes_nothing(session):
    wrong = as_older_rules_said(session, instant=HOUR).starts_at
    [outcome] = recompute_meetings(is_dry_run=True)
    session.refresh_from_db()
    assert (session.starts_at, outcome.before) == (wrong, wrong)
    assert told() == {}


def test_change_is_on_record(session):
    as_older_rules_said(session, instant=HOUR)
    recompute_meetings()
    event = audit.last_event(session)
    assert event.verb == "exchanges.session.recompute"
    assert event.actor is None
    assert event.data["told"] == 2


def test_reminders_of_the_old_instant_are_not_sent(session):
    as_older_rules_said(session, instant=HOUR)
    Message.objects.create(
        message_id="<old@example.org>",
        kind="exchanges.session_reminder",
        recipient=session.exchange.teams.get(is_initiator=True).lead,
        address="lead@example.org",
        language="en",
        target_type="exchanges.session",
        target_id=session.pk,
        target_seq=0,
        offset_minutes=10080,
    )
    recompute_meetings()
    deliver_due()
    reminder = Message.objects.get(offset_minutes=10080)
    assert (reminder.state, reminder.detail) == ("skipped", "The meeting was moved.")


def test_session_of_an_exchange_that_was_given_up_is_left(cast):
    exchange = make_exchange(cast, ExchangeState.DRAFT)
    session = make_session(exchange)
    wrong = as_older_rules_said(session, instant=HOUR).starts_at
    type(exchange).objects.filter(pk=exchange.pk).update(
        state=ExchangeState.CANCELLED, cancel_reason="It was cancelled."
    )
    recompute_meetings()
    session.refresh_from_db()
    assert session.starts_at == wrong


def test_cancelled_session_is_left(cast, session):
    cancel_session(session, "Strike", by=cast.lead_teacher)
    session.refresh_from_db()
    as_older_rules_said(session, instant=HOUR)
    assert recompute_meetings() == []


def test_session_that_began_is_left(cast):
    session = make_session(make_running(cast), -10)
    as_older_rules_said(session, instant=-HOUR)
    assert recompute_meetings() == []


def test_wall_time_that_the_clocks_jump_over_needs_another_and_says_so_once(cast, session):
    Session.objects.filter(pk=session.pk).update(
        local_date=date(2027, 3, 28), local_time=time(2, 30)
    )
    for _number in range(2):
        [outcome] = recompute_meetings()
        assert outcome.problem == "gone"
    stuck = Message.objects.filter(kind="exchanges.session_stuck")
    assert set(stuck.values_list("address", flat=True)) >= {
        cast.lead_teacher.email,
        cast.partner_teacher.email,
    }
    assert stuck.count() == len(set(stuck.values_list("address", flat=True)))
    assert cast.student.email not in stuck.values_list("address", flat=True)


def at_half_past_two_twice(session, starts_at):
    """Keep a session at a wall time that Rome's clocks repeat, at an instant of older rules."""
    Session.objects.filter(pk=session.pk).update(
        local_date=date(2027, 10, 31), local_time=time(2, 30), starts_at=starts_at
    )
    session.refresh_from_db()
    return session


def test_wall_time_that_comes_twice_now_is_not_guessed(cast, session):
    wrong = at_half_past_two_twice(session, datetime(2027, 10, 30, 23, 30, tzinfo=UTC)).starts_at
    for _number in range(2):
        [outcome] = recompute_meetings()
        assert outcome.problem == "twice"
    session.refresh_from_db()
    assert (session.starts_at, session.schedule_seq) == (wrong, 0)
    stuck = Message.objects.filter(kind="exchanges.session_stuck", address=cast.lead_teacher.email)
    assert stuck.count() == 1
    assert told() == {}


@pytest.mark.parametrize(("hour", "fold"), [(0, 0), (1, 1)])
def test_wall_time_that_comes_twice_now_keeps_an_instant_that_is_one_of_them(session, hour, fold):
    kept = at_half_past_two_twice(session, datetime(2027, 10, 31, hour, 30, tzinfo=UTC)).starts_at
    assert recompute_meetings() == []
    session.refresh_from_db()
    assert (session.starts_at, session.fold, session.schedule_seq) == (kept, fold, 0)


def test_wall_time_that_comes_twice_follows_a_later_one_that_was_chosen(session):
    at_half_past_two_twice(session, datetime(2027, 10, 31, 2, 30, tzinfo=UTC))
    Session.objects.filter(pk=session.pk).update(fold=1)
    [outcome] = recompute_meetings()
    session.refresh_from_db()
    assert session.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert (outcome.problem, session.schedule_seq) == ("", 1)


@pytest.mark.parametrize("shift", [HOUR, -HOUR])
def test_facilitator_of_two_sessions_in_a_row_follows_both(cast, session, shift):
    following = make_session(session.exchange, 4320 + session.minutes)
    for each in (session, following):
        as_older_rules_said(each, instant=-shift)
        Facilitation.objects.create(session=each, person=cast.facilitator)
    for is_dry_run in (True, False):
        found = recompute_meetings(is_dry_run=is_dry_run)
        assert [outcome.pk for outcome in found] == [session.pk, following.pk]
        assert [outcome.problem for outcome in found] == ["", ""]
    assert recompute_meetings() == []
    assert not Message.objects.filter(kind="exchanges.session_stuck").exists()


def test_facilitator_who_would_be_in_two_places_is_a_problem_said_once(cast, session):
    right = session.starts_at
    as_older_rules_said(session, instant=timedelta(days=1))
    other = make_session(session.exchange, 4320)
    for each in (session, other):
        Facilitation.objects.create(session=each, person=cast.facilitator)
    for _number in range(2):
        [outcome] = recompute_meetings()
        assert (outcome.pk, outcome.problem) == (session.pk, "clash")
    session.refresh_from_db()
    assert session.starts_at == right + timedelta(days=1)
    stuck = Message.objects.filter(kind="exchanges.session_stuck", address=cast.lead_teacher.email)
    assert stuck.count() == 1
    assert told() == {}


def test_zone_that_is_gone_holds_up_no_other_session(cast, session):
    Session.objects.filter(pk=session.pk).update(zone="No/Where")
    other = make_session(session.exchange, 5000)
    as_older_rules_said(other, instant=HOUR)
    problems = {outcome.pk: outcome.problem for outcome in recompute_meetings()}
    assert problems == {session.pk: "no_zone", other.pk: ""}


def test_training_meetings_are_kept_right_alike(cast):
    edition = make_edition()
    enrol(edition, by=cast.partner_teacher)
    [meeting] = schedule_meetings(edition, [new_meeting(edition)], by=cast.office)
    offsets = {zone: minutes + 60 for zone, minutes in meeting.told_offsets.items()}
    offsets[meeting.zone] -= 60
    type(meeting).objects.filter(pk=meeting.pk).update(told_offsets=offsets)
    Message.objects.all().delete()

    [outcome] = recompute_meetings()

    assert (outcome.kind, outcome.told) == ("meeting", 1)
    message = Message.objects.get(kind="training.meeting_times_changed")
    assert message.address == cast.partner_teacher.email


def run(*options):
    """Run the command; return what it printed and its exit status."""
    out = StringIO()
    try:
        call_command("recompute_sessions", *options, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_command_says_what_changed(session):
    as_older_rules_said(session, instant=HOUR)
    text, status = run()
    assert "“Opening session”" in text
    assert "2 told." in text
    assert text.endswith("1 changed, 0 need another time.\n")
    assert status == 0
    assert run() == ("0 changed, 0 need another time.\n", 0)


def test_command_dry_run_says_so(session):
    as_older_rules_said(session, instant=HOUR)
    text, _status = run("--dry-run")
    assert "nobody was told" in text
    assert told() == {}


def test_command_that_finds_one_stuck_ends_with_one(session):
    Session.objects.filter(pk=session.pk).update(zone="No/Where")
    text, status = run("--json")
    [found] = json.loads(text)
    assert (found["id"], found["problem"], status) == (str(session.pk), "no_zone", 1)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_once():
    session = make_session(make_running(make_cast()))
    as_older_rules_said(session, instant=HOUR)
    start = threading.Barrier(2)

    def one():
        start.wait()
        try:
            return len(recompute_meetings())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        counts = [future.result() for future in [pool.submit(one) for _number in range(2)]]

    assert sorted(counts) == [0, 1]
    assert len(told()) == 2
    session.refresh_from_db()
    assert session.schedule_seq == 1
