"""Sites and wishes to plan with, and the planner's measure written the slow and plain way."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from exchanges.planner import Site, Wish

LUNCH = (time(13), time(14))
ZONES = (
    "Europe/Rome",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "UTC",
)
YEAR = (date(2026, 9, 1), date(2027, 8, 31))


def site(key, zone="UTC", weekend=(6, 7), closed=(), hours=(9, 18), lunch=None):
    return Site(
        key=key,
        zone=zone,
        weekend=frozenset(weekend),
        closed=dict.fromkeys(closed, "Feast"),
        teaches_from=time(hours[0]),
        teaches_until=time(hours[1]),
        lunch=lunch,
    )


SIENA = site("siena", "Europe/Rome", lunch=LUNCH)
MARRAKESH = site("marrakesh", "Africa/Casablanca", lunch=LUNCH)
GIZA = site("giza", "Africa/Cairo", (5, 6), lunch=LUNCH)


@st.composite
def sites(draw, most=4):
    found = []
    for number in range(draw(st.integers(1, most))):
        begins = draw(st.integers(6, 12))
        found.append(
            site(
                f"site {number}",
                draw(st.sampled_from(ZONES)),
                draw(st.sets(st.integers(1, 7), max_size=3)),
                draw(st.lists(st.dates(*YEAR), max_size=6)),
                (begins, draw(st.integers(begins + 1, 22))),
                draw(st.sampled_from([None, LUNCH])),
            )
        )
    return found


@st.composite
def wishes(draw):
    first = draw(st.dates(*YEAR))
    return Wish(
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 40))),
        sessions=draw(st.integers(1, 5)),
        pattern=draw(st.sampled_from(["even", "weekly"])),
        minutes=draw(st.sampled_from([30, 90, 120])),
        options=draw(st.integers(1, 2)),
        step=draw(st.sampled_from([30, 60])),
        top=3,
    )


def cost(each, starts_at, minutes):
    """Return (minutes of inconvenience, whether some of it is at night, whether on a day off)."""
    zone = ZoneInfo(each.zone)
    starts = starts_at.astimezone(zone).replace(tzinfo=None)
    ends = (starts_at + timedelta(minutes=minutes)).astimezone(zone).replace(tzinfo=None)
    sums = []
    for shift in (-1, 0, 1):
        day = starts.date() + timedelta(days=shift)
        begins = datetime.combine(day, each.teaches_from)
        until = datetime.combine(day, each.teaches_until)
        sums.append(_minutes(begins - starts) + _minutes(ends - until))
    lunch = _shared(each.lunch, starts, ends) if each.lunch else 0
    dawn, dusk = min(time(8), each.teaches_from), max(time(21), each.teaches_until)
    decent = _shared((dawn, dusk), starts, ends)
    days = {starts.date(), (ends - timedelta(minutes=1)).date()}
    decent += sum(
        _shared((dawn, dusk), starts, ends, day=day) for day in days if day != starts.date()
    )
    is_off = any(day.isoweekday() in each.weekend or day in each.closed for day in days)
    is_night = decent < (ends - starts) // timedelta(minutes=1)
    return min(sums) + lunch + minutes * is_off, is_night, is_off


def _shared(hours, starts, ends, day=None):
    day = day or starts.date()
    first, last = (datetime.combine(day, at) for at in hours)
    return _minutes(min(ends, last) - max(starts, first))


def _minutes(length):
    return max(0, length // timedelta(minutes=1))


def kind_at(sites, wish, starts_at):
    """Return how far a moment is from what is wanted: 0 for open and decent at every site."""
    found = [cost(each, starts_at, wish.minutes) for each in sites]
    return 2 * any(is_off for _cost, _night, is_off in found) + any(
        is_night for _cost, is_night, _off in found
    )


def all_starts(anchor, wish, first, last):
    """Yield the moments at which a session could start: each wall time that names just one."""
    zone = ZoneInfo(anchor.zone)
    for number in range((last - first).days + 1):
        for minute in range(0, 24 * 60, wish.step):
            wall = datetime.combine(first + timedelta(days=number), time(*divmod(minute, 60)))
            moments = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
            real = [each for each in moments if each.astimezone(zone).replace(tzinfo=None) == wall]
            if len(real) == 1:
                yield real[0]
