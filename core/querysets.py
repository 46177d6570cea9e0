"""Queries of the kernel's records."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, models
from django.db.models import F

from core.enums import MeetingState

if TYPE_CHECKING:
    from core.delivery import Outcome
    from core.models.meeting import Meeting
    from core.models.outbox import Message

M = TypeVar("M", bound=models.Model)

DETAIL_LENGTH = 500

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
    created_at <= statement_timestamp() - %(patience)s AS is_old
"""

# One statement, so one commit: what became of the message, the try, and that the address works.
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
        waited for longer than `patience` (`is_old`), so a worker's wrong clock does no harm. The
        lease's token is in the row: only its holder can settle the message.
        """
        values = {"limit": limit, "lease": lease_seconds, "patience": patience}
        return sorted(self.raw(_CLAIM, values), key=lambda row: (row.next_attempt_at, row.pk))

    def release(self, messages: "Sequence[Message]") -> None:
        """Give claimed messages back that were not tried after all."""
        for message in messages:
            self.filter(pk=message.pk, lease_token=message.lease_token).update(
                state="pending", lease_token=None, lease_until=None, attempts=F("attempts") - 1
            )

    def settle(self, message: "Message", outcome: "Outcome", wait: timedelta) -> bool:
        """Record what became of a claimed message, and the try; return whether that counts.

        It does not when the lease has run out and another worker holds the message.
        """
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
