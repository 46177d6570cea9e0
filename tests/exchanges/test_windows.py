"""The finder of dates that suit every calendar: the pure part."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.public_holidays import Holiday
from accounts.teaching_days import Calendar, Reason, Stretch, days_between, days_off
from exchanges.windows import MOST, Search, Site, find, judge, monday_of, whole_weeks

YEAR = (date(2026, 8, 1), date(2027, 7, 31))
SATURDAY_SUNDAY, FRIDAY_SATURDAY = frozenset({6, 7}), frozenset({5, 6})


def stretch(kind, first, last, name="X", year=2026):
    return Stretch(kind, name, first, last, year)


def term(first, last, year=2026):
    return stretch("term", first, last, "Term", year)


AUTUMN = term(date(2026, 9, 21), date(2026, 12, 18))
SIENA = Site("siena", Calendar(SATURDAY_SUNDAY, (AUTUMN,)))
CAIRO = Site("cairo", Calendar(FRIDAY_SATURDAY, (term(date(2026, 9, 27), date(2027, 1, 14)),)))
UNKNOWN = Site("unknown", Calendar(SATURDAY_SUNDAY))


@st.composite
def stretches(draw, kinds=("term", "closure", "exams", "open")):
    first = draw(st.dates(*YEAR))
    last = first + timedelta(days=draw(st.integers(0, 120)))
    return stretch(draw(st.sampled_from(kinds)), first, last, draw(st.sampled_from("XY")))


@st.composite
def calendars(draw):
    days = draw(st.lists(st.dates(*YEAR), max_size=5))
    return Calendar(
        weekend=frozenset(draw(st.sets(st.integers(1, 7), max_size=7))),
        periods=tuple(draw(st.lists(stretches(), max_size=5))),
        holidays={day: Holiday(day, "Feast", is_estimated=day.day == 1) for day in days},
    )


@st.composite
def several_sites(draw):
    found = draw(st.lists(calendars(), min_size=1, max_size=4))
    return [Site(f"site {number}", calendar) for number, calendar in enumerate(found)]


@st.composite
def searches(draw):
    first, last = sorted(draw(st.tuples(st.dates(*YEAR), st.dates(*YEAR))))
    least = draw(st.integers(1, 8))
    return Search(first, last, least, least + draw(st.integers(0, 6)))


def search(first, last, least=4, most=8):
    return Search(first, last, least, most)


def test_find_within_terms_gives_weeks_without_loss_longest_first():
    best = find([SIENA], search(*YEAR))[0]
    assert (best.first, best.last, best.weeks) == (date(2026, 9, 21), date(2026, 11, 13), 8)
    assert (best.lost, best.fits_terms, best.is_known) == (0, True, True)
    assert best.parts == ("yes", "yes", "yes")
    assert best.idle_weeks == ()


def test_find_with_different_weekends_ends_where_the_last_of_them_works():
    best = find([SIENA, CAIRO], search(*YEAR))[0]
    # On Monday 21 September Cairo's term has not begun; its week ends with a working Sunday.
    assert (best.first, best.last) == (date(2026, 9, 28), date(2026, 11, 22))
    assert best.first.isoweekday() == 1
    assert best.last.isoweekday() == 7
    assert best.lost == 0


def test_find_names_what_each_site_loses_and_when():
    closed = stretch("closure", date(2026, 10, 30), date(2026, 11, 3), "Bridge")
    feast = Holiday(date(2026, 10, 6), "Feast", is_estimated=True)
    calendar = Calendar(SATURDAY_SUNDAY, (AUTUMN, closed), {feast.day: feast})
    found = find([Site("a", calendar)], Search(date(2026, 10, 5), date(2026, 11, 8), 5, 5))
    assert len(found) == 1
    site = found[0].sites[0]
    assert site.days == 4
    assert [(line.reason, line.name, line.days) for line in site.lines] == [
        (Reason.HOLIDAY, "Feast", 1),
        (Reason.CLOSURE, "Bridge", 3),
    ]
    assert site.lines[0].is_estimated
    # From Friday to Tuesday, with a weekend in between that nobody loses.
    assert (site.lines[1].first, site.lines[1].last) == (closed.first, closed.last)


def test_find_prefers_terms_before_fewer_lost_days():
    exams = stretch("exams", date(2026, 9, 28), date(2026, 10, 8))
    busy = Site("busy", Calendar(SATURDAY_SUNDAY, (AUTUMN, exams)))
    found = find([busy], Search(date(2026, 9, 7), date(2026, 10, 11), 3, 3))
    assert [(window.first, window.fits_terms, window.lost) for window in found] == [
        (date(2026, 9, 21), True, 9),
        (date(2026, 9, 7), False, 10),
    ]
    early = Site("early", Calendar(SATURDAY_SUNDAY, (AUTUMN,)))
    found = find([early], Search(date(2026, 9, 14), date(2026, 10, 4), 1, 3))
    # A week within the term, and not three of which the first lies before it.
    assert (found[0].first, found[0].weeks) == (date(2026, 9, 21), 2)


def test_find_prefers_a_loss_that_is_shared_then_the_earlier_window():
    alone = stretch("closure", date(2026, 10, 20), date(2026, 10, 21))
    shared = [stretch("closure", day, day) for day in (date(2026, 11, 10), date(2026, 11, 11))]
    sites = [
        Site("a", Calendar(SATURDAY_SUNDAY, (AUTUMN, alone, shared[0]))),
        Site("b", Calendar(SATURDAY_SUNDAY, (AUTUMN, shared[1]))),
    ]
    found = find(sites, Search(date(2026, 10, 5), date(2026, 11, 15), 3, 3))
    assert [(window.first, window.lost) for window in found] == [
        (date(2026, 10, 26), 2),
        (date(2026, 10, 5), 2),
    ]


def test_find_with_an_unknown_calendar_names_it_and_never_takes_it_for_free():
    found = find([SIENA, UNKNOWN], search(*YEAR))
    assert found
    for window in found:
        assert not window.is_known
        assert {site.key: site.unknown > 0 for site in window.sites}["unknown"]
        assert "yes" not in window.parts
    assert found[0].parts == ("unknown", "unknown", "unknown")
    known = find([SIENA], search(*YEAR))
    assert (found[0].first, found[0].lost) == (known[0].first, known[0].lost)


def test_find_leaves_out_windows_without_a_shared_day_in_a_third_unless_all_are_like_that():
    found = find([SIENA], Search(date(2026, 8, 31), date(2026, 10, 11), 4, 4))
    assert [window.first for window in found] == [date(2026, 9, 14)]
    found = find([SIENA], Search(date(2026, 8, 31), date(2026, 9, 27), 4, 4))
    assert [window.parts for window in found] == [("no", "no", "yes")]


def test_find_ranks_what_is_known_before_what_is_not():
    second = Site(
        "b", Calendar(SATURDAY_SUNDAY, (AUTUMN, term(date(2027, 8, 30), date(2027, 12, 17), 2027)))
    )
    closed = stretch("closure", date(2026, 10, 1), date(2026, 10, 2))
    first = Site("a", Calendar(SATURDAY_SUNDAY, (AUTUMN, closed)))
    span = Search(date(2026, 9, 21), date(2027, 12, 31), 8, 8)
    found = find([first, second], span)
    known = [window.is_known for window in found]
    assert known == sorted(known, reverse=True)
    assert True in known
    assert False in known


def test_find_without_a_shared_teaching_day_proposes_nothing():
    spring = Site("spring", Calendar(SATURDAY_SUNDAY, (term(date(2027, 2, 1), date(2027, 5, 28)),)))
    assert find([SIENA, spring], search(*YEAR)) == []
    opposite = Site("o", Calendar(frozenset({1, 2, 3, 4, 5}), (AUTUMN,)))
    assert find([SIENA, opposite], search(*YEAR)) == []


def test_find_without_sites_or_room_proposes_nothing():
    assert find([], search(*YEAR)) == []
    assert find([SIENA], search(date(2026, 10, 1), date(2026, 10, 15))) == []
    assert find([SIENA], search(date(2026, 10, 15), date(2026, 10, 1))) == []
    assert find([SIENA], search(*YEAR, least=6, most=5)) == []


def test_idle_weeks_are_those_without_a_shared_day():
    closed = stretch("closure", date(2026, 10, 12), date(2026, 10, 16))
    other = Site("other", Calendar(SATURDAY_SUNDAY, (AUTUMN, closed)))
    window = judge([SIENA, other], date(2026, 10, 5), date(2026, 11, 1))
    assert window.idle_weeks == (date(2026, 10, 12),)
    middle = stretch("closure", date(2026, 10, 19), date(2026, 11, 8))
    other = Site("other", Calendar(SATURDAY_SUNDAY, (AUTUMN, middle)))
    window = judge([SIENA, other], date(2026, 9, 28), date(2026, 11, 27))
    assert window.parts == ("yes", "no", "yes")


def test_whole_weeks_run_from_monday_to_sunday():
    assert whole_weeks(date(2026, 10, 7), date(2026, 10, 14)) == (
        date(2026, 10, 5),
        date(2026, 10, 18),
    )
    assert monday_of(date(2026, 10, 5)) == date(2026, 10, 5)


@given(several_sites(), searches())
def test_window_lies_within_the_span_and_lasts_as_long_as_asked(sites, wanted):
    for window in find(sites, wanted):
        assert wanted.first <= window.first <= window.last <= wanted.last
        assert wanted.min_weeks <= window.weeks <= wanted.max_weeks
        # As a design counts its weeks: one that has begun counts.
        assert -(-((window.last - window.first).days + 1) // 7) == window.weeks
        assert set(window.idle_weeks) <= set(days_between(monday_of(window.first), window.last))


@given(several_sites(), searches(), st.randoms())
def test_windows_never_depend_on_the_order_of_the_sites(sites, wanted, random):
    expected = find(sites, wanted)
    random.shuffle(sites)
    assert find(sites, wanted) == expected


@given(several_sites(), searches())
def test_windows_differ_by_two_weeks_and_are_few(sites, wanted):
    starts = sorted(window.first for window in find(sites, wanted))
    assert len(starts) <= MOST
    assert all(later - earlier >= timedelta(weeks=2) for earlier, later in pairwise(starts))


@given(several_sites(), searches())
def test_window_that_is_known_ranks_before_one_that_is_not(sites, wanted):
    unknown = [sum(site.unknown > 0 for site in window.sites) for window in find(sites, wanted)]
    assert unknown == sorted(unknown)


@given(several_sites(), st.dates(*YEAR), st.integers(7, 60), stretches(("closure", "exams")))
def test_loss_when_a_closure_is_added_never_becomes_smaller(sites, first, length, closure):
    last = first + timedelta(days=length)
    before = judge(sites, first, last)
    calendar = sites[0].calendar
    sites[0] = replace(sites[0], calendar=replace(calendar, periods=(*calendar.periods, closure)))
    after = judge(sites, first, last)
    for one, other in zip(before.sites, after.sites, strict=True):
        assert other.days >= one.days
        assert other.days + other.unknown >= one.days + one.unknown
    assert after.fits_terms <= before.fits_terms
    assert len(after.idle_weeks) >= len(before.idle_weeks)


@given(several_sites(), st.dates(*YEAR), st.integers(7, 60))
@settings(max_examples=60)
def test_loss_is_what_counting_day_by_day_gives(sites, first, length):
    """The sums agree with a slow count."""
    last = first + timedelta(days=length)
    window = judge(sites, first, last)
    for site, loss in zip(sites, window.sites, strict=True):
        off = days_off(site.calendar, first, last)
        lost = [o for o in off.values() if o.reason not in (Reason.WEEKEND, Reason.UNKNOWN)]
        assert loss.days == len(lost)
        assert loss.unknown == sum(o.reason == Reason.UNKNOWN for o in off.values())
        assert sum(line.days for line in loss.lines) == loss.days + loss.unknown
    all_off = [days_off(site.calendar, first, last) for site in sites]
    days = list(days_between(first, last))
    for third, answer in enumerate(window.parts):
        mine = [day for number, day in enumerate(days) if number * 3 // len(days) == third]
        shares = any(all(day not in off for off in all_off) for day in mine)
        assert (answer == "yes") == shares
