"""Schedule, edit, move, cancel and hold the online meetings of an edition.

Every verb takes the edition's lock first: its dates hold the meetings, so neither moves alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.enums import MEETING
from core.errors import RefusedError
from core.meetings import Plan, apply_plan, new_schedule, note_offsets, schedule_of
from core.workflow import Workflow
from training import notifications
from training.models import Edition, EditionMeeting
from training.people import participants_of
from training.workflow.edition import locked

MEETINGS: Workflow[EditionMeeting] = Workflow("training.meeting", MEETING)


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting to schedule; the plan's wall time is read in `zone`."""

    title: str
    zone: str
    plan: Plan
    agenda: str = ""
    recording_notice: str = ""


def schedule_meetings(
    edition: Edition, meetings: Sequence[NewMeeting], *, by: User
) -> list[EditionMeeting]:
    """Schedule meetings, all or none, and tell the participants once of all of them.

    Raises RefusedError when a local time does not exist or a day lies outside the edition.
    """
    with transaction.atomic():
        row = locked(edition)
        people = participants_of(row)
        made = [_create(row, new, people, by=by) for new in meetings]
        notifications.meetings_planned(row, made, people)
    return made


def move_meeting(
    meeting: EditionMeeting, plan: Plan, *, by: User, seen: int | None = None
) -> EditionMeeting:
    """Change when or where a meeting is, and tell the participants the old and the new.

    Raises RefusedError as `schedule_meetings` does, and when nothing would change.
    """
    with _step(meeting, "move", by=by, seen=seen) as row:
        before = schedule_of(row)
        people = participants_of(row.edition)
        _apply(row, plan, people)
        if schedule_of(row) == before:
            raise RefusedError(_("The meeting is already planned like this."))
        new_schedule(row)
        notifications.meeting_moved(row, before, people)
    return row


def edit_meeting(
    meeting: EditionMeeting,
    title: str,
    agenda: str,
    recording_notice: str,
    *,
    by: User,
    seen: int | None = None,
) -> EditionMeeting:
    """Change what a meeting is about; nobody is told, since nobody need come at another time."""
    with _step(meeting, "edit", by=by, seen=seen) as row:
        row.title = title
        row.agenda = agenda
        row.recording_notice = recording_notice
    return row


def cancel_meeting(
    meeting: EditionMeeting, reason: str, *, by: User, seen: int | None = None
) -> EditionMeeting:
    """Call a meeting off, and tell the participants why."""
    with _step(meeting, "cancel", by=by, seen=seen) as row:
        row.cancel_reason = reason
        new_schedule(row)
        notifications.meeting_cancelled(row, participants_of(row.edition))
    return row


def hold_meeting(meeting: EditionMeeting, *, by: User, seen: int | None = None) -> EditionMeeting:
    """Say that a meeting took place. Raises RefusedError before it has begun."""
    with _step(meeting, "hold", by=by, seen=seen) as row:
        if row.starts_at > timezone.now():
            raise RefusedError(_("This meeting has not begun yet."))
    return row


@contextmanager
def _step(
    meeting: EditionMeeting, verb: str, *, by: User, seen: int | None
) -> Iterator[EditionMeeting]:
    with transaction.atomic():
        edition = locked(meeting.edition)
        with MEETINGS.step(meeting, verb, by=by, seen=seen) as row:
            row.edition = edition
            yield row


def _create(
    edition: Edition, new: NewMeeting, people: Iterable[User], *, by: User
) -> EditionMeeting:
    meeting = EditionMeeting(
        edition=edition,
        title=new.title,
        zone=new.zone,
        agenda=new.agenda,
        recording_notice=new.recording_notice,
    )
    _apply(meeting, new.plan, people)
    meeting.save(force_insert=True)
    audit.record("training.meeting.schedule", meeting, by=by, data={"to": meeting.state})
    return meeting


def _apply(meeting: EditionMeeting, plan: Plan, people: Iterable[User]) -> None:
    """Set the time and place that these people are told; raise RefusedError when they cannot be."""
    edition = meeting.edition
    if not edition.starts_on <= plan.local_date <= edition.ends_on:
        raise RefusedError(_("The meeting must lie within the dates of the edition."))
    apply_plan(meeting, plan)
    note_offsets(meeting, [meeting.zone, *(person.time_zone for person in people)])
