"""Every slot of a day with what it costs each site.

A zone's offset is read once a day. Days on which no zone's clock changes and whose offsets are the
same share one table of costs, so a long window costs little more than a short one; only around a
clock change is each slot read by itself.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.wall_times import moments
from core.zones import FIRST_LATE_HOUR, FIRST_USUAL_HOUR
from exchanges.planner.values import Reading, Site, Wish

DAY = 24 * 60
# How many days around one may hold part of a local day of any zone, with the longest session.
BEFORE, AFTER = 1, 3
_ZERO = datetime.min.replace(tzinfo=UTC)


class Slot(NamedTuple):
    """A start at the anchor (`minute` of its `day`), as minutes of UTC (`utc`), and its costs.

    `costs` are in the order of the sites. `margin` is how far inside every site's teaching hours
    it lies, in minutes (negative: how far outside at the worst).
    """

    day: date
    minute: int
    utc: int
    costs: tuple[int, ...]
    is_night: bool
    is_off: bool
    margin: int

    @property
    def at(self) -> time:
        """Return the wall time at the anchor."""
        return time(*divmod(self.minute, 60))


class Measure(NamedTuple):
    """What a stretch of local time costs a site, in minutes (see `Reading` and `Slot`)."""

    early: int
    late: int
    lunch: int
    night: int
    margin: int


class _Entry(NamedTuple):
    """A slot without its day: `days` are the first and last day touched at each site."""

    minute: int
    costs: tuple[int, ...]
    is_night: bool
    margin: int
    days: tuple[tuple[int, int], ...]


def minute_of(at: time) -> int:
    """Return the minute of the day."""
    return at.hour * 60 + at.minute


def moment_of(utc: int) -> datetime:
    """Return the moment of the minutes that a slot counts."""
    return _ZERO + timedelta(minutes=utc)


class Grid:
    """The slots of a wish at some sites. Raises `ZoneInfoNotFoundError` for an unknown zone."""

    def __init__(self, sites: Sequence[Site], wish: Wish) -> None:
        self.sites = sites
        self.wish = wish
        keys = [site.key for site in sites]
        self.anchor = keys.index(wish.anchor) if wish.anchor else 0
        length = (wish.last - wish.first).days + 1
        zones = dict.fromkeys(site.zone for site in sites)
        self.clocks = {zone: _Clock(zone, wish.first, length) for zone in zones}
        self._rulers = [_Ruler(site) for site in sites]
        self._tables: dict[tuple[int, ...], list[_Entry]] = {}

    def on(self, day: date) -> list[Slot]:
        """Return the slots of an anchor's day, in order."""
        number = (day - self.wish.first).days
        base = (day.toordinal() - 1) * DAY
        if all(clock.is_calm(number) for clock in self.clocks.values()):
            offsets = tuple(self.clocks[site.zone].offset(number) for site in self.sites)
            if offsets not in self._tables:
                self._tables[offsets] = list(self._table(offsets))
            known = [(entry, offsets[self.anchor]) for entry in self._tables[offsets]]
        else:
            known = list(self._around_change(day))
        return self._dated(day, base, known)

    def read(self, slot: Slot) -> tuple[Reading, ...]:
        """Return a slot as each site lives it."""
        return tuple(
            self._reading(number, site, slot.utc) for number, site in enumerate(self.sites)
        )

    def _reading(self, number: int, site: Site, utc: int) -> Reading:
        info = self.clocks[site.zone].info
        starts = moment_of(utc).astimezone(info)
        ends = moment_of(utc + self.wish.minutes).astimezone(info)
        offset = _minutes(starts)
        length = self._length(offset, _minutes(ends))
        start = minute_of(starts.time())
        ruler = self._rulers[number]
        measure = ruler.measure(start, start + length)
        off = ruler.first_off(starts.date().toordinal(), _touched(start, start + length))
        return Reading(
            site=site.key,
            starts=starts.replace(tzinfo=None),
            ends=ends.replace(tzinfo=None),
            offset=offset,
            early=measure.early,
            late=measure.late,
            lunch=measure.lunch,
            night=measure.night,
            off=off is not None,
            name=site.closed.get(off, "") if off else "",
            cost=self._cost(measure) + (self.wish.minutes if off else 0),
        )

    def _length(self, start_offset: int, end_offset: int) -> int:
        """Return the length by the wall clock, which a change during the session alters."""
        return self.wish.minutes + end_offset - start_offset

    @staticmethod
    def _cost(measure: Measure) -> int:
        return measure.early + measure.late + measure.lunch

    def _table(self, offsets: Sequence[int]) -> Iterator[_Entry]:
        """Yield the slots of a day on which the offsets stay what they are."""
        here = offsets[self.anchor]
        for minute in range(0, DAY, self.wish.step):
            spans = [
                (minute - here + offset, minute - here + offset + self.wish.minutes)
                for offset in offsets
            ]
            yield self._entry(minute, spans)

    def _around_change(self, day: date) -> Iterator[tuple[_Entry, int]]:
        """Yield the slots of a day near a change, each with the anchor's offset at its start.

        A wall time that the anchor's clocks skip or repeat is none.
        """
        zone = self.sites[self.anchor].zone
        for minute in range(0, DAY, self.wish.step):
            found = moments(day, time(*divmod(minute, 60)), zone)
            if len(found) != 1:
                continue
            here = _minutes(found[0].astimezone(self.clocks[zone].info))
            end = found[0] + timedelta(minutes=self.wish.minutes)
            spans = []
            for site in self.sites:
                info = self.clocks[site.zone].info
                start_offset = _minutes(found[0].astimezone(info))
                start = minute - here + start_offset
                length = self._length(start_offset, _minutes(end.astimezone(info)))
                spans.append((start, start + length))
            yield self._entry(minute, spans), here

    def _entry(self, minute: int, spans: Sequence[tuple[int, int]]) -> _Entry:
        measures = [
            ruler.measure(start % DAY, end - start + start % DAY)
            for ruler, (start, end) in zip(self._rulers, spans, strict=True)
        ]
        return _Entry(
            minute=minute,
            costs=tuple(self._cost(measure) for measure in measures),
            is_night=any(measure.night for measure in measures),
            margin=min(measure.margin for measure in measures),
            days=tuple(_touched(start, end) for start, end in spans),
        )

    def _dated(self, day: date, base: int, known: Sequence[tuple[_Entry, int]]) -> list[Slot]:
        """Give the slots their day, and the sites' days off their cost: the whole session."""
        ordinal = day.toordinal()
        extras: dict[tuple[tuple[int, int], ...], tuple[int, ...]] = {}
        slots = []
        for entry, here in known:
            extra = extras.get(entry.days)
            if extra is None:
                extra = extras[entry.days] = self._extra(ordinal, entry.days)
            costs = entry.costs
            if extra:
                costs = tuple(map(int.__add__, costs, extra))
            utc = base + entry.minute - here
            slots.append(
                Slot(day, entry.minute, utc, costs, entry.is_night, bool(extra), entry.margin)
            )
        return slots

    def _extra(self, ordinal: int, days: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Return what days off cost each site; nothing at all when it is open everywhere."""
        offs = [
            ruler.first_off(ordinal, touched) is not None
            for ruler, touched in zip(self._rulers, days, strict=True)
        ]
        return tuple(self.wish.minutes * is_off for is_off in offs) if any(offs) else ()


class _Clock:
    """A zone's offset at each midnight (UTC) of the window and a little around it."""

    def __init__(self, zone: str, first: date, length: int) -> None:
        self.info = ZoneInfo(zone)
        midnight = datetime.combine(first - timedelta(days=BEFORE), time(), tzinfo=UTC)
        self.offsets = [
            _minutes((midnight + timedelta(days=number)).astimezone(self.info))
            for number in range(length + BEFORE + AFTER)
        ]

    def offset(self, number: int) -> int:
        """Return the offset at the midnight (UTC) with which a day of the window begins."""
        return self.offsets[number + BEFORE]

    def is_calm(self, number: int) -> bool:
        """Tell whether the offset is the same all through what sites call that day."""
        return len(set(self.offsets[number : number + BEFORE + AFTER])) == 1


class _Ruler:
    """Measures local times against the hours and days of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._from, self._until = minute_of(site.teaches_from), minute_of(site.teaches_until)
        self._lunch = tuple(map(minute_of, site.lunch)) if site.lunch else (0, 0)
        # Whoever teaches at seven calls seven decent.
        self._dawn = min(FIRST_USUAL_HOUR * 60, self._from)
        self._dusk = max(FIRST_LATE_HOUR * 60, self._until)
        self._known: dict[tuple[int, int], Measure] = {}

    def measure(self, start: int, end: int) -> Measure:
        """Return what it costs to meet from one minute of a day to another; `end` may pass it."""
        found = self._known.get((start, end))
        if found is None:
            found = self._known[start, end] = self._measured(start, end)
        return found

    def _measured(self, start: int, end: int) -> Measure:
        # A meeting belongs to the day that it makes least longer: at one in the morning, some are
        # still up and others not yet.
        early, late = min(
            (
                (max(0, self._from - start - more), max(0, end + more - self._until))
                for more in (0, DAY, -DAY)
            ),
            key=sum,
        )
        decent = sum(
            _overlap(start, end, self._dawn + more, self._dusk + more) for more in (0, DAY)
        )
        return Measure(
            early=early,
            late=late,
            lunch=_overlap(start, end, *self._lunch),
            night=end - start - decent,
            margin=min(start - self._from, self._until - end),
        )

    def first_off(self, ordinal: int, touched: tuple[int, int]) -> date | None:
        """Return the first day on which the site rests, of those touched, counted from a day."""
        for number in range(touched[0], touched[1] + 1):
            day = date.fromordinal(ordinal + number)
            if day.isoweekday() in self._site.weekend or day in self._site.closed:
                return day
        return None


def _touched(start: int, end: int) -> tuple[int, int]:
    """Return the first and the last day of local minutes; midnight itself ends a day."""
    return start // DAY, (end - 1) // DAY


def _overlap(start: int, end: int, first: int, last: int) -> int:
    return max(0, min(end, last) - max(start, first))


def _minutes(local: datetime) -> int:
    """Return the offset of a local moment from UTC, in minutes."""
    offset = local.utcoffset() or timedelta(0)
    return int(offset.total_seconds()) // 60
