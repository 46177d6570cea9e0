"""The clock changes of a window, and what they do to a fixed wall time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.zones import ClockChange, next_clock_change
from exchanges.planner.values import Change, Shift, Site, Wish


def changes_in(
    zones: Iterable[str], sites: Sequence[Site], anchor: Site, wish: Wish
) -> list[Change]:
    """Return the changes of these zones inside the wish (as each zone counts days), in order.

    Sites whose clocks change at one moment share a change. `shifts` holds the sites whose clock
    then differs from the anchor's by something else than before.
    """
    found: dict[datetime, list[str]] = {}
    days: dict[datetime, date] = {}
    for zone in zones:
        for change in _of_zone(zone, wish.first, wish.last):
            found.setdefault(change.at, []).append(zone)
            days.setdefault(change.at, change.day)
    return [
        Change(
            at=at,
            day=days[at],
            sites=tuple(site.key for site in sites if site.zone in found[at]),
            shifts=tuple(_shifts(sites, anchor, at)),
        )
        for at in sorted(found)
    ]


def _of_zone(zone: str, first: date, last: date) -> list[ClockChange]:
    info = ZoneInfo(zone)
    after = datetime.combine(first, time(), tzinfo=info).astimezone(UTC) - timedelta(seconds=1)
    found = []
    while change := next_clock_change(zone, after, (last - first).days + 2):
        if change.day > last:
            break
        found.append(change)
        after = change.at
    return found


def _shifts(sites: Sequence[Site], anchor: Site, at: datetime) -> list[Shift]:
    before = at - timedelta(seconds=1)
    found = []
    for site in sites:
        then, now = (_ahead(site, anchor, moment) for moment in (before, at))
        if then != now:
            found.append(Shift(site.key, then, now))
    return found


def _ahead(site: Site, anchor: Site, moment: datetime) -> int:
    """Return how far a site's clock is ahead of the anchor's, in minutes."""
    readings = [
        moment.astimezone(ZoneInfo(each.zone)).replace(tzinfo=None) for each in (site, anchor)
    ]
    return int((readings[0] - readings[1]).total_seconds()) // 60
