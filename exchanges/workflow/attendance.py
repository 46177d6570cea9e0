"""Who was there, and with what result."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges.enums import IN_USE, EnrolmentState, ExchangeState, Presence
from exchanges.models import Assessment, Attendance, Enrolment, Session
from exchanges.notifications import attendance as notifications
from exchanges.workflow.session import refuse_before_it_begins
from exchanges.workflow.walkers import ENROLMENTS, SESSIONS

ASSESSED_IN = (ExchangeState.RUNNING, ExchangeState.COMPLETED)


def record_attendance(
    session: Session, marks: Mapping[UUID, Presence], *, by: User, seen: int | None = None
) -> Session:
    """Store the sheet of a session: a mark for each enrolment's id. The session counts as held.

    A later sheet replaces what it names. Raises RefusedError before the session has begun, outside
    a live exchange, and for a place that is not (or no longer) taken; ConflictError when somebody
    recorded the sheet since the version `seen`.
    """
    data = {"marks": len(marks)}
    with SESSIONS.step(session, "record_attendance", by=by, seen=seen, data=data) as row:
        refuse_before_it_begins(row)
        if row.exchange.state not in IN_USE:
            raise RefusedError(_("Attendance is recorded while the exchange is under way."))
        taken = Enrolment.objects.standing().filter(exchange=row.exchange_id, pk__in=marks)
        if taken.count() != len(marks):
            raise RefusedError(
                _("A student on this sheet has withdrawn. Open the sheet again, then record it.")
            )
        Attendance.objects.bulk_create(
            [
                Attendance(session=row, enrolment_id=pk, presence=mark, recorded_by=by)
                for pk, mark in sorted(marks.items())
            ],
            update_conflicts=True,
            unique_fields=["session", "enrolment"],
            update_fields=["presence", "recorded_by", "updated_at"],
        )
    return row


def assess(
    enrolment: Enrolment,
    has_passed: bool,  # noqa: FBT001 -- the verb's one question
    grade: str = "",
    comment: str = "",
    *,
    by: User,
) -> Enrolment:
    """Judge a student's work and tell them; a second judgement corrects the first.

    Raises RefusedError when the place was given up, the exchange has not started, or credits rest
    on the result.
    """
    verb = _verb(enrolment, has_passed=has_passed)
    with ENROLMENTS.step(enrolment, verb, by=by) as row:
        if row.exchange.state not in ASSESSED_IN:
            raise RefusedError(_("Students are assessed once the exchange has started."))
        if row.is_settled:
            raise RefusedError(
                _("Credits rest on this result. The office takes them back before it can change.")
            )
        assessment, _is_new = Assessment.objects.update_or_create(
            enrolment=row,
            defaults={
                "has_passed": has_passed,
                "grade": grade,
                "comment": comment,
                "assessed_by": by,
                "assessed_at": timezone.now(),
            },
        )
        notifications.assessed(assessment)
    return row


def settle(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Hold the result fast, because something outside rests on it from now on."""
    with ENROLMENTS.step(enrolment, "settle", by=by) as row:
        row.is_settled = True
    return row


def unsettle(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Let the result change again."""
    with ENROLMENTS.step(enrolment, "unsettle", by=by) as row:
        row.is_settled = False
    return row


def _verb(enrolment: Enrolment, *, has_passed: bool) -> str:
    """Return the verb that leads to the result, or keeps it with another grade or comment."""
    target = EnrolmentState.COMPLETED if has_passed else EnrolmentState.NOT_COMPLETED
    if enrolment.state == target:
        return "correct"
    return "pass" if has_passed else "fail"
