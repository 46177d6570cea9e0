"""Every slot of a day with what it costs each site.

A zone's offset is read once a day, and again only where it changes until the next. What a slot
costs is worked out once for each time of day and set of offsets, so a long window costs little more
than a short one.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.wall_times import moments
from core.zones import FIRST_LATE_HOUR, FIRST_USUAL_HOUR
from exchanges.planner.values import Reading, Site, Taken, Wish

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


def utc_of(moment: datetime) -> int:
    """Return a moment as slots count it, the seconds left out."""
    return (moment - _ZERO) // timedelta(minutes=1)


def local_of(minutes: int) -> datetime:
    """Return the wall time of so many minutes, without a zone."""
    return moment_of(minutes).replace(tzinfo=None)


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
        self._entries: dict[tuple[int, tuple[int, ...], tuple[int, ...]], _Entry] = {}
        self._taken = [
            (begins, begins + taken.minutes)
            for taken in wish.taken
            for begins in [utc_of(taken.starts_at)]
        ]

    @property
    def changing(self) -> list[str]:
        """Return the zones whose clocks change in the window, or just around it."""
        return [zone for zone, clock in self.clocks.items() if len(set(clock.offsets)) > 1]

    def on(self, day: date) -> list[Slot]:
        """Return the slots of an anchor's day that are not taken, in order."""
        number = (day - self.wish.first).days
        base = (day.toordinal() - 1) * DAY
        if all(clock.is_calm(number) for clock in self.clocks.values()):
            offsets = tuple(self.clocks[site.zone].offset(number) for site in self.sites)
            here = offsets[self.anchor]
            minutes = range(0, DAY, self.wish.step)
            known = [(self._entry(minute, offsets, offsets), here) for minute in minutes]
        else:
            known = list(self._around_change(day, base))
        return self._free(self._dated(day, base, known), base)

    def _free(self, slots: list[Slot], base: int) -> list[Slot]:
        """Leave out the slots that overlap what is taken."""
        near = [
            taken for taken in self._taken if base - DAY < taken[1] and taken[0] < base + 3 * DAY
        ]
        if not near:
            return slots
        length = self.wish.minutes
        return [
            slot
            for slot in slots
            if all(slot.utc + length <= first or last <= slot.utc for first, last in near)
        ]

    def costs_of(self, taken: Taken) -> tuple[int, ...]:
        """Return what a session costs each site, wherever it lies."""
        utc = utc_of(taken.starts_at)
        return tuple(
            self._reading(number, site, utc, taken.minutes).cost
            for number, site in enumerate(self.sites)
        )

    def read(self, slot: Slot) -> tuple[Reading, ...]:
        """Return a slot as each site lives it."""
        return tuple(
            self._reading(number, site, slot.utc, self.wish.minutes)
            for number, site in enumerate(self.sites)
        )

    def _reading(self, number: int, site: Site, utc: int, minutes: int) -> Reading:
        clock = self.clocks[site.zone]
        offset, later = clock.offset_at(utc), clock.offset_at(utc + minutes)
        starts, ends = local_of(utc + offset), local_of(utc + minutes + later)
        # A change during the session alters its length by the wall clock.
        length = minutes + later - offset
        start = minute_of(starts.time())
        ruler = self._rulers[number]
        measure = ruler.measure(start, start + length)
        off = ruler.first_off(starts.date().toordinal(), _touched(start, start + length))
        return Reading(
            site=site.key,
            starts=starts,
            ends=ends,
            offset=offset,
            early=measure.early,
            late=measure.late,
            lunch=measure.lunch,
            night=measure.night,
            off=off is not None,
            name=site.closed.get(off, "") if off else "",
            cost=self._cost(measure) + (minutes if off else 0),
        )

    @staticmethod
    def _cost(measure: Measure) -> int:
        return measure.early + measure.late + measure.lunch

    def _around_change(self, day: date, base: int) -> Iterator[tuple[_Entry, int]]:
        """Yield the slots of a day near a change, each with the anchor's offset at its start.

        A wall time that the anchor's clocks skip or repeat is none.
        """
        anchor = self.clocks[self.sites[self.anchor].zone]
        clocks = [self.clocks[site.zone] for site in self.sites]
        for minute in range(0, DAY, self.wish.step):
            here = anchor.offset_of_wall(day, base, minute)
            if here is None:
                continue
            utc = base + minute - here
            starts = tuple(clock.offset_at(utc) for clock in clocks)
            ends = tuple(clock.offset_at(utc + self.wish.minutes) for clock in clocks)
            yield self._entry(minute, starts, ends), here

    def _entry(self, minute: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> _Entry:
        """Return what a time of the day costs where the offsets are those at start and end."""
        found = self._entries.get((minute, starts, ends))
        if found is None:
            found = self._entries[minute, starts, ends] = self._measured(minute, starts, ends)
        return found

    def _measured(self, minute: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> _Entry:
        utc = minute - starts[self.anchor]
        until = utc + self.wish.minutes
        spans = [(utc + start, until + end) for start, end in zip(starts, ends, strict=True)]
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
        self._zone = zone
        self._info = ZoneInfo(zone)
        self._start = (first.toordinal() - 1 - BEFORE) * DAY
        self.offsets = [
            self._read(self._start + number * DAY) for number in range(length + BEFORE + AFTER)
        ]

    def _read(self, utc: int) -> int:
        return _minutes(moment_of(utc).astimezone(self._info))

    def offset_at(self, utc: int) -> int:
        """Return the offset at any minute."""
        number = (utc - self._start) // DAY
        if 0 <= number < len(self.offsets) - 1:
            before, after = self.offsets[number : number + 2]
            if before == after:
                return before
        return self._read(utc)

    def offset_of_wall(self, day: date, base: int, minute: int) -> int | None:
        """Return the offset at a wall time; None where the clocks skip or repeat it."""
        number = base // DAY - self._start // DAY - BEFORE
        if self.is_calm(number):
            return self.offset(number)
        found = moments(day, time(*divmod(minute, 60)), self._zone)
        return _minutes(found[0].astimezone(self._info)) if len(found) == 1 else None

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
