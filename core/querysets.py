"""Queries of the kernel's records."""

import threading
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, models, transaction
from django.db.models.functions import Cast

from core.enums import MeetingState
from core.identity import event_mark

if TYPE_CHECKING:
    from core.delivery import Outcome
    from core.models.meeting import Meeting
    from core.models.outbox import Message

M = TypeVar("M", bound=models.Model)

DETAIL_LENGTH = 500

# The queue is read in the order of its index. Sorting instead looks cheap to a planner that has not
# learnt yet how many wait, and reads all of them for each claim.
_IN_ORDER = "SET LOCAL enable_sort = off"

# `statement_timestamp()` and not the transaction's `now()`: the claim sees what is due now, in
# whatever transaction it runs.
_CLAIM = """
UPDATE core_message SET
    state = 'sending', attempts = attempts + 1, lease_token = gen_random_uuid(),
    lease_until = statement_timestamp() + make_interval(secs => %(lease)s)
WHERE id = ANY (ARRAY(
    SELECT id FROM core_message
    WHERE (state = 'pending' AND next_attempt_at <= statement_timestamp())
       OR (state = 'sending' AND lease_until <= statement_timestamp())
    ORDER BY next_attempt_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
))
RETURNING *,
    coalesce(expires_at <= statement_timestamp(), false) AS is_late,
    created_at <= statement_timestamp() - %(patience)s AS is_old,
    CASE WHEN attempts > 1 THEN attempts - 1 - (
        SELECT count(*) FROM core_deliveryattempt WHERE message_id = core_message.id
    ) ELSE 0 END AS deaths,
    EXISTS (
        SELECT FROM core_addresstrouble AS trouble
        WHERE lower(trouble.address) = lower(core_message.address) AND trouble.cleared_at IS NULL
    ) AS is_in_trouble
"""

_RELEASE = """
UPDATE core_message SET
    state = 'pending', lease_token = NULL, lease_until = NULL, attempts = attempts - 1
WHERE lease_token = ANY (%(tokens)s) AND id = ANY (%(ids)s)
"""

# What nearly all tries end with, without the rest of _SETTLE, and planned once for a connection:
# together this takes a third of the time.
_PREPARE_SENT = """
PREPARE core_message_sent (bigint, uuid, bigint, text) AS
UPDATE core_message SET
    state = 'sent', smtp_code = NULL, detail = '', letter_id = $3, language = $4,
    lease_token = NULL, lease_until = NULL, sent_at = statement_timestamp()
WHERE id = $1 AND lease_token = $2
"""
_SETTLE_SENT = "EXECUTE core_message_sent (%s, %s, %s, %s)"
# Of each thread, the cursor whose connection has planned it.
_prepared = threading.local()

# One statement, so one commit: what became of the message, the try (unless it was the one that
# sent the message, of which the message tells), and that the address works.
_SETTLE = """
WITH held AS (
    UPDATE core_message SET
        state = %(state)s, smtp_code = %(code)s, detail = %(detail)s, letter_id = %(letter)s,
        language = %(language)s, lease_token = NULL, lease_until = NULL,
        sent_at = CASE WHEN %(is_sent)s THEN statement_timestamp() END,
        text = CASE WHEN %(is_erased)s THEN '' ELSE text END,
        html = CASE WHEN %(is_erased)s THEN '' ELSE html END,
        -- LEAST ignores an empty expiry; at the expiry the next claim says that it is too late.
        next_attempt_at = LEAST(statement_timestamp() + %(wait)s, expires_at)
    WHERE id = %(id)s AND lease_token = %(token)s
    RETURNING id
), tried AS (
    INSERT INTO core_deliveryattempt
        (message_id, lease_token, outcome, smtp_code, detail, ended_at)
    SELECT %(id)s, %(token)s,
        CASE WHEN EXISTS (SELECT FROM held) THEN %(state)s ELSE 'lease lost' END,
        %(code)s, %(detail)s, statement_timestamp()
    WHERE NOT (%(is_sent)s AND EXISTS (SELECT FROM held))
), cleared AS (
    UPDATE core_addresstrouble SET cleared_at = statement_timestamp()
    WHERE %(is_sent)s AND lower(address) = lower(%(address)s) AND cleared_at IS NULL
)
SELECT count(*) FROM held
"""


