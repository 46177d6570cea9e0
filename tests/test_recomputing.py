"""New rules of time zones while people go on planning; and what runs, plans and says afterwards."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from core import audit
from core.delivery import deliver_due
from core.errors import ConflictError
from core.meetings import Plan, note_offsets
from core.models import Message
from core.reminding import plan_reminders
from exchanges.models import Enrolment, Session
from exchanges.workflow.session import cancel_session, move_session
from tests.cast import Cast, make_cast
from tests.exchanges.stage import make_running, make_session
from tests.exchanges.test_recompute import as_older_rules_said, run, told
from tests.exchanges.test_session import plan_of
from tests.training.make import make_edition, make_meeting
from tests.waiting import one_behind_the_other
from training import workflow as training
from training.models import EditionMeeting
from ve_portal.celery import app
from ve_portal.recomputing import recompute_meetings

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def moved_mail() -> int:
    return Message.objects.filter(kind="exchanges.session_moved").count()


# --- People who plan while it runs ------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_session_that_is_being_moved_is_left_as_its_teacher_wants_it():
    cast = make_cast()
    session = as_older_rules_said(make_session(make_running(cast)), instant=HOUR)
    plan = plan_of(session, local_date=session.local_date + timedelta(days=7))
    moved, found = one_behind_the_other(
        lambda: move_session(session, plan, by=cast.lead_teacher), recompute_meetings
    )
    session.refresh_from_db()
    assert found == []
    assert (session.local_date, session.starts_at) == (plan.local_date, moved.starts_at)
    assert (session.schedule_seq, session.version) == (1, 2)
    assert told() == {}
    assert moved_mail() == 5
    assert recompute_meetings() == []


@pytest.mark.django_db(transaction=True)
def test_session_that_is_being_called_off_is_not_brought_back():
    cast = make_cast()
    session = as_older_rules_said(make_session(make_running(cast)), instant=HOUR)
    _cancelled, found = one_behind_the_other(
        lambda: cancel_session(session, "Strike", by=cast.lead_teacher), recompute_meetings
    )
    session.refresh_from_db()
    assert (found, session.state, session.schedule_seq) == ([], "cancelled", 1)
    assert told() == {}


@pytest.mark.django_db(transaction=True)
def test_teacher_who_saw_the_old_instant_is_asked_to_look_again():
    cast = make_cast()
    session = make_session(make_running(cast))
    right = session.starts_at
    as_older_rules_said(session, instant=HOUR)
    plan = plan_of(session, minutes=45)
    found, refusal = one_behind_the_other(
        recompute_meetings,
        lambda: move_session(session, plan, by=cast.lead_teacher, seen=session.version),
    )
    session.refresh_from_db()
    assert [outcome.told for outcome in found] == [2]
    assert isinstance(refusal, ConflictError)
    assert (session.starts_at, session.minutes, session.schedule_seq) == (right, 90, 1)
    assert moved_mail() == 0


@pytest.mark.django_db(transaction=True)
def test_move_after_new_rules_counts_from_what_they_made_of_the_session():
    cast = make_cast()
    session = as_older_rules_said(make_session(make_running(cast)), instant=HOUR)
    plan = plan_of(session, minutes=45)
    found, moved = one_behind_the_other(
        recompute_meetings, lambda: move_session(session, plan, by=cast.lead_teacher)
    )
    assert (len(found), moved.schedule_seq, moved.minutes) == (1, 2, 45)
    assert recompute_meetings() == []


@pytest.mark.django_db(transaction=True)
def test_training_meeting_that_is_being_moved_is_left_as_the_office_wants_it():
    cast = make_cast()
    edition = make_edition()
    training.enrol(edition, by=cast.partner_teacher)
    meeting = as_if_told_otherwise(make_meeting(edition, by=cast.office))
    plan = Plan(meeting.local_date, time(16), link=meeting.link)
    _moved, found = one_behind_the_other(
        lambda: training.move_meeting(meeting, plan, by=cast.office), recompute_meetings
    )
    meeting.refresh_from_db()
    assert (found, meeting.local_time, meeting.schedule_seq) == ([], time(16), 1)
    assert not Message.objects.filter(kind="training.meeting_times_changed").exists()


# --- What runs it, and what comes of it -------------------------------------------------------


def test_task_that_beat_sends_each_day_brings_sessions_up_to_date(cast: Cast):
    session = make_session(make_running(cast))
    right = session.starts_at
    as_older_rules_said(session, instant=HOUR)
    entry: Any = settings.CELERY_BEAT_SCHEDULE["recompute-meetings"]
    app.loader.import_default_modules()
    assert timedelta(seconds=entry["schedule"]) <= DAY
    assert app.tasks[entry["task"]].apply().get() == 1
    session.refresh_from_db()
    assert session.starts_at == right
    assert app.tasks[entry["task"]].apply().get() == 0


def test_reminders_are_planned_anew_for_the_new_instant(cast: Cast):
    """By older rules the day before had begun; by the new ones it begins in half an hour."""
    session = make_session(make_running(cast), in_minutes=24 * 60 + 30)
    Enrolment.objects.update(state_changed_at=timezone.now() - timedelta(days=60))
    as_older_rules_said(session, instant=-HOUR)
    assert plan_reminders() == 4

    assert len(recompute_meetings()) == 1
    assert plan_reminders() == 0
    passed = timedelta(minutes=40)
    Session.objects.update(
        starts_at=F("starts_at") - passed, schedule_changed_at=F("schedule_changed_at") - passed
    )
    assert plan_reminders() == 4
    deliver_due()
    day_before = Message.objects.filter(offset_minutes=24 * 60)
    states = set(day_before.values_list("target_seq", "state", "detail"))
    assert states == {(0, "skipped", "The meeting was moved."), (1, "sent", "")}


def test_command_as_json_says_what_changed_and_ends_with_zero(cast: Cast):
    session = make_session(make_running(cast))
    right = session.starts_at
    as_older_rules_said(session, instant=HOUR)
    text, status = run("--json")
    assert status == 0
    assert json.loads(text) == [
        {
            "kind": "session",
            "id": str(session.pk),
            "title": "Opening session",
            "before": (right + HOUR).isoformat(),
            "after": right.isoformat(),
            "told": 2,
            "problem": "",
        }
    ]
    text, status = run("--json")
    assert (json.loads(text), status) == ([], 0)


def test_command_as_json_names_both_kinds_of_meetings(cast: Cast):
    edition = make_edition()
    training.enrol(edition, by=cast.partner_teacher)
    meeting = as_if_told_otherwise(make_meeting(edition, by=cast.office))
    session = as_older_rules_said(make_session(make_running(cast)), instant=HOUR)
    text, status = run("--json", "--dry-run")
    found = {each["kind"]: each["id"] for each in json.loads(text)}
    assert (found, status) == ({"session": str(session.pk), "meeting": str(meeting.pk)}, 0)


# --- Training meetings that need a choice -----------------------------------------------------


def as_if_told_otherwise(meeting: EditionMeeting) -> EditionMeeting:
    """Keep a meeting as it was when the clocks of Marrakesh were an hour ahead of today's."""
    note_offsets(meeting, [meeting.zone, "Africa/Casablanca"])
    told_then = dict(meeting.told_offsets)
    told_then["Africa/Casablanca"] += 60
    EditionMeeting.objects.filter(pk=meeting.pk).update(told_offsets=told_then)
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def meeting(cast: Cast) -> EditionMeeting:
    """A meeting in Rome of a long edition, of which nobody has been told anything yet."""
    edition = make_edition(ends_on=date(2027, 12, 31))
    training.enrol(edition, by=cast.partner_teacher)
    meeting = make_meeting(edition, by=cast.office)
    Message.objects.all().delete()
    return meeting


