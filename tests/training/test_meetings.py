from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connection, transaction

from core.errors import ConflictError, RefusedError
from core.meetings import Plan
from core.models import AuditEvent, Message
from tests.cast import Cast
from tests.training.make import make_edition, make_meeting, new_meeting
from training import workflow
from training.models import Edition, EditionMeeting

MARCH = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def edition(cast: Cast) -> Edition:
    edition = make_edition()
    for user in (cast.lead_teacher, cast.partner_teacher):
        workflow.enrol(edition, by=user)
    Message.objects.all().delete()
    return edition


def plan_of(meeting: EditionMeeting, **fields) -> Plan:
    now = Plan(meeting.local_date, meeting.local_time, meeting.minutes, meeting.link, meeting.fold)
    return replace(now, **fields)


def told() -> set[tuple[str, str]]:
    return {(message.kind.split(".")[1], message.address) for message in Message.objects.all()}


def both(cast: Cast, kind: str) -> set[tuple[str, str]]:
    return {(kind, cast.lead_teacher.email), (kind, cast.partner_teacher.email)}


def test_schedule_keeps_wall_time_and_zone_and_their_instant(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office, zone="Africa/Cairo")
    meeting.refresh_from_db()
    assert (meeting.local_time, meeting.zone) == (time(14), "Africa/Cairo")
    assert meeting.starts_at.astimezone(UTC).hour == 12
    assert (meeting.state, meeting.schedule_seq) == ("scheduled", 0)
    event = AuditEvent.objects.get(verb="training.meeting.schedule")
    assert event.actor == cast.office


def test_schedule_tells_everybody_with_a_place_and_nobody_else(cast: Cast, edition: Edition):
    workflow.enrol(edition, by=cast.other_teacher)
    workflow.withdraw(edition.places.get(teacher=cast.other_teacher), by=cast.other_teacher)
    Message.objects.all().delete()
    make_meeting(edition, by=cast.office)
    assert told() == both(cast, "meetings_planned")


def test_schedule_of_several_is_one_email_with_all_of_them(cast: Cast, edition: Edition):
    weeks = [new_meeting(edition, days, title=f"Week {days}") for days in (7, 14, 21)]
    made = workflow.schedule_meetings(edition, weeks, by=cast.office)
    assert [meeting.title for meeting in made] == ["Week 7", "Week 14", "Week 21"]
    assert told() == both(cast, "meetings_planned")
    message = Message.objects.get(recipient=cast.partner_teacher)
    (file,) = message.attachments
    assert file["content"].count("BEGIN:VEVENT") == 3
    assert "method" not in file
    for meeting in made:
        assert meeting.title in message.text


def test_schedule_with_one_day_outside_schedules_none(cast: Cast, edition: Edition):
    weeks = [new_meeting(edition, days) for days in (7, 60)]
    with pytest.raises(RefusedError, match="within the dates"):
        workflow.schedule_meetings(edition, weeks, by=cast.office)
    assert not EditionMeeting.objects.exists()
    assert not Message.objects.exists()


def test_schedule_at_a_time_that_clocks_jump_over_is_refused(cast: Cast):
    with time_machine.travel(MARCH):
        edition = make_edition()
        plan = Plan(date(2027, 3, 28), time(2, 30))
        with pytest.raises(RefusedError, match="does not exist"):
            make_meeting(edition, by=cast.office, plan=plan)


def test_schedule_at_a_time_that_comes_twice_keeps_the_choice(cast: Cast):
    with time_machine.travel(datetime(2027, 10, 20, tzinfo=UTC)):
        edition = make_edition()
        plan = Plan(date(2027, 10, 31), time(2, 30))
        earlier, later = (
            make_meeting(edition, by=cast.office, plan=replace(plan, fold=fold)) for fold in (0, 1)
        )
    assert later.starts_at - earlier.starts_at == timedelta(hours=1)


