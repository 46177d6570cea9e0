"""The criteria, by property: what holds for every design under any rules."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.criteria import CRITERIA, NOT_WAIVABLE, Design, blocking, check, week_of, window_of
from exchanges.criteria.shares import share_of
from tests.exchanges import criteria_cases as cases
from tests.exchanges.criteria_cases import FIRST, GOOD, RULES, in_days

ORDER = {"unmet": 0, "attention": 1, "met": 2}


def rank(code, design, rules):
    """Return how good the finding is: 0 unmet, 1 attention, 2 met."""
    return ORDER[{f.code: f.status for f in check(design, rules)}[code]]


def more(design, name, row):
    """Return the design with one more row."""
    return replace(design, **{name: (*getattr(design, name), row)})


@given(cases.designs, cases.rules, cases.exceptions)
def test_check_answers_every_design_in_the_same_order(design, rules, exceptions):
    findings = check(design, rules, exceptions)
    assert [f.code for f in findings] == list(CRITERIA)
    for finding in findings:
        assert finding.status in ORDER
        assert finding.title
        assert finding.found
        assert finding.why
        assert finding.fix


@given(cases.designs, cases.rules, cases.exceptions)
def test_only_unmet_blocking_findings_stop_and_exceptions_only_take_away(design, rules, exceptions):
    plain, excepted = check(design, rules), check(design, rules, exceptions)
    assert [f.status for f in plain] == [f.status for f in excepted]
    stops = blocking(plain)
    assert all(f.status == "unmet" and f.is_blocking for f in stops)
    left = [f.code for f in blocking(excepted)]
    waived = set(exceptions) - NOT_WAIVABLE
    assert left == [f.code for f in stops if f.code not in waived]


@given(cases.designs, cases.some_rules)
def test_blocking_is_what_the_rules_name_beside_what_always_does(design, rules):
    named = {f.code for f in check(design, rules) if f.is_blocking}
    assert named == set(rules.blocking) | NOT_WAIVABLE


@given(cases.designs, cases.rules, st.randoms())
def test_findings_do_not_depend_on_the_order_of_rows(design, rules, chance):
    shuffled = {}
    for name in ("teams", "sessions", "outcomes", "activities"):
        rows = list(getattr(design, name))
        chance.shuffle(rows)
        shuffled[name] = tuple(rows)
    assert check(replace(design, **shuffled), rules) == check(design, rules)


@pytest.mark.parametrize("code", ["length", "regularity", "sessions", "one_off", "blended"])
@given(design=cases.designs, rules=cases.some_rules, day=cases.days)
def test_adding_a_session_never_worsens_what_sessions_serve(code, design, rules, day):
    assert rank(code, more(design, "sessions", day), rules) >= rank(code, design, rules)


@pytest.mark.parametrize(
    "code", ["interaction", "regularity", "one_off", "mooc", "distance_course", "virtual_mobility"]
)
@given(design=cases.designs, rules=cases.some_rules, activity=cases.shared_activities)
def test_adding_shared_work_never_worsens_what_it_serves(code, design, rules, activity):
    assert rank(code, more(design, "activities", activity), rules) >= rank(code, design, rules)


@given(cases.designs, cases.some_rules, cases.lectures)
def test_adding_a_lecture_never_helps_against_being_a_lecture_course(design, rules, lecture):
    after = more(design, "activities", lecture)
    assert rank("distance_course", after, rules) <= rank("distance_course", design, rules)
    for code in ("mooc", "one_off", "virtual_mobility", "intercultural"):
        assert rank(code, after, rules) <= rank(code, design, rules)
    if any(activity.hours for activity in design.activities):
        assert rank("interaction", after, rules) <= rank("interaction", design, rules)


@given(cases.designs, cases.some_rules)
def test_adding_a_facilitator_never_worsens_the_facilitation(design, rules):
    after = replace(design, facilitators=design.facilitators + 1)
    for code in ("facilitation", "unmoderated", "social_group"):
        assert rank(code, after, rules) >= rank(code, design, rules)


@given(cases.designs, cases.some_rules, cases.teams)
def test_adding_a_team_never_worsens_the_partners(design, rules, team):
    assert rank("partners", more(design, "teams", team), rules) >= rank("partners", design, rules)


@given(cases.designs, cases.some_rules, st.sampled_from(["outcomes", "teams", "activities"]))
def test_taking_all_rows_away_never_meets_what_they_serve(design, rules, name):
    bare = replace(design, **{name: ()})
    codes = {
        "outcomes": ["outcomes", "intercultural"],
        "teams": ["partners", "leads", "confirmed", "courses", "training", "credits"],
        "activities": ["interaction", "learner_led", "mooc", "distance_course", "unmoderated"],
    }
    assert all(rank(code, bare, rules) < ORDER["met"] for code in codes[name])


SILENT = {field.name: field.default for field in fields(Design) if field.name[-3:] != "_on"}
SILENT |= {"starts_on": None, "ends_on": None, "are_groups_mixed": None}


@given(cases.some_rules, st.sets(st.sampled_from(sorted(SILENT))))
def test_silence_never_meets_what_was_not_met(rules, names):
    """A good design with some facts left out is never better for it."""
    silent = replace(GOOD, **{name: SILENT[name] for name in names})
    met = {f.code for f in check(GOOD, rules) if f.status == "met"}
    assert {f.code for f in check(silent, rules) if f.status == "met"} <= met


@given(cases.designs, cases.days)
def test_windows_and_weeks_lie_within_the_dates(design, day):
    window, week = window_of(day, design), week_of(day, design)
    is_inside = bool(design.days) and design.starts_on <= day <= design.ends_on
    assert (window in (0, 1, 2)) == is_inside
    assert (week is not None) == is_inside
    if is_inside:
        assert 1 <= week <= design.weeks


@given(st.integers(2, 200))
def test_windows_split_the_days_into_thirds_that_differ_by_one(days):
    design = Design(FIRST, in_days(days - 1))
    windows = [window_of(in_days(number), design) for number in range(days)]
    assert windows == sorted(windows)
    sizes = [windows.count(third) for third in (0, 1, 2)]
    assert max(sizes) - min(sizes) <= 1


shares = st.lists(st.tuples(cases.decimals, cases.maybe), max_size=6)


@given(shares, st.integers(0, 100), st.data())
def test_share_says_met_or_unmet_only_where_no_answer_could_change_it(rows, minimum, data):
    said = share_of(rows).reaches(minimum)
    answered = [
        (
            hours or data.draw(st.decimals("0.1", 40, places=1)),
            data.draw(st.booleans()) if counts is None else counts,
        )
        for hours, counts in rows
    ]
    total = sum((hours for hours, _counts in answered), Decimal(0))
    part = sum((hours for hours, counts in answered if counts), Decimal(0))
    if said != "attention":
        assert (part * 100 >= total * minimum) == (said == "met")


def test_good_design_of_the_examples_is_met_under_its_rules():
    assert {f.status for f in check(GOOD, RULES)} == {"met"}
