"""The criteria, by example: every one of them met, doubtful and unmet."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from exchanges.criteria import (
    CRITERIA,
    NOT_WAIVABLE,
    PARTS,
    SESSIONS,
    ActivityValues,
    Design,
    blocking,
    check,
    week_of,
    window_of,
)
from exchanges.enums import DesignSection, Dimension, Mode
from tests.exchanges.criteria_cases import (
    BARE,
    FIRST,
    GOOD,
    RULES,
    a_team,
    in_days,
    lecture,
    shared,
)


def finding(code, rules=RULES, **changes):
    """Return one finding on the good design with these changes."""
    return {f.code: f for f in check(replace(GOOD, **changes), rules)}[code]


def test_good_design_meets_every_criterion():
    findings = check(GOOD, RULES)
    assert {f.code: f.status for f in findings if f.status != "met"} == {}
    assert len(findings) == 27


def test_codes_are_those_of_the_parts_in_their_order():
    codes = [criterion.code for part in PARTS.values() for criterion in part]
    assert codes == list(CRITERIA) == [f.code for f in check(BARE, None)]
    assert set(codes) >= NOT_WAIVABLE
    assert all(len(code) <= 30 for code in codes)


@pytest.mark.parametrize(
    ("code", "status", "changes"),
    [
        ("length", "met", {"ends_on": in_days(27)}),
        ("length", "unmet", {"ends_on": in_days(20)}),
        ("length", "unmet", {"ends_on": in_days(56)}),
        ("length", "unmet", {"ends_on": in_days(-1)}),
        ("length", "attention", {"ends_on": None}),
        ("length", "met", {"starts_on": None, "ends_on": None, "stated_weeks": 5}),
        ("length", "unmet", {"starts_on": None, "ends_on": None, "stated_weeks": 2}),
        # Three quarters of 6 weeks are 4.5: 5 weeks are enough, fewer are not.
        ("regularity", "unmet", {"activities": (shared(1), shared(3)), "sessions": (in_days(8),)}),
        (
            "regularity",
            "met",
            {
                "activities": (shared(1), shared(2), shared(3)),
                "sessions": (in_days(21), in_days(41)),
            },
        ),
        ("regularity", "unmet", {"activities": (lecture(1), lecture(2)), "sessions": ()}),
        ("regularity", "attention", {"activities": (), "undated_sessions": 5}),
        ("regularity", "attention", {"starts_on": None, "ends_on": None}),
        ("sessions", "unmet", {"sessions": GOOD.sessions[:2]}),
        ("sessions", "unmet", {"sessions": (FIRST, FIRST, FIRST)}),
        ("sessions", "unmet", {"sessions": (*GOOD.sessions[:2], in_days(42))}),
        ("sessions", "attention", {"sessions": GOOD.sessions[:2], "undated_sessions": 1}),
        ("sessions", "attention", {"starts_on": None}),
        ("sessions", "unmet", {"starts_on": None, "sessions": ()}),
        ("technology", "unmet", {"platform": " "}),
        ("technology", "attention", {"connectivity": ""}),
        ("interaction", "met", {"activities": (shared(hours=2), lecture(hours=2))}),
        ("interaction", "unmet", {"activities": (shared(hours=2), lecture(hours=3))}),
        ("interaction", "attention", {"activities": ()}),
        ("interaction", "attention", {"activities": (shared(hours=0), lecture(hours=3))}),
        ("interaction", "attention", {"activities": (shared(hours=3), lecture(hours=0))}),
        ("interaction", "attention", {"activities": (shared(is_interactive=None), lecture())}),
        # A lecture stays one, whatever else is ticked.
        ("interaction", "unmet", {"activities": (lecture(is_interactive=True),)}),
        ("groups", "unmet", {"group_size": 11}),
        ("groups", "unmet", {"group_size": 1}),
        ("groups", "attention", {"group_size": 0}),
        ("groups", "unmet", {"are_groups_mixed": False}),
        ("groups", "attention", {"are_groups_mixed": None}),
        ("learner_led", "unmet", {"activities": (shared(), lecture(is_learner_led=True))}),
        ("learner_led", "attention", {"activities": (shared(is_learner_led=None),)}),
        ("learner_led", "attention", {"activities": (lecture(),)}),
        # 30 students in groups of 5 are 6 groups: 3 facilitators accompany 2 groups each.
        ("facilitation", "unmet", {"facilitators": 2}),
        ("facilitation", "unmet", {"facilitators": 0}),
        ("facilitation", "attention", {"facilitation": " "}),
        ("facilitation", "attention", {"group_size": 0}),
        ("facilitation", "attention", {"teams": (a_team(), a_team(students=0))}),
        ("facilitation", "unmet", {"teams": (a_team(students=15), a_team(students=16))}),
        ("outcomes", "unmet", {"outcomes": ()}),
        ("assessment", "unmet", {"assessment": ""}),
        ("credits", "attention", {"teams": (a_team(), a_team(ects=Decimal(0)))}),
        ("credits", "met", {"teams": (a_team(ects=Decimal(0), cfu=Decimal(1)), a_team())}),
        ("credits", "unmet", {"teams": (a_team(workload_hours=Decimal(0)),)}),
        ("credits", "attention", {"teams": ()}),
        ("intercultural", "unmet", {"outcomes": (Dimension.SUBJECT,)}),
        ("intercultural", "attention", {"activities": (shared(),)}),
        ("intercultural", "unmet", {"activities": (shared(serves=Dimension.SUBJECT),)}),
        (
            "intercultural",
            "unmet",
            {"activities": (lecture(serves=Dimension.INTERCULTURAL),)},
        ),
        ("mooc", "unmet", {"activities": (lecture(),)}),
        ("mooc", "attention", {"activities": (shared(is_interactive=None),)}),
        ("mooc", "attention", {"group_size": 0}),
        ("mooc", "attention", {"group_size": 40}),
        ("distance_course", "met", {"activities": (shared(hours=2), lecture(hours=2))}),
        ("distance_course", "unmet", {"activities": (shared(hours=2), lecture(hours=3))}),
        ("distance_course", "attention", {"activities": ()}),
        ("distance_course", "unmet", {"activities": (ActivityValues(1, Decimal(2), False),)}),
        (
            "distance_course",
            "attention",
            {"activities": (lecture(), ActivityValues(1, Decimal(2), None))},
        ),
        ("social_group", "attention", {"outcomes": ()}),
        (
            "social_group",
            "unmet",
            {"outcomes": (), "activities": (), "facilitation": "", "facilitators": 0},
        ),
        ("unmoderated", "unmet", {"facilitation": "", "facilitators": 0}),
        ("unmoderated", "met", {"facilitation": ""}),
        ("unmoderated", "unmet", {"activities": ()}),
        ("unmoderated", "attention", {"activities": (shared(week=0),)}),
        ("virtual_mobility", "unmet", {"teams": (a_team(), a_team("Cairo", "EG", course=" "))}),
        ("virtual_mobility", "unmet", {"activities": (lecture(),)}),
        (
            "virtual_mobility",
            "attention",
            {"teams": (*GOOD.teams, a_team("Cairo", "EG", course=""))},
        ),
        ("one_off", "unmet", {"sessions": (in_days(3),), "activities": (shared(1),)}),
        ("one_off", "met", {"sessions": (in_days(3),), "activities": (shared(2),)}),
        ("one_off", "unmet", {"sessions": (in_days(60),), "activities": (shared(9), shared(1))}),
        ("one_off", "attention", {"sessions": (), "activities": (shared(0), shared(1))}),
        ("one_off", "met", {"starts_on": None, "activities": ()}),
        ("one_off", "unmet", {"starts_on": None, "activities": (), "sessions": (FIRST,)}),
        (
            "one_off",
            "attention",
            {"starts_on": None, "activities": (shared(1),), "sessions": (FIRST,)},
        ),
        ("partners", "unmet", {"teams": GOOD.teams[:1]}),
        ("partners", "unmet", {"teams": (a_team(), a_team("Padua", "IT"))}),
        ("partners", "unmet", {"teams": (a_team(), a_team(country="MA"))}),
        ("partners", "unmet", {"teams": ()}),
        ("partners", "attention", {"teams": (a_team(), a_team("Cairo", ""))}),
        ("partners", "attention", {"teams": (a_team("", "LB"), a_team("", "US"))}),
        ("leads", "unmet", {"teams": (a_team(), a_team("Cairo", "EG", has_lead=False))}),
        ("leads", "unmet", {"teams": ()}),
        ("confirmed", "unmet", {"teams": (a_team(), a_team("Cairo", has_confirmed=False))}),
        ("confirmed", "unmet", {"teams": ()}),
        ("courses", "unmet", {"teams": (a_team(), a_team("Cairo", "EG", course=""))}),
        ("blended", "attention", {"activities": (shared(),)}),
        ("blended", "attention", {"activities": (lecture(),), "sessions": ()}),
        ("blended", "met", {"activities": (lecture(),)}),
        ("blended", "met", {"activities": (lecture(), shared(mode=Mode.ASYNCHRONOUS))}),
        ("training", "unmet", {"teams": (a_team(), a_team(training="none"))}),
        ("training", "attention", {"teams": (a_team(), a_team(training="enrolled"))}),
        ("training", "attention", {"teams": (a_team(), a_team(training=""))}),
        ("training", "unmet", {"teams": ()}),
        ("fallback", "unmet", {"fallback": "\n"}),
        ("rules", "attention", {"starts_on": None}),
        ("rules", "unmet", {"starts_on": date(2017, 12, 31)}),
    ],
)
def test_design_that_lacks_something_is_found_out(code, status, changes):
    assert finding(code, **changes).status == status


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("length", {}, ["6 weeks", "4 to 8"]),
        ("regularity", {"activities": (*GOOD.activities, shared(9))}, ["6 weeks", "week 9"]),
        ("sessions", {"sessions": (FIRST,)}, ["1 session", "in the middle, at the end"]),
        ("technology", {}, ["Video meetings"]),
        ("interaction", {}, ["16 of 18 hours", "50 per cent"]),
        ("groups", {"group_size": 11}, ["11 students", "10"]),
        ("learner_led", {}, ["4 of 16 hours"]),
        ("facilitation", {}, ["3 trained facilitators", "6 groups of 5", "30 students", "least 3"]),
        ("outcomes", {}, ["2 outcomes", "intercultural understanding (1)"]),
        ("credits", {"teams": (a_team(ects=Decimal(0)),)}, ["Siena"]),
        ("virtual_mobility", {}, ["Politics in Marrakesh; Politics in Siena"]),
        ("partners", {}, ["Marrakesh; Siena", "IT; MA"]),
        ("confirmed", {"teams": (a_team(has_confirmed=False),)}, ["Siena"]),
        ("training", {}, ["Marrakesh: completed", "Siena: completed"]),
        ("rules", {}, ["Rules of the test", "1 Jan 2018"]),
    ],
)
def test_finding_names_what_it_found(code, changes, words):
    found = finding(code, **changes).found
    assert [word for word in words if word not in found] == []


def test_measured_criteria_name_the_rules_and_their_source():
    for code in ("length", "regularity", "sessions", "interaction", "groups", "learner_led"):
        assert "Rules: Rules of the test." in finding(code).why
    assert "the source" in finding("rules").found
    assert "what a virtual exchange is not" in finding("one_off").why


def test_reasons_are_each_criterions_own():
    findings = check(BARE, RULES)
    for part in ("title", "why", "fix"):
        texts = [getattr(f, part) for f in findings]
        assert len(set(texts)) == len(texts), part


def test_sections_are_those_of_the_forms():
    places = {*DesignSection.values, SESSIONS, ""}
    for design in (GOOD, BARE):
        assert {f.section for f in check(design, RULES)} <= places


def test_intercultural_finding_leads_to_what_is_missing():
    assert finding("intercultural", outcomes=()).section == DesignSection.OUTCOMES
    assert finding("intercultural", activities=()).section == DesignSection.SYLLABUS


def test_rules_alone_say_what_blocks():
    bad = replace(GOOD, sessions=(), outcomes=())
    assert [f.code for f in blocking(check(bad, RULES))] == ["sessions"]
    other = replace(RULES, blocking=("outcomes", "social_group"))
    assert [f.code for f in blocking(check(bad, other))] == ["outcomes"]
    assert blocking(check(bad, replace(RULES, blocking=()))) == []


def test_what_cannot_be_waived_blocks_under_any_rules():
    alone = replace(GOOD, teams=(a_team(has_confirmed=False),), starts_on=date(2017, 12, 31))
    lax = replace(RULES, blocking=())
    waived = dict.fromkeys(NOT_WAIVABLE, "The office's reason")
    assert {f.code for f in blocking(check(alone, lax, waived))} == NOT_WAIVABLE


def test_exception_lets_an_unmet_criterion_pass_and_keeps_its_status():
    bad = replace(GOOD, sessions=())
    findings = {f.code: f for f in check(bad, RULES, {"sessions": "One meeting on site instead"})}
    assert findings["sessions"].status == "unmet"
    assert findings["sessions"].is_blocking
    assert findings["sessions"].exception == "One meeting on site instead"
    assert blocking(list(findings.values())) == []


def test_design_without_rules_is_stopped_by_that_alone():
    findings = check(GOOD, None)
    assert [f.code for f in blocking(findings)] == ["rules"]
    unmeasured = {f.code for f in findings if f.status == "attention"}
    assert {"length", "sessions", "groups", "eligibility"} <= unmeasured


def test_rules_that_ended_before_the_first_day_stop_it():
    ended = replace(RULES, valid_until=FIRST - timedelta(days=1))
    findings = check(GOOD, ended)
    assert [f.code for f in blocking(findings)] == ["rules"]
    assert "ended on 28 Feb 2027" in findings[0].found
    assert finding("rules", replace(RULES, valid_until=FIRST)).status == "met"


@pytest.mark.parametrize(
    ("countries", "teams", "status", "word"),
    [
        ((), GOOD.teams, "met", "every country"),
        (("IT", "MA"), GOOD.teams, "met", "IT; MA"),
        (("IT",), GOOD.teams, "unmet", "Marrakesh (MA)"),
        (("IT",), (a_team(), a_team("Beirut", "")), "attention", "Not every country"),
        (("IT",), (), "attention", "no team"),
    ],
)
def test_countries_of_the_programme_are_checked_and_ages_told(countries, teams, status, word):
    rules = replace(RULES, countries=countries, min_age=18, max_age=30)
    found = finding("eligibility", rules, teams=teams)
    assert found.status == status
    assert word in found.found
    assert "18 to 30 years" in found.found


def test_ages_with_one_limit_are_told_as_such():
    assert "at least 13" in finding("eligibility", replace(RULES, min_age=13)).found
    assert "at most 30" in finding("eligibility", replace(RULES, max_age=30)).found


def test_findings_speak_the_readers_language():
    with translation.override("it"):
        assert finding("interaction", activities=(shared(hours="1.5"),)).found.count("1,5") == 2


@pytest.mark.parametrize(
    ("length", "windows"),
    [(3, [0, 1, 2]), (4, [0, 0, 1, 2]), (7, [0, 0, 0, 1, 1, 2, 2]), (6, [0, 0, 1, 1, 2, 2])],
)
def test_windows_are_thirds_of_the_days(length, windows):
    design = Design(FIRST, in_days(length - 1))
    assert [window_of(in_days(number), design) for number in range(length)] == windows
    assert window_of(in_days(-1), design) is None
    assert window_of(in_days(length), design) is None


def test_weeks_begin_with_the_first_day():
    design = Design(FIRST, in_days(8))
    assert design.weeks == 2
    assert [week_of(in_days(number), design) for number in (-1, 0, 6, 7, 8, 9)] == [
        None,
        1,
        1,
        2,
        2,
        None,
    ]
    assert week_of(FIRST, BARE) is None
