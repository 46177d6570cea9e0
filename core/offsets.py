"""How long before a meeting people are reminded: minutes, and how they are said."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import RefusedError

HOUR, DAY = 60, 1440
LEAST, LONGEST = 10, 30 * DAY
MOST = 5
COMMON = (7 * DAY, 3 * DAY, DAY, 3 * HOUR, HOUR, 15)


def default_reminder_offsets() -> list[int]:
    """Return seven days, one day and one hour, in minutes."""
    return [7 * DAY, DAY, HOUR]


def in_words(minutes: int) -> str:
    """Say an offset in its largest whole unit: `7 days before`, `90 minutes before`."""
    if minutes % DAY == 0:
        days = minutes // DAY
        return ngettext("%(days)s day before", "%(days)s days before", days) % {"days": days}
    if minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("%(hours)s hour before", "%(hours)s hours before", hours) % {"hours": hours}
    words = ngettext("%(minutes)s minute before", "%(minutes)s minutes before", minutes)
    return words % {"minutes": minutes}


def checked(offsets: Iterable[int]) -> list[int]:
    """Return offsets each once, the longest first.

    Raises RefusedError for more than five, and for one outside 10 minutes to 30 days.
    """
    known = sorted(set(offsets), reverse=True)
    if len(known) > MOST:
        raise RefusedError(_("Choose at most %(most)s reminders.") % {"most": MOST})
    if any(not LEAST <= each <= LONGEST for each in known):
        raise RefusedError(_("A reminder comes from 10 minutes to 30 days before."))
    return known