def test_move_tells_old_and_new_and_counts_one_change(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    Message.objects.all().delete()
    moved = workflow.move_meeting(meeting, plan_of(meeting, local_time=time(16)), by=cast.office)
    moved.refresh_from_db()
    assert moved.schedule_seq == 1
    assert moved.schedule_changed_at > meeting.schedule_changed_at
    assert moved.starts_at - meeting.starts_at == timedelta(hours=2)
    assert told() == both(cast, "meeting_moved")
    message = Message.objects.get(recipient=cast.partner_teacher)
    assert "Africa/Casablanca" in message.text
    assert "Europe/Rome" in message.text
    (file,) = message.attachments
    assert file["method"] == "REQUEST"
    assert "SEQUENCE:1" in file["content"]


def test_move_to_the_same_schedule_is_refused_and_tells_nobody(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    Message.objects.all().delete()
    with pytest.raises(RefusedError, match="already planned like this"):
        workflow.move_meeting(meeting, plan_of(meeting), by=cast.office)
    meeting.refresh_from_db()
    assert meeting.schedule_seq == 0
    assert not Message.objects.exists()


def test_move_of_what_somebody_changed_meanwhile_is_a_conflict(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    workflow.edit_meeting(meeting, "Other", "", "", by=cast.second_office)
    plan = plan_of(meeting, local_time=time(9))
    with pytest.raises(ConflictError):
        workflow.move_meeting(meeting, plan, by=cast.office, seen=meeting.version)


def test_edit_changes_words_without_a_new_schedule_or_an_email(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    Message.objects.all().delete()
    workflow.edit_meeting(meeting, "New title", "Ice-breaker", "It is recorded.", by=cast.office)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.agenda) == ("New title", "Ice-breaker")
    assert meeting.recording_notice == "It is recorded."
    assert meeting.schedule_seq == 0
    assert not Message.objects.exists()


def test_cancel_tells_why_and_takes_it_out_of_calendars(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    Message.objects.all().delete()
    workflow.cancel_meeting(meeting, "The trainer is ill.", by=cast.office)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.schedule_seq) == ("cancelled", 1)
    assert told() == both(cast, "meeting_cancelled")
    message = Message.objects.get(recipient=cast.lead_teacher)
    assert "The trainer is ill." in message.text
    (file,) = message.attachments
    assert file["method"] == "CANCEL"
    assert "STATUS:CANCELLED" in file["content"]
    assert cast.lead_teacher.email in file["content"].replace("\r\n ", "")


@pytest.mark.parametrize("verb", ["move", "cancel", "hold", "edit"])
def test_cancelled_meeting_takes_no_other_verb(cast: Cast, edition: Edition, verb: str):
    meeting = make_meeting(edition, by=cast.office)
    workflow.cancel_meeting(meeting, "Ill", by=cast.office)
    calls = {
        "move": lambda: workflow.move_meeting(
            meeting, plan_of(meeting, minutes=60), by=cast.office
        ),
        "cancel": lambda: workflow.cancel_meeting(meeting, "Again", by=cast.office),
        "hold": lambda: workflow.hold_meeting(meeting, by=cast.office),
        "edit": lambda: workflow.edit_meeting(meeting, "x", "", "", by=cast.office),
    }
    with pytest.raises(RefusedError, match="cannot be done now"):
        calls[verb]()


def test_hold_is_refused_before_it_begins_and_done_after(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    with pytest.raises(RefusedError, match="not begun"):
        workflow.hold_meeting(meeting, by=cast.office)
    with time_machine.travel(meeting.starts_at + timedelta(minutes=5)):
        workflow.hold_meeting(meeting, by=cast.office)
    meeting.refresh_from_db()
    assert meeting.state == "held"


def test_edition_whose_days_would_leave_a_meeting_out_is_not_saved(cast: Cast, edition: Edition):
    meeting = make_meeting(edition, by=cast.office)
    shorter = {"ends_on": meeting.local_date - timedelta(days=1)}
    with pytest.raises(RefusedError, match="First meeting"):
        workflow.save_edition(edition, shorter, by=cast.office)
    workflow.cancel_meeting(meeting, "Ill", by=cast.office)
    assert workflow.save_edition(edition, shorter, by=cast.office).ends_on == shorter["ends_on"]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("minutes = 9", "length_is_sane"),
        ("minutes = 481", "length_is_sane"),
        ("link = 'http://meet.example.org/'", "link_is_https"),
        ("link = 'javascript:alert(1)'", "link_is_https"),
        ("state = 'cancelled'", "cancelled_for_a_reason"),
        ("fold = 2", "fold_is_binary"),
    ],
)
def test_meeting_in_sql_keeps_its_constraints(
    cast: Cast, edition: Edition, change: str, constraint: str
):
    make_meeting(edition, by=cast.office)
    with pytest.raises(IntegrityError, match=f"editionmeeting_{constraint}"), transaction.atomic():
        execute(f"UPDATE training_editionmeeting SET {change}")


@pytest.mark.parametrize("target", ["scheduled", "held"])
def test_meeting_in_sql_leaves_no_cancellation(cast: Cast, edition: Edition, target: str):
    meeting = make_meeting(edition, by=cast.office)
    workflow.cancel_meeting(meeting, "Ill", by=cast.office)
    with pytest.raises(InternalError, match="transition"), transaction.atomic():
        execute(f"UPDATE training_editionmeeting SET state = '{target}'")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
