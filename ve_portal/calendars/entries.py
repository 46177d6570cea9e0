"""What the pages of a calendar show of a meeting."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from core.clock import SiteTime, site_times
from core.components import Site
from core.enums import MeetingState
from core.meeting_rows import MeetingRow
from ve_portal.calendars.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as its reader meets it: `starts` and `ends` are read in the reader's zone.

    `elsewhere` is the same moment at the other sites, where clocks read otherwise.
    """

    title: str
    of_title: str
    url: str
    starts: datetime
    ends: datetime
    state: str
    elsewhere: Sequence[SiteTime] = field(default=())

    @property
    def day(self) -> date:
        """Return the day on which it begins, for the reader."""
        return self.starts.date()

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""
        return self.state == MeetingState.CANCELLED


def entries_of(rows: Iterable[MeetingRow], zone: ZoneInfo) -> list[Entry]:
    """Return the rows as a reader in this zone meets them. One query for each kind among them."""
    known = list(rows)
    groups: dict[str, set[UUID]] = defaultdict(set)
    for row in known:
        groups[row.kind].add(row.of)
    sites = {kind: KINDS[kind].sites(found) for kind, found in groups.items()}
    return [_entry(row, zone, sites[row.kind].get(row.of, ())) for row in known]


def _entry(row: MeetingRow, zone: ZoneInfo, sites: Iterable[Site]) -> Entry:
    starts = row.starts_at.astimezone(zone)
    here = Site("", zone.key, is_mine=True)
    _mine, *others = site_times(row.starts_at, [here, *sites])
    return Entry(
        title=row.title,
        of_title=row.of_title,
        url=KINDS[row.kind].page_of(row.id),
        starts=starts,
        ends=(row.starts_at + timedelta(minutes=row.minutes)).astimezone(zone),
        state=MeetingState.CANCELLED if row.dropped_at else row.state,
        elsewhere=[other for other in others if other.local.at.utcoffset() != starts.utcoffset()],
    )