class MessageQuerySet(models.QuerySet[Any]):
    """Filters of the outbox."""

    def claim(self, limit: int, lease_seconds: int, patience: timedelta) -> "list[Message]":
        """Lease the oldest due messages to the caller, up to `limit`, the oldest first.

        The database's clock decides what is due, what is too late (`is_late`), and what has
        waited for longer than `patience` (`is_old`), so a worker's wrong clock does no harm;
        `is_in_trouble` says that a server refused the address for good before, and `deaths` how
        many earlier tries ended without a trace, with the worker that held it. The lease's token is
        in the row: only its holder can settle the message.
        """
        values = {"limit": limit, "lease": lease_seconds, "patience": patience}
        with transaction.atomic(self.db), connections[self.db].cursor() as cursor:
            cursor.execute(_IN_ORDER)
            rows = list(self.raw(_CLAIM, values))
        return sorted(rows, key=lambda row: (row.next_attempt_at, row.pk))

    def release(self, messages: "Sequence[Message]") -> None:
        """Give claimed messages back that were not tried after all."""
        values: dict[str, list[Any]] = {
            "ids": [message.pk for message in messages],
            "tokens": [message.lease_token for message in messages],
        }
        with connections[self.db].cursor() as cursor:
            cursor.execute(_RELEASE, values)

    def settle(self, message: Any, outcome: "Outcome", wait: timedelta) -> bool:
        """Record what became of a claimed message; return whether that counts.

        It does not when the lease has run out and another worker holds the message. A try that
        did not send it is recorded, too.
        """
        is_plain = not (message.is_confidential or message.is_in_trouble)
        if outcome.state == "sent" and is_plain and self._settle_sent(message):
            return True
        is_over = outcome.state not in {"pending", "sending"}
        values: dict[str, Any] = {
            "id": message.pk,
            "token": message.lease_token,
            "address": message.address,
            "letter": message.letter_id,
            "language": message.language,
            "state": outcome.state,
            "is_sent": outcome.state == "sent",
            "is_erased": message.is_confidential and is_over,
            "code": outcome.code,
            "detail": outcome.detail.replace("\0", "")[:DETAIL_LENGTH],
            "wait": wait,
        }
        with connections[self.db].cursor() as cursor:
            cursor.execute(_SETTLE, values)
            return bool(cursor.fetchone()[0])

    def _settle_sent(self, message: "Message") -> bool:
        wrapper = connections[self.db]
        wrapper.ensure_connection()
        cursor = getattr(_prepared, "cursor", None)
        if cursor is None or cursor.connection is not wrapper.connection:
            cursor = _prepared.cursor = wrapper.cursor()
            cursor.execute(_PREPARE_SENT)
        values = (message.pk, str(message.lease_token), message.letter_id, message.language)
        cursor.execute(_SETTLE_SENT, values)
        return bool(cursor.rowcount)

    def waiting(self) -> "MessageQuerySet":
        """Return the messages that are still to be settled."""
        return self.filter(state__in=["pending", "sending"])

    def reminders_of(self, meeting: "Meeting") -> "MessageQuerySet":
        """Return the reminders of a meeting as it is scheduled now, or was when it was cancelled.

        A cancellation counts as a new schedule, of which nobody is reminded.
        """
        is_cancelled = meeting.state == MeetingState.CANCELLED
        return self.filter(
            target_id=meeting.pk,
            target_seq=meeting.schedule_seq - is_cancelled,
            offset_minutes__isnull=False,
        )

    def newest(self) -> "MessageQuerySet":
        """Leave of each person's reminder the newest copy (of one meeting's reminders)."""
        last = self.order_by("recipient", "offset_minutes", "-pk")
        keys = last.distinct("recipient", "offset_minutes").values("pk")
        return self.filter(pk__in=keys)

    def named(self, public_id: object) -> "MessageQuerySet":
        """Return the message that an address names."""
        return self.filter(message_id__startswith=f"<{public_id}@")

    def about(self, target_id: object) -> "MessageQuerySet":
        """Return the messages about one record."""
        return self.filter(target_id=target_id)

    def telling_of(self, meeting: "Meeting", targets: "Iterable[Any]") -> "MessageQuerySet":
        """Return the e-mails about a meeting that remind nobody.

        Those about one of the `targets` count when a file for calendars in them holds the meeting:
        one e-mail may invite to several.
        """
        files: MessageQuerySet = self.filter(offset_minutes=None).annotate(
            files=Cast("attachments", models.TextField())
        )
        shared = models.Q(target_id__in=list(targets), files__contains=event_mark(meeting.pk))
        return files.filter(models.Q(target_id=meeting.pk) | shared)


class AddressTroubleQuerySet(models.QuerySet[Any]):
    """Addresses that a server refused for good."""

    def note(self, message: "Message", outcome: "Outcome") -> None:
        """Open a trouble of the message's address, unless one is open already."""
        row = self.model(
            address=message.address,
            message=message,
            smtp_code=outcome.code,
            detail=outcome.detail.replace("\0", "")[:DETAIL_LENGTH],
        )
        self.bulk_create([row], ignore_conflicts=True)

    def open(self) -> "AddressTroubleQuerySet":
        """Return those that nobody has settled and no later message has proved wrong."""
        return self.filter(cleared_at=None)
