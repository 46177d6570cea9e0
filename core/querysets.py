"""Queries of the kernel's records."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    from core.models.outbox import Message

M = TypeVar("M", bound=models.Model)

_CLAIM = """
UPDATE core_message SET
    state = 'sending', attempts = attempts + 1, lease_token = gen_random_uuid(),
    lease_until = now() + make_interval(secs => %s)
WHERE id = (
    SELECT id FROM core_message
    WHERE (state = 'pending' AND next_attempt_at <= now())
       OR (state = 'sending' AND lease_until <= now())
    ORDER BY next_attempt_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING *
"""


class MessageQuerySet(models.QuerySet[Any]):
    """Filters of the outbox."""

    def claim_next(self, lease_seconds: int) -> "Message | None":
        """Lease the oldest due message to the caller, or return None when nothing is due.

        The database's clock decides what is due, so a worker's wrong clock does no harm. The
        lease's token is in the row: only its holder can settle the message.
        """
        return next(iter(self.raw(_CLAIM, [lease_seconds])), None)

    def held_by(self, message: "Message") -> "MessageQuerySet":
        """Return the row of `message`, if the lease that it was claimed under still holds."""
        return self.filter(pk=message.pk, lease_token=message.lease_token)

    def about(self, target_id: object) -> "MessageQuerySet":
        """Return the messages about one record."""
        return self.filter(target_id=target_id)
