"""How the outbox stands: what waits and for how long, and what became of the rest, day by day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.errors import RefusedError
from core.models import AddressTrouble
from core.moments import database_now
from core.wall_times import midnight

# A beat asks for delivery every few seconds: after so long without any, something is wrong.
LATE_MINUTES = 10

# What a dead worker holds is due again when its lease runs out.
_QUEUE = """
SELECT count(*), count(due_since), count(*) FILTER (WHERE state = 'sending' AND due_since IS NULL),
    min(due_since), min(created_at), statement_timestamp(),
    count(*) FILTER (WHERE attempts > 0 AND state = 'pending'
        AND created_at <= statement_timestamp() - make_interval(mins => %(late)s)),
    EXISTS (SELECT FROM core_message
        WHERE sent_at > statement_timestamp() - make_interval(mins => %(late)s))
FROM (
    SELECT state, created_at, attempts, CASE
        WHEN state = 'pending' AND next_attempt_at <= statement_timestamp() THEN next_attempt_at
        WHEN state = 'sending' AND lease_until <= statement_timestamp() THEN lease_until
    END AS due_since
    FROM core_message WHERE state IN ('pending', 'sending')
) AS open
"""

_LAST_ANSWER = """
SELECT concat_ws(' ', smtp_code, detail) FROM core_deliveryattempt
WHERE outcome = 'pending' AND ended_at > statement_timestamp() - interval '1 day'
ORDER BY ended_at DESC, id DESC LIMIT 1
"""

# Each e-mail counts on the day on which it happened to it; a try that did not send tells how it
# ended. The days are cut outside: the zones of the database may be older than the portal's.
_DAYS = """
SELECT width_bucket(at, %(midnights)s), what, count(*) FROM (
    SELECT created_at AS at, 'written' AS what FROM core_message WHERE created_at >= %(first)s
    UNION ALL
    SELECT sent_at, 'sent' FROM core_message WHERE sent_at >= %(first)s
    UNION ALL
    SELECT ended_at, outcome FROM core_deliveryattempt WHERE ended_at >= %(first)s
) AS happened
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits now. `due` are those whose time has come; `oldest_due` is since when the first is.

    The others wait for their next try, or are in the hands of a worker (`sending`). `in_vain` are
    those that were tried and have waited for long, and `is_moving` tells whether anything was
    sent lately.
    """

    waiting: int
    due: int
    sending: int
    oldest_due: datetime | None
    oldest: datetime | None
    now: datetime
    in_vain: int
    is_moving: bool

    @property
    def is_late(self) -> bool:
        """Tell whether what is due is left lying: nobody tries to send it."""
        late = timedelta(minutes=LATE_MINUTES)
        return self.oldest_due is not None and self.now - self.oldest_due > late

    @property
    def is_refused(self) -> bool:
        """Tell whether the portal tries, and nothing arrives."""
        return bool(self.in_vain) and not self.is_moving


@dataclass(frozen=True, slots=True)
class Day:
    """What happened to e-mails on one day."""

    day: date
    written: int
    sent: int
    failed: int
    unneeded: int
    late: int


def queue_now() -> Queue:
    """Return what waits. One query, on the indexes of what is due and of what was sent."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"late": LATE_MINUTES})
        return Queue(*cursor.fetchone())


def last_answer() -> str:
    """Return why the last try was in vain that is to be repeated; empty if none was in a day."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_ANSWER)
        row = cursor.fetchone()
    return row[0] if row else ""


def by_day(days: int, zone: ZoneInfo) -> list[Day]:
    """Return so many days up to today, the last one first, as this zone counts days."""
    today = database_now().astimezone(zone).date()
    each = [today - timedelta(days=number) for number in range(days)]
    midnights = [midnight(day, zone) for day in reversed(each)]
    counts: Counter[tuple[int, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"midnights": midnights, "first": midnights[0]})
        for bucket, what, count in cursor.fetchall():
            counts[bucket, what] = count
    return [
        Day(
            day,
            written=counts[days - number, "written"],
            sent=counts[days - number, "sent"],
            failed=counts[days - number, "failed"],
            unneeded=counts[days - number, "skipped"],
            late=counts[days - number, "expired"],
        )
        for number, day in enumerate(each)
    ]


def settle_trouble(trouble: AddressTrouble, *, by: Any) -> None:
    """Note that somebody looked after an address that was refused.

    Raises RefusedError when it is settled already, by a colleague or by a later e-mail.
    """
    open_rows = AddressTrouble.objects.open().filter(pk=trouble.pk)
    if not open_rows.update(cleared_at=Now(), cleared_by=by):
        raise RefusedError(_("This is settled already."))
