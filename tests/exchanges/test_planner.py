"""The planner of sessions: the pure part."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, permutations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wall_times import moments
from exchanges.planner import Taken, Wish, propose
from exchanges.planner.fair import choose, measure_of, options_of, totals_of
from exchanges.planner.grid import Slot
from exchanges.planner.stretches import stretches
from tests.exchanges.planner_cases import (
    GIZA,
    MARRAKESH,
    SIENA,
    all_starts,
    cost,
    kind_at,
    site,
    sites,
    wishes,
)

SPRING = Wish(date(2027, 3, 1), date(2027, 4, 30))
RELAXED = ["", "hours", "days", "both"]


def walls(wanted):
    return [(candidate.day, candidate.at) for candidate in wanted.candidates]


def costs(wanted):
    return [[reading.cost for reading in each.readings] for each in wanted.candidates]


def picked(proposal):
    """Return what the first recommended slot of each session costs each site."""
    return [
        [reading.cost for reading in wanted.candidates[wanted.picks[0]].readings]
        for wanted in proposal.sessions
    ]


def test_propose_siena_marrakesh_giza_costs_nobody_anything():
    proposal = propose([SIENA, MARRAKESH, GIZA], SPRING)
    assert [wanted.relaxed for wanted in proposal.sessions] == ["", "", ""]
    assert picked(proposal) == [[0, 0, 0]] * 3
    assert dict(proposal.totals) == {"siena": 0, "marrakesh": 0, "giza": 0}
    assert [(wanted.first, wanted.last) for wanted in proposal.sessions] == [
        (date(2027, 3, 1), date(2027, 3, 7)),
        (date(2027, 3, 28), date(2027, 4, 3)),
        (date(2027, 4, 24), date(2027, 4, 30)),
    ]


def test_propose_keeps_morocco_at_utc_and_moves_rome_and_cairo_on_their_days():
    proposal = propose([SIENA, MARRAKESH, GIZA], SPRING)
    assert [(change.day, change.sites) for change in proposal.changes] == [
        (date(2027, 3, 28), ("siena",)),
        (date(2027, 4, 30), ("giza",)),
    ]
    rome, cairo = proposal.changes
    assert {shift.site: (shift.before, shift.after) for shift in rome.shifts} == {
        "marrakesh": (-60, -120),
        "giza": (60, 0),
    }
    assert [(shift.site, shift.before, shift.after) for shift in cairo.shifts] == [("giza", 0, 60)]
    before, after, _last = (wanted.candidates[0] for wanted in proposal.sessions)
    for candidate, hours in ((before, (-1, 1)), (after, (-2, 0))):
        here, *others = (reading.starts for reading in candidate.readings)
        assert tuple((there - here) // timedelta(hours=1) for there in others) == hours


def test_propose_measures_the_whole_session_and_not_its_start():
    far = site("far", "Asia/Kathmandu", hours=(9, 17))
    near = site("near", "UTC", hours=(9, 12))
    best = propose([near, far], replace(SPRING, sessions=1)).sessions[0].candidates[0]
    # From 9:00 to 10:30 UTC it is 14:45 to 16:15 in Kathmandu.
    assert [reading.cost for reading in best.readings] == [0, 0]
    late = propose([replace(near, teaches_from=time(11)), far], replace(SPRING, sessions=1))
    reading = late.sessions[0].candidates[0].readings
    # 9:30 to 11:00 UTC would be early here by 90 minutes, 11:00 to 12:30 late by 30 here and 75
    # there: 10:30 to 12:00 shares it, early here by 30, and 45 minutes too long there.
    assert [(each.early, each.late) for each in reading] == [(30, 0), (0, 45)]


def test_propose_lunch_is_avoided_and_counted():
    wish = Wish(SPRING.first, SPRING.first, 1, top=48)
    candidates = propose([SIENA], wish).sessions[0].candidates
    by_time = {each.at: each.readings[0] for each in candidates}
    assert by_time[time(12, 30)].lunch == 60
    assert by_time[time(11, 30)].lunch == 0
    assert candidates[0].readings[0].lunch == 0


def test_propose_without_an_hour_that_is_decent_everywhere_says_so():
    sites = [site("rome", "Europe/Rome"), site("honolulu", "Pacific/Honolulu")]
    wanted = propose(sites, replace(SPRING, sessions=2)).sessions
    # In March two decent hours are shared, in April, when Rome's clocks have changed, only one.
    assert [each.relaxed for each in wanted] == ["", "hours"]
    codes = {reason.code for reason in wanted[1].candidates[0].reasons}
    assert "night" in codes


def test_propose_without_a_day_open_everywhere_says_so_and_shares_the_days_off():
    weekdays = site("weekdays", weekend=(6, 7))
    weekends = site("weekends", weekend=(1, 2, 3, 4, 5))
    proposal = propose([weekdays, weekends], Wish(SPRING.first, SPRING.last, 8, "weekly"))
    assert {each.relaxed for each in proposal.sessions} == {"days"}
    assert dict(proposal.totals) == {"weekdays": 360, "weekends": 360}


def test_propose_names_the_holiday_where_nothing_else_is_left():
    feast = date(2027, 3, 3)
    sites = [site("a", closed=[feast]), site("b")]
    wanted = propose(sites, Wish(feast, feast, 1)).sessions[0]
    assert wanted.relaxed == "days"
    reasons = wanted.candidates[0].reasons
    assert [(reason.code, reason.site, reason.name) for reason in reasons] == [
        ("closed", "a", "Feast")
    ]


def test_propose_mirror_sites_bear_it_in_turn():
    # Each begins to teach when the other ends: one of them has to stay, or to come early.
    sites = [site("morning", hours=(9, 13)), site("afternoon", hours=(13, 17))]
    wish = Wish(SPRING.first, SPRING.last, 6, "weekly", minutes=60, step=60)
    proposal = propose(sites, wish)
    assert [sorted(each) for each in picked(proposal)] == [[0, 60]] * 6
    assert dict(proposal.totals) == {"morning": 180, "afternoon": 180}
    turns = [
        reason
        for wanted in proposal.sessions
        for reason in wanted.candidates[wanted.picks[0]].reasons
        if reason.code == "turn"
    ]
    assert {(turn.site, turn.other) for turn in turns} == {
        ("morning", "afternoon"),
        ("afternoon", "morning"),
    }


def test_propose_second_choice_spares_whom_the_first_burdens():
    sites = [site("morning", hours=(9, 13)), site("afternoon", hours=(13, 17))]
    wish = Wish(SPRING.first, SPRING.last, 2, minutes=60, step=60, options=2)
    proposal = propose(sites, wish)
    for wanted in proposal.sessions:
        one, two = (costs(wanted)[pick] for pick in wanted.picks)
        assert sorted([one, two]) == [[0, 60], [60, 0]]
        reasons = wanted.candidates[wanted.picks[1]].reasons
        assert [reason.minutes for reason in reasons if reason.code == "relief"] == [60]
    assert set(proposal.totals.values()) == {0}


def test_propose_keeps_off_what_is_taken():
    free = propose([SIENA, MARRAKESH], SPRING)
    best = [wanted.candidates[0].starts_at for wanted in free.sessions]
    # An hour that begins half an hour after the best slot does, and so overlaps it.
    taken = tuple(Taken(at + timedelta(minutes=30), 60, str(at)) for at in best)
    found = propose([SIENA, MARRAKESH], replace(SPRING, taken=taken))
    for wanted, held in zip(found.sessions, taken, strict=True):
        for candidate in wanted.candidates:
            ends = candidate.starts_at + timedelta(minutes=90)
            assert (
                ends <= held.starts_at
                or held.starts_at + timedelta(minutes=60) <= candidate.starts_at
            )


def test_propose_counts_what_is_taken_and_the_least_of_its_choices():
    one, other = site("one", "Europe/Rome"), site("other", "Asia/Kathmandu")
    day = datetime(2027, 3, 3, tzinfo=UTC)
    # By Rome's clock at half past seven, ninety minutes early; by Kathmandu's at a quarter past
    # eleven, which costs nobody anything there. The second choice ends late in Kathmandu.
    early = Taken(day.replace(hour=6, minute=30), 90, "opening")
    late = Taken(day.replace(hour=12), 90, "opening")
    wish = Wish(day.date(), day.date(), 1, taken=(early,))
    assert dict(propose([one, other], wish).held) == {"one": 90, "other": 0}
    both = propose([one, other], replace(wish, taken=(early, late)))
    assert dict(both.held) == {"one": 0, "other": 0}
    alone = propose([one, other], replace(wish, taken=()))
    assert dict(alone.held) == {"one": 0, "other": 0}


def test_propose_lets_the_other_bear_it_after_what_is_taken():
    mirror = [site("west", "Etc/GMT+4"), site("east", "Etc/GMT-4")]
    wish = Wish(date(2027, 3, 3), date(2027, 3, 3), 1)
    west = Taken(datetime(2027, 3, 2, 11, tzinfo=UTC), 90, "opening")
    east = Taken(datetime(2027, 3, 2, 11, tzinfo=UTC) + timedelta(hours=4), 90, "opening")
    for taken, bearer in ((west, "east"), (east, "west")):
        found = propose(mirror, replace(wish, taken=(taken,)))
        spent = {key: found.totals[key] - found.held[key] for key in found.totals}
        assert max(spent, key=spent.__getitem__) == bearer


def test_propose_where_everything_is_taken_finds_nothing():
    day = date(2027, 3, 3)
    taken = tuple(
        Taken(datetime(2027, 3, 2, 20, tzinfo=UTC) + timedelta(hours=8 * number), 480, str(number))
        for number in range(5)
    )
    found = propose([SIENA], Wish(day, day, 1, taken=taken))
    assert not found.sessions
    assert found.totals == found.held


def test_propose_at_a_clock_change_skips_what_does_not_exist_or_comes_twice():
    night = site("night", "Europe/Rome", weekend=(), hours=(0, 5))
    for day, hours in ((date(2027, 3, 28), {2}), (date(2026, 10, 25), {2})):
        wanted = propose([night], Wish(day, day, 1, top=100)).sessions[0]
        found = {at.hour for _day, at in walls(wanted)}
        assert not found & hours
        assert {0, 3} <= found


def test_propose_says_why_each_ranks_above_the_next():
    wanted = propose([SIENA, MARRAKESH, GIZA], replace(SPRING, top=400)).sessions[0]
    codes = [candidate.ahead.code for candidate in wanted.candidates[:-1]]
    assert {"margin", "middle", "earlier", "worst", "sum"} <= set(codes)
    for one, then in pairwise(wanted.candidates):
        if one.ahead.code == "worst":
            assert one.ahead.mine < one.ahead.next
            assert max(each.cost for each in one.readings) == one.ahead.mine
            assert max(each.cost for each in then.readings) == one.ahead.next


@pytest.mark.parametrize("anchor", ["nobody"])
def test_propose_with_an_unknown_anchor_raises(anchor):
    with pytest.raises(ValueError, match="anchor"):
        propose([SIENA], replace(SPRING, anchor=anchor))
    with pytest.raises(ValueError, match="different sites"):
        propose([SIENA, SIENA], SPRING)
    with pytest.raises(ZoneInfoNotFoundError):
        propose([site("x", "Mars/Olympus")], SPRING)


def test_choose_finds_the_fairest_where_each_session_alone_would_not():
    day = date(2027, 3, 1)

    def slot(number, costs):
        return Slot(day, number * 60, number * 60, costs, is_night=False, is_off=False, margin=0)

    # Alone, (50, 50) is the best of each session; together, taking turns is.
    slots = [slot(9, (60, 0)), slot(10, (0, 60)), slot(11, (50, 50))]
    chosen = choose([options_of(slots, day)] * 2)
    assert totals_of(option.costs for option in chosen) == (60, 60)


@settings(deadline=None, max_examples=60)
@given(wishes())
def test_stretches_are_disjoint_inside_the_window_and_reach_its_ends(wish):
    found = stretches(wish)
    assert 1 <= len(found) <= wish.sessions
    assert found[0][0] == wish.first
    assert all(first <= last <= wish.last for first, last in found)
    assert all(one[1] < two[0] for one, two in pairwise(found))
    if wish.pattern == "even":
        assert found[-1][1] == wish.last


@settings(deadline=None, max_examples=40)
@given(sites(), wishes())
def test_propose_reads_every_slot_as_the_plain_measure_does(known, wish):
    for wanted in propose(known, wish).sessions:
        for candidate in wanted.candidates:
            assert moments(candidate.day, candidate.at, known[0].zone) == [candidate.starts_at]
            assert wanted.first <= candidate.day <= wanted.last
            for each, reading in zip(known, candidate.readings, strict=True):
                zone = ZoneInfo(each.zone)
                assert reading.starts == candidate.starts_at.astimezone(zone).replace(tzinfo=None)
                measured = cost(each, candidate.starts_at, wish.minutes)
                assert (reading.cost, reading.night > 0, reading.off) == measured


@settings(deadline=None, max_examples=40)
@given(sites(), wishes())
def test_propose_never_proposes_a_worse_kind_of_slot_than_there_is(known, wish):
    for wanted in propose(known, wish).sessions:
        starts = all_starts(known[0], wish, wanted.first, wanted.last)
        best = min(kind_at(known, wish, moment) for moment in starts)
        assert RELAXED.index(wanted.relaxed) == best
        kinds = {kind_at(known, wish, each.starts_at) for each in wanted.candidates}
        assert kinds == {best}


@settings(deadline=None, max_examples=30)
@given(sites(), wishes(), st.randoms(use_true_random=False))
def test_propose_does_not_depend_on_the_order_of_the_sites(known, wish, dice):
    wish = replace(wish, anchor=known[0].key)
    shuffled = list(known)
    dice.shuffle(shuffled)
    one, two = propose(known, wish), propose(shuffled, wish)
    assert [walls(wanted) for wanted in one.sessions] == [walls(wanted) for wanted in two.sessions]
    assert [wanted.picks for wanted in one.sessions] == [wanted.picks for wanted in two.sessions]
    assert dict(one.totals) == dict(two.totals)


@settings(deadline=None, max_examples=30)
@given(sites(), wishes())
def test_propose_recommends_what_ranks_first_and_parallel_choices_do_not_overlap(known, wish):
    assert propose(known, wish) == propose(known, wish)
    for wanted in propose(known, wish).sessions:
        if wish.options == 1:
            assert wanted.picks == (0,)
        starts = sorted(wanted.candidates[pick].starts_at for pick in wanted.picks)
        assert all(two - one >= timedelta(minutes=wish.minutes) for one, two in pairwise(starts))
        assert len(set(walls(wanted))) == len(wanted.candidates)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.lists(st.tuples(*[st.sampled_from([0, 30, 60, 90])] * 3), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_choose_cannot_be_bettered_by_changing_one_session(sessions):
    day = date(2027, 3, 1)
    options = [
        options_of(
            [
                Slot(day, at, at, each, is_night=False, is_off=False, margin=0)
                for at, each in enumerate(known)
            ],
            day,
        )
        for known in sessions
    ]
    chosen = [option.costs for option in choose(options)]
    reached = measure_of(totals_of(chosen))
    for number, known in enumerate(sessions):
        for other in known:
            changed = [*chosen[:number], other, *chosen[number + 1 :]]
            assert reached <= measure_of(totals_of(changed))


def test_propose_five_sites_in_any_order_says_the_same():
    five = [
        SIENA,
        MARRAKESH,
        GIZA,
        site("gainesville", "America/New_York"),
        site("kathmandu", "Asia/Kathmandu", (6,)),
    ]
    wish = replace(SPRING, anchor="siena", pattern="weekly", sessions=4)
    answers = [propose(order, wish) for order in list(permutations(five))[::17]]
    assert {tuple(map(tuple, map(walls, each.sessions))) for each in answers} == {
        tuple(map(tuple, map(walls, answers[0].sessions)))
    }
    assert all(dict(each.totals) == dict(answers[0].totals) for each in answers)
