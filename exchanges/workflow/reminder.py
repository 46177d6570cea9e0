"""Plan reminders of synchronous sessions, and account for them.

PostgreSQL's clock and a unique constraint do the work: any number of planners may run at the same
time, and each person gets one reminder for each scheduling of a session and each offset.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, outbox
from core.errors import RefusedError
from core.models import Message
from exchanges.enums import SessionState
from exchanges.models import Reminder, Session
from exchanges.notifications.session import reminder_letters
from exchanges.people import students_of, teachers_of
from exchanges.workflow.session import IN_USE

BATCH = 1000

# For each session that is due, the nearest offset that has passed: after an outage the older ones
# are not sent. Somebody who enrolled after the offset's moment, and everybody when the session was
# moved after it, knows the time already. A fixed order keeps rival planners from a deadlock.
_PLAN = """
INSERT INTO exchanges_reminder
    (id, created_at, updated_at, session_id, recipient_id, schedule_seq, offset_minutes)
SELECT gen_random_uuid(), now(), now(), due.id, person.id, due.schedule_seq, due.nearest
FROM (
    SELECT session.id, session.exchange_id, session.starts_at, session.schedule_seq,
        session.schedule_changed_at, (
            SELECT min(minutes) FROM unnest(exchange.reminder_offsets) AS minutes
            WHERE session.starts_at - make_interval(mins => minutes) <= now()
        ) AS nearest
    FROM exchanges_session AS session
    JOIN exchanges_exchange AS exchange ON exchange.id = session.exchange_id
    WHERE session.state = 'scheduled'
        AND session.starts_at > now()
        AND session.starts_at <= now() + interval '30 days'
        AND exchange.state IN ('open', 'running')
) AS due
CROSS JOIN LATERAL (
    SELECT enrolment.student_id AS id
    FROM exchanges_enrolment AS enrolment
    WHERE enrolment.exchange_id = due.exchange_id
        AND enrolment.state = 'enrolled'
        AND enrolment.state_changed_at
            <= due.starts_at - make_interval(mins => due.nearest)
    UNION
    SELECT team.lead_id FROM exchanges_team AS team
    WHERE team.exchange_id = due.exchange_id AND team.lead_id IS NOT NULL
    UNION
    SELECT teacher.user_id FROM exchanges_team_teachers AS teacher
    JOIN exchanges_team AS team ON team.id = teacher.team_id
    WHERE team.exchange_id = due.exchange_id
) AS person
JOIN accounts_user AS account ON account.id = person.id AND account.is_active
WHERE due.nearest IS NOT NULL
    AND (due.schedule_seq = 0 OR due.schedule_changed_at
        <= due.starts_at - make_interval(mins => due.nearest))
    AND NOT EXISTS (
        SELECT FROM exchanges_reminder AS known
        WHERE known.session_id = due.id AND known.recipient_id = person.id
            AND known.schedule_seq = due.schedule_seq
            AND known.offset_minutes = due.nearest
    )
ORDER BY due.starts_at, due.id, person.id
LIMIT %s
ON CONFLICT DO NOTHING
RETURNING id, session_id, recipient_id
"""

_LINK = """
UPDATE exchanges_reminder AS reminder SET message_id = pair.message
FROM unnest(%s::uuid[], %s::bigint[]) AS pair (reminder, message)
WHERE reminder.id = pair.reminder
"""

Row = tuple[UUID, UUID, UUID]


def plan_reminders() -> int:
    """Write the reminders that are due and their e-mails; return how many.

    Safe to run at any time, any number of times, and by rivals at once.
    """
    total = 0
    while planned := _plan_batch():
        total += planned
    return total


def _plan_batch() -> int:
    """Plan up to BATCH reminders in one transaction: the rows with their messages, or neither."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAN, [BATCH])
        rows: list[Row] = cursor.fetchall()
        if rows:
            reminders, messages = _write_messages(rows)
            cursor.execute(_LINK, [[str(pk) for pk in reminders], messages])
    return len(rows)


def _write_messages(rows: Sequence[Row]) -> tuple[list[UUID], list[int]]:
    """Write the messages of the rows; return the reminders' and the messages' ids, in order."""
    by_session: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        by_session[row[1]].append(row)
    sessions = Session.objects.for_page().in_bulk(by_session)
    people = User.objects.in_bulk({row[2] for row in rows})
    ordered = [row for group in by_session.values() for row in group]
    messages = outbox.write_many(
        letter
        for pk, group in by_session.items()
        for letter in reminder_letters(sessions[pk], [people[row[2]] for row in group])
    )
    return [row[0] for row in ordered], [message.pk for message in messages]


def reason_not_to_send(message: Message) -> str:
    """Return why a reminder is no longer needed, in the language of the office, or nothing.

    The outbox asks this just before it sends one, and itself looks after the session's beginning
    (the message's expiry).
    """
    reminder = (
        Reminder.objects.select_related("session__exchange", "recipient")
        .filter(message=message)
        .first()
    )
    with translation.override("en"):
        if reminder is None:
            return _("It was sent again as another message.")
        return _reason_of_session(reminder) or _reason_of_person(reminder)


def _reason_of_session(reminder: Reminder) -> str:
    session = reminder.session
    if session.state == SessionState.CANCELLED:
        return _("The session was cancelled.")
    if session.state == SessionState.HELD:
        return _("The session has taken place.")
    if session.schedule_seq != reminder.schedule_seq:
        return _("The session was moved.")
    if session.exchange.state not in IN_USE:
        return _("The exchange is not open or running.")
    return ""


def _reason_of_person(reminder: Reminder) -> str:
    exchange = reminder.session.exchange
    groups = (students_of(exchange), teachers_of(exchange))
    if not any(group.filter(pk=reminder.recipient_id).exists() for group in groups):
        return _("The person no longer takes part.")
    return ""


def resend_reminder(reminder: Reminder, *, by: User) -> Reminder:
    """Queue a reminder once more, as a new message.

    Raises RefusedError while the first one still waits, or when it is no longer needed.
    """
    with transaction.atomic():
        row = (
            Reminder.objects.select_for_update(of=("self",))
            .select_related("session__exchange")
            .get(pk=reminder.pk)
        )
        if reason := _reason_of_session(row) or _reason_of_person(row):
            raise RefusedError(reason)
        message = row.message
        if message is None or message.state in {Message.State.PENDING, Message.State.SENDING}:
            raise RefusedError(_("This reminder still waits to be sent."))
        row.message = outbox.write_copy(message)
        row.save(update_fields=["message", "updated_at"])
        audit.record("exchanges.reminder.resend", row.session, by=by, data=_facts(row))
        return row


def _facts(reminder: Reminder) -> dict[str, Any]:
    return {"reminder": str(reminder.pk), "offset": reminder.offset_minutes}
