"""The criteria, by example and by property."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.criteria import (
    ActivityValues,
    Design,
    Rules,
    TeamValues,
    blocking,
    check,
    window_of,
)
from exchanges.enums import Dimension

RULES = Rules("Rules", 4, 8, 3, 10, 50, "the source")
FIRST = date(2027, 3, 1)
GOOD = Design(
    starts_on=FIRST,
    ends_on=FIRST + timedelta(days=41),
    teams=(
        TeamValues("Siena", "IT", has_lead=True, has_confirmed=True),
        TeamValues("Marrakesh", "MA", has_lead=True, has_confirmed=True),
    ),
    sessions=(FIRST, FIRST + timedelta(days=20), FIRST + timedelta(days=41)),
    outcomes=(Dimension.SUBJECT, Dimension.INTERCULTURAL),
    activities=(
        ActivityValues(1, Decimal(2), is_interactive=True),
        ActivityValues(2, Decimal(2), is_interactive=False),
    ),
    group_size=5,
    platform="Video",
    facilitation="Both",
    assessment="Report",
    fallback="Local groups",
)


def statuses(design, rules=RULES):
    return {finding.code: finding.status for finding in check(design, rules)}


def test_good_design_meets_every_criterion():
    assert set(statuses(GOOD).values()) == {"met"}
    assert len(check(GOOD, RULES)) == 11


@pytest.mark.parametrize(
    ("change", "code", "status", "stops"),
    [
        ({"teams": GOOD.teams[:1]}, "partners", "unmet", True),
        (
            {"teams": (GOOD.teams[0], replace(GOOD.teams[1], country="IT"))},
            "partners",
            "unmet",
            True,
        ),
        (
            {"teams": (GOOD.teams[0], replace(GOOD.teams[1], has_confirmed=False))},
            "confirmed",
            "unmet",
            True,
        ),
        ({"teams": ()}, "confirmed", "unmet", True),
        ({"sessions": GOOD.sessions[:2]}, "sessions", "unmet", True),
        ({"sessions": (FIRST, FIRST, FIRST)}, "sessions", "unmet", True),
        (
            {"sessions": (*GOOD.sessions[:2], GOOD.ends_on + timedelta(days=1))},
            "sessions",
            "unmet",
            True,
        ),
        ({"ends_on": FIRST + timedelta(days=27)}, "length", "met", False),
        ({"ends_on": FIRST + timedelta(days=20)}, "length", "attention", False),
        ({"ends_on": FIRST + timedelta(days=56)}, "length", "attention", False),
        ({"group_size": 11}, "groups", "attention", False),
        ({"group_size": 1}, "groups", "attention", False),
        ({"activities": ()}, "interaction", "attention", False),
        (
            {"activities": (ActivityValues(1, Decimal(2), is_interactive=False),)},
            "interaction",
            "attention",
            False,
        ),
        ({"outcomes": (Dimension.SUBJECT,)}, "intercultural", "attention", False),
        ({"platform": " "}, "technology", "attention", False),
        ({"facilitation": ""}, "facilitation", "attention", False),
        ({"assessment": ""}, "assessment", "attention", False),
        ({"fallback": ""}, "fallback", "attention", False),
    ],
)
def test_design_that_lacks_something_is_found_out(change, code, status, stops):
    findings = {finding.code: finding for finding in check(replace(GOOD, **change), RULES)}
    assert findings[code].status == status
    assert (findings[code] in blocking(list(findings.values()))) == stops


def test_design_without_rules_is_stopped_by_that_alone():
    findings = check(GOOD, None)
    assert [finding.code for finding in blocking(findings)] == ["rules"]


def test_every_finding_says_what_why_and_how():
    for design in (GOOD, Design(FIRST, FIRST + timedelta(days=1))):
        for finding in check(design, RULES):
            assert finding.title
            assert finding.found
            assert finding.why
            assert finding.fix


@pytest.mark.parametrize(
    ("days", "windows"),
    [(3, [0, 1, 2]), (4, [0, 0, 1, 2]), (7, [0, 0, 0, 1, 1, 2, 2]), (6, [0, 0, 1, 1, 2, 2])],
)
def test_windows_are_thirds_of_the_days(days, windows):
    design = Design(FIRST, FIRST + timedelta(days=days - 1))
    found = [window_of(FIRST + timedelta(days=number), design) for number in range(days)]
    assert found == windows
    assert window_of(FIRST - timedelta(days=1), design) is None
    assert window_of(FIRST + timedelta(days=days), design) is None


day = st.integers(-10, 90).map(lambda number: FIRST + timedelta(days=number))
team = st.builds(
    TeamValues,
    institution=st.sampled_from("ABCD"),
    country=st.sampled_from(["IT", "MA", "EG"]),
    has_lead=st.booleans(),
    has_confirmed=st.booleans(),
)
activity = st.builds(
    ActivityValues,
    week=st.integers(1, 12),
    hours=st.decimals("0.5", "40", places=1),
    is_interactive=st.booleans(),
)
text = st.sampled_from(["", " ", "written"])
design = st.builds(
    Design,
    starts_on=st.just(FIRST),
    ends_on=st.integers(1, 80).map(lambda number: FIRST + timedelta(days=number)),
    teams=st.lists(team, max_size=4).map(tuple),
    sessions=st.lists(day, max_size=6).map(tuple),
    outcomes=st.lists(st.sampled_from(Dimension.values), max_size=4).map(tuple),
    activities=st.lists(activity, max_size=6).map(tuple),
    group_size=st.integers(1, 30),
    platform=text,
    facilitation=text,
    assessment=text,
    fallback=text,
)
rules = st.builds(
    Rules,
    name=st.just("Rules"),
    min_weeks=st.integers(1, 6),
    max_weeks=st.integers(6, 12),
    min_sessions=st.integers(1, 5),
    max_group_size=st.integers(2, 12),
    min_interaction=st.integers(0, 100),
    source=st.just("the source"),
)


@given(design, rules, day)
def test_adding_a_session_never_unmeets_the_sessions(value, limits, session):
    before = statuses(value, limits)["sessions"]
    after = statuses(replace(value, sessions=(*value.sessions, session)), limits)["sessions"]
    assert not (before == "met" and after != "met")


@given(design, rules, st.randoms())
def test_findings_do_not_depend_on_the_order_of_rows(value, limits, chance):
    shuffled = {}
    for name in ("teams", "sessions", "outcomes", "activities"):
        rows = list(getattr(value, name))
        chance.shuffle(rows)
        shuffled[name] = tuple(rows)
    assert check(replace(value, **shuffled), limits) == check(value, limits)


@given(design, rules)
def test_only_an_unmet_blocking_finding_stops(value, limits):
    findings = check(value, limits)
    assert len({finding.code for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.status != "unmet" or finding.is_blocking


@given(design, rules, team)
def test_adding_a_team_never_unmeets_the_partners(value, limits, another):
    if statuses(value, limits)["partners"] == "met":
        more = replace(value, teams=(*value.teams, another))
        assert statuses(more, limits)["partners"] == "met"


@given(design, rules, activity)
def test_adding_an_activity_with_partners_never_lowers_the_interaction(value, limits, another):
    if value.activities and statuses(value, limits)["interaction"] == "met":
        shared = replace(another, is_interactive=True)
        more = replace(value, activities=(*value.activities, shared))
        assert statuses(more, limits)["interaction"] == "met"
