"""How long before its sessions an exchange reminds those who take part."""

from collections.abc import Sequence

from accounts.models import User
from core.offsets import checked
from exchanges.models import Exchange
from exchanges.workflow.walkers import EXCHANGES


def set_reminders(
    exchange: Exchange, offsets: Sequence[int], *, by: User, seen: int | None = None
) -> Exchange:
    """Remind at these minutes before each session; none means that nobody is reminded.

    Raises RefusedError for more or other offsets than `core.offsets` allows.
    """
    minutes = checked(offsets)
    data = {"offsets": minutes}
    with EXCHANGES.step(exchange, "set_reminders", by=by, seen=seen, data=data) as row:
        row.reminder_offsets = minutes
    return row
