"""Say why each person did, or did not, get each reminder of a session."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.models import Message
from core.moments import database_now
from exchanges.enums import EnrolmentState, SessionState
from exchanges.models import Enrolment, Reminder, Session
from exchanges.people import teachers_of
from exchanges.workflow.session import IN_USE


@dataclass(frozen=True, slots=True)
class Account:
    """One person and one offset (in minutes) of the session as it is planned now.

    `state` is that of the message, or `planned`, or `none`; `reason` is a sentence.
    """

    person: User
    offset_minutes: int
    due_at: datetime
    state: str
    reason: str
    message: Message | None = None


def account_for(session: Session) -> list[Account]:
    """Return an account for each participant and offset, the earliest offset first."""
    return list(_accounts(session, database_now()))


def _accounts(session: Session, now: datetime) -> Iterator[Account]:
    known = {
        (reminder.recipient_id, reminder.offset_minutes): reminder
        for reminder in session.reminders.filter(schedule_seq=session.schedule_seq).select_related(
            "message"
        )
    }
    people = _people(session)
    nearest = min(
        (
            offset
            for offset in session.exchange.reminder_offsets
            if session.starts_at - timedelta(minutes=offset) <= now
        ),
        default=None,
    )
    for offset in sorted(session.exchange.reminder_offsets, reverse=True):
        due_at = session.starts_at - timedelta(minutes=offset)
        for person, enrolment in people:
            reminder = known.get((person.pk, offset))
            if reminder is not None:
                yield _of_reminder(person, reminder, due_at)
                continue
            reason = _obstacle(session, enrolment)
            state = "planned" if due_at > now and not reason else "none"
            if state == "planned":
                reason = _("It will be planned when it is due.")
            elif not reason:
                reason = _missed(session, enrolment, due_at)
            if not reason:
                reason = _outrun(session, now, is_nearest=offset == nearest)
            yield Account(person, offset, due_at, state, reason)


def _people(session: Session) -> list[tuple[User, Enrolment | None]]:
    """Return the teachers, then the students (also those who withdrew) with their places."""
    teachers = [(person, None) for person in teachers_of(session.exchange)]
    known = {person.pk for person, _place in teachers}
    places = session.exchange.enrolments.select_related("student").order_by("student_id")
    students = [(place.student, place) for place in places if place.student_id not in known]
    return [*teachers, *students]


def _of_reminder(person: User, reminder: Reminder, due_at: datetime) -> Account:
    message = reminder.message
    if message is None:
        return Account(person, reminder.offset_minutes, due_at, "none", _("It has no message."))
    reason = str(message.get_state_display())
    if message.detail:
        reason = f"{reason}: {message.detail}"
    return Account(person, reminder.offset_minutes, due_at, str(message.state), reason, message)


def _obstacle(session: Session, enrolment: Enrolment | None) -> str:
    """Say what keeps the person from any reminder of the session, or nothing."""
    if session.state == SessionState.CANCELLED:
        return _("The session was cancelled.")
    if session.exchange.state not in IN_USE:
        return _("The exchange is not open or running.")
    if enrolment is not None and enrolment.state != EnrolmentState.ENROLLED:
        return _("The student does not take part.")
    return ""


def _missed(session: Session, enrolment: Enrolment | None, due_at: datetime) -> str:
    """Say why a reminder was not for this person when it was due, or nothing."""
    if enrolment is not None and enrolment.state_changed_at > due_at:
        return _("The student enrolled after it was due.")
    if session.schedule_seq and session.schedule_changed_at > due_at:
        return _("The session was moved after it was due, and the e-mail about that told the time.")
    return ""


def _outrun(session: Session, now: datetime, *, is_nearest: bool) -> str:
    """Say why a reminder that was due was not planned."""
    if session.starts_at <= now:
        return _("The session began before it was planned.")
    if is_nearest:
        return _("It waits for the next planning, which comes every minute.")
    return _("When it was planned, a nearer one was due and took its place.")
