"""Queries of the kernel's records."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    from core.models.outbox import Message

M = TypeVar("M", bound=models.Model)

# `statement_timestamp()` and not the transaction's `now()`: the claim sees what is due now, in
# whatever transaction it runs.
_CLAIM = """
UPDATE core_message SET
    state = 'sending', attempts = attempts + 1, lease_token = gen_random_uuid(),
    lease_until = statement_timestamp() + make_interval(secs => %(lease)s)
WHERE id = (
    SELECT id FROM core_message
    WHERE (state = 'pending' AND next_attempt_at <= statement_timestamp())
       OR (state = 'sending' AND lease_until <= statement_timestamp())
    ORDER BY next_attempt_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING *,
    coalesce(expires_at <= statement_timestamp(), false) AS is_late,
    created_at <= statement_timestamp() - %(patience)s AS is_old
"""


class MessageQuerySet(models.QuerySet[Any]):
    """Filters of the outbox."""

    def claim_next(self, lease_seconds: int, patience: timedelta) -> "Message | None":
        """Lease the oldest due message to the caller, or return None when nothing is due.

        The database's clock decides what is due, what is too late (`is_late`), and what has
        waited for longer than `patience` (`is_old`), so a worker's wrong clock does no harm. The
        lease's token is in the row: only its holder can settle the message.
        """
        values = {"lease": lease_seconds, "patience": patience}
        return next(iter(self.raw(_CLAIM, values)), None)

    def held_by(self, message: "Message") -> "MessageQuerySet":
        """Return the row of `message`, if the lease that it was claimed under still holds."""
        return self.filter(pk=message.pk, lease_token=message.lease_token)

    def about(self, target_id: object) -> "MessageQuerySet":
        """Return the messages about one record."""
        return self.filter(target_id=target_id)