@pytest.mark.parametrize(
    ("changes", "problem", "words"),
    [
        (
            {"local_date": date(2027, 3, 28), "local_time": time(2, 30)},
            "gone",
            "the clocks jump over this time",
        ),
        (
            {
                "local_date": date(2027, 10, 31),
                "local_time": time(2, 30),
                "starts_at": datetime(2027, 10, 30, 23, 30, tzinfo=UTC),
            },
            "twice",
            "the clocks show this time twice",
        ),
        ({"zone": "No/Where"}, "no_zone", "no longer know this zone"),
    ],
)
def test_training_meeting_that_needs_a_choice_is_left_and_the_office_is_told_once(
    cast: Cast, meeting: EditionMeeting, changes: dict[str, object], problem: str, words: str
):
    EditionMeeting.objects.filter(pk=meeting.pk).update(**changes)
    meeting.refresh_from_db()
    before = (meeting.starts_at, meeting.schedule_seq, meeting.version)
    for _number in range(2):
        text, status = run("--json")
        (found,) = json.loads(text)
        assert (found["kind"], found["problem"], found["told"]) == ("meeting", problem, 0)
        assert status == 1
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.schedule_seq, meeting.version) == before
    stuck = Message.objects.filter(kind="training.meeting_stuck")
    assert sorted(stuck.values_list("address", flat=True)) == sorted(
        [cast.office.email, cast.second_office.email]
    )
    assert all(words in message.text for message in stuck)
    assert Message.objects.count() == stuck.count()
    event = audit.last_event(meeting)
    assert event is not None
    assert event.verb == "training.meeting.needs_another_time"
    assert event.data == {"schedule_seq": 0, "problem": problem}


def test_training_meeting_that_was_stuck_is_well_once_the_office_has_moved_it(
    cast: Cast, meeting: EditionMeeting
):
    EditionMeeting.objects.filter(pk=meeting.pk).update(
        local_date=date(2027, 3, 28), local_time=time(2, 30)
    )
    assert [outcome.problem for outcome in recompute_meetings()] == ["gone"]
    plan = Plan(date(2027, 3, 28), time(3, 30), link=meeting.link)
    training.move_meeting(meeting, plan, by=cast.office)
    assert recompute_meetings() == []


def test_training_meeting_that_is_stuck_again_after_a_move_is_said_again(
    cast: Cast, meeting: EditionMeeting
):
    times = {"local_date": date(2027, 3, 28), "local_time": time(2, 30)}
    for number in (1, 2):
        EditionMeeting.objects.filter(pk=meeting.pk).update(schedule_seq=number, **times)
        recompute_meetings()
        stuck = Message.objects.filter(kind="training.meeting_stuck", address=cast.office.email)
        assert stuck.count() == number
