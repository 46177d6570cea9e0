"""What a calendar feed contains: the iCalendar text, and when it last changed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Feed
from accounts.zones import known_language
from core.calendars import Event, calendar_text
from core.meeting_calendar import Standing, event_of
from core.meeting_rows import MeetingRow
from ve_portal.calendars.kinds import KINDS, kind_of_group, rows_of

# How long a feed remembers what is over.
MEMORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Contents:
    """A feed's text, and the latest moment at which something in it can have changed."""

    text: str
    changed_at: datetime


def contents_of(feed: Feed) -> Contents:
    """Return the meetings that the feed's owner takes part in, from a year back onward.

    Raises LookupError when it is of something that the owner no longer takes part in.
    """
    # The same all day long; what has left the feed leaves no trace in it, so that it begins anew
    # each day tells also those who ask by date alone.
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    conditions: dict[str, Any] = {"starts_at__gte": today - MEMORY}
    title = _title_of(feed)
    if feed.target_type:
        conditions["of"] = feed.target_id
    rows = list(rows_of(feed.owner, **conditions))
    text = calendar_text([event_of_row(row) for row in rows], name=title)
    return Contents(text, max([today, feed.renewed_at, *[row.touched_at for row in rows]]))


def event_of_row(row: MeetingRow) -> Event:
    """Return the event of a meeting; it holds the link: it is for those who may join."""
    kind = KINDS[row.kind]
    return event_of(
        row,
        kind=kind.name,
        title=row.of_title,
        page=kind.page_of(row.id),
        standing=Standing(row.is_tentative, row.confirmed_at, row.dropped_at),
    )


def _title_of(feed: Feed) -> str:
    """Return what the calendar is called, in its owner's language; raises LookupError."""
    if feed.target_type:
        kind = kind_of_group(feed.target_type)
        groups = kind.groups(feed.owner).filter(pk=feed.target_id)
        title: str | None = groups.values_list(kind.title, flat=True).first()
        if title is None:
            raise LookupError(feed.target_type)
        return title
    with translation.override(known_language(feed.owner.language)):
        return _("Virtual exchange (%(university)s)") % {"university": settings.BRAND_SHORT_NAME}
