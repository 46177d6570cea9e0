"""What the clock strip shows: each site's time, and what the next clock changes will do to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.components import Site, Text
from core.zones import LocalTime, local_times, next_clock_change, times_after_change


@dataclass(frozen=True, slots=True)
class SiteTime:
    """A site beside its reading of the moment."""

    site: Site
    local: LocalTime


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """Clocks change at `places` on `day`; afterwards the sites in `shifted` read another hour."""

    day: date
    places: list[Text]
    shifted: list[SiteTime]


def site_times(moment: datetime, sites: Iterable[Site]) -> list[SiteTime]:
    """Read the moment at every site, the reader's own first."""
    ordered = _mine_first(sites)
    times = local_times(moment, [site.zone for site in ordered])
    return [SiteTime(site, local) for site, local in zip(ordered, times, strict=True)]


def change_notices(
    moment: datetime, sites: Iterable[Site], within_days: int = 28
) -> list[ChangeNotice]:
    """Give the clock changes after the moment that move the sites against each other, in order.

    Sites whose clocks change on one day share a notice. A change that every site makes together
    alters nothing between them and is left out.
    """
    ordered = _mine_first(sites)
    changes = {
        zone: change
        for zone in dict.fromkeys(site.zone for site in ordered)
        if (change := next_clock_change(zone, moment, within_days))
    }
    notices = []
    now = local_times(moment, [site.zone for site in ordered])
    for day in sorted({change.day for change in changes.values()}):
        zones = [zone for zone, change in changes.items() if change.day == day]
        last = max((changes[zone] for zone in zones), key=lambda change: change.at)
        after = times_after_change(moment, [site.zone for site in ordered], last)
        shifted = _shifted(ordered, now, after)
        now = after
        if shifted:
            places = [site.label for site in ordered if site.zone in zones]
            notices.append(ChangeNotice(day, places, shifted))
    return notices


def _shifted(
    ordered: Sequence[Site], before: Sequence[LocalTime], after: Sequence[LocalTime]
) -> list[SiteTime]:
    """Keep the sites that will read another hour than they did before the change."""
    return [
        SiteTime(site, later)
        for site, earlier, later in zip(ordered, before, after, strict=True)
        if (later.at.time(), later.day_offset) != (earlier.at.time(), earlier.day_offset)
    ]


def _mine_first(sites: Iterable[Site]) -> list[Site]:
    """Put the reader's sites first, otherwise keep the order."""
    return sorted(sites, key=lambda site: not site.is_mine)
