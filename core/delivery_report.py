"""How the outbox stands: what waits and for how long, and what became of the rest, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext as _

from core.errors import RefusedError
from core.models import AddressTrouble, Message

S = Message.State
# A beat asks for delivery every few seconds: mail that is due for so long stands still.
LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits now. `due` are those whose time has come; `oldest_due` is since when the first is.

    The others wait for their next try. `sending` are in the hands of a worker.
    """

    waiting: int
    due: int
    sending: int
    oldest_due: datetime | None
    oldest: datetime | None
    now: datetime

    @property
    def is_late(self) -> bool:
        """Tell whether mail stands still."""
        return self.oldest_due is not None and self.now - self.oldest_due > LATE


@dataclass(frozen=True, slots=True)
class Day:
    """What became of the e-mails that were written on one day."""

    day: date
    written: int
    sent: int
    waiting: int
    failed: int
    unneeded: int
    late: int


def queue_now() -> Queue:
    """Return what waits. One query, on the index of what is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*),
                count(*) FILTER (WHERE is_due),
                count(*) FILTER (WHERE state = 'sending'),
                min(next_attempt_at) FILTER (WHERE is_due),
                min(created_at),
                statement_timestamp()
            FROM (
                SELECT state, created_at, next_attempt_at,
                    state = 'pending' AND next_attempt_at <= statement_timestamp() AS is_due
                FROM core_message WHERE state IN ('pending', 'sending')
            ) AS open
            """
        )
        waiting, due, sending, oldest_due, oldest, now = cursor.fetchone()
    return Queue(waiting, due, sending, oldest_due, oldest, now)


def by_day(days: int, zone: ZoneInfo) -> list[Day]:
    """Return the last days on which an e-mail was written, as this zone counts days. One query."""
    rows: Sequence[dict[str, Any]] = (
        Message.objects.filter(created_at__gte=Now() - timedelta(days=days))
        .annotate(day=TruncDate("created_at", tzinfo=zone))
        .order_by()
        .values("day")
        .annotate(
            written=Count("pk"),
            sent=Count("pk", filter=Q(state=S.SENT)),
            waiting=Count("pk", filter=Q(state__in=[S.PENDING, S.SENDING])),
            failed=Count("pk", filter=Q(state=S.FAILED)),
            unneeded=Count("pk", filter=Q(state=S.SKIPPED)),
            late=Count("pk", filter=Q(state=S.EXPIRED)),
        )
    )
    return sorted((Day(**row) for row in rows), key=lambda each: each.day, reverse=True)


def settle_trouble(trouble: AddressTrouble, *, by: Any) -> None:
    """Note that somebody looked after an address that was refused.

    Raises RefusedError when it is settled already, by a colleague or by a later e-mail.
    """
    open_rows = AddressTrouble.objects.open().filter(pk=trouble.pk)
    if not open_rows.update(cleared_at=Now(), cleared_by=by):
        raise RefusedError(_("This is settled already."))
