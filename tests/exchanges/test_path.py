"""The five steps, and whose turn it is, in every state."""

from datetime import date

import pytest

from exchanges.enums import ExchangeState as S
from exchanges.path import Journey, TeamOnPath, current, missing, steps

HOME = TeamOnPath("Siena", is_initiator=True, has_lead=True, training="completed")
PARTNER = TeamOnPath("Marrakesh", has_lead=True)


def journey(state=S.DRAFT, home=None, partner=None, **fields):
    """Make a journey; `home` and `partner` override what its two teams say."""
    teams = [TeamOnPath(**_values(HOME, home or {}))]
    if partner is not None:
        teams.append(TeamOnPath(**_values(PARTNER, partner)))
    days = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 4, 11)}
    return Journey(state=state, teams=tuple(teams), **days, **fields)


def _values(team, changes):
    return {name: getattr(team, name) for name in TeamOnPath.__slots__} | changes


def now(value):
    """Return the step in hand as (number, status, whether it is mine, detail)."""
    path = steps(value)
    step = current(path)
    return path.index(step) + 1, step.status, step.is_mine, step.detail


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            journey(home={"training": "none", "is_mine": True}),
            (1, "current", True, "take a place in a training edition"),
        ),
        (
            journey(home={"training": "enrolled", "is_mine": True}),
            (2, "current", True, "invite the partner teacher"),
        ),
        (
            journey(partner={"has_lead": False, "is_invited": True}),
            (2, "current", False, "waiting for Marrakesh to accept"),
        ),
        (
            journey(home={"training": "none"}, partner={"is_mine": True}),
            (3, "current", True, "complete and confirm the design"),
        ),
        (
            journey(home={"is_mine": True, "has_confirmed": True}, partner={}),
            (3, "current", False, "waiting for Marrakesh to confirm"),
        ),
        (
            journey(home={"is_mine": True, "has_confirmed": True}, partner={"has_confirmed": True}),
            (3, "current", True, "submit it"),
        ),
        (
            journey(home={"has_confirmed": True}, partner={"has_confirmed": True, "is_mine": True}),
            (3, "current", False, "confirmed by all; to be submitted"),
        ),
        (
            journey(S.RETURNED, home={"is_mine": True}, partner={}),
            (3, "current", True, "answer what was said, then confirm the design"),
        ),
        (
            journey(S.SUBMITTED, partner={}, is_office=True),
            (3, "current", True, "decide on the design"),
        ),
        (journey(S.SUBMITTED, partner={}), (3, "current", False, "the office decides")),
        (
            journey(S.SUBMITTED, partner={"is_mine": True}, is_office=True),
            (3, "current", False, "the office decides"),
        ),
        (
            journey(S.ENDORSING, partner={}, is_coordinator=True),
            (3, "current", True, "endorse the design"),
        ),
        (
            journey(S.ENDORSING, home={"is_mine": True}, partner={}, is_coordinator=True),
            (3, "current", False, "the department coordinator endorses"),
        ),
        (
            journey(S.ENDORSING, partner={}, is_office=True),
            (3, "current", False, "the department coordinator endorses"),
        ),
        (journey(S.REJECTED, partner={}), (3, "stopped", False, "rejected")),
        (
            journey(S.APPROVED, partner={}, is_office=True),
            (4, "current", True, "ask for the agreement"),
        ),
        (
            journey(S.APPROVED, partner={}, agreement="for_signature"),
            (4, "current", False, "out for signature"),
        ),
        (
            journey(S.APPROVED, partner={}, agreement="in_force", is_office=True),
            (5, "current", True, "open it for enrolment"),
        ),
        (
            journey(S.OPEN, partner={}, agreement="in_force"),
            (5, "current", False, "open for enrolment, starts on 1 Mar 2027"),
        ),
        (
            journey(S.RUNNING, partner={}, agreement="in_force"),
            (5, "current", False, "until 11 Apr 2027"),
        ),
        (journey(S.CANCELLED, partner={}), (5, "stopped", False, "cancelled")),
    ],
)
def test_path_stands_on_the_step_in_hand_and_says_whose_turn_it_is(value, expected):
    assert now(value) == expected


def test_path_of_a_completed_exchange_has_no_step_in_hand():
    path = steps(journey(S.COMPLETED, partner={}, agreement="in_force"))
    assert current(path) is None
    assert {step.status for step in path} == {"done"}


@pytest.mark.parametrize("state", S)
def test_path_has_five_steps_and_at_most_one_in_hand(state):
    path = steps(journey(state, partner={}))
    assert len(path) == 5
    assert sum(step.status in ("current", "stopped") for step in path) <= 1


@pytest.mark.parametrize(
    ("home", "partner", "expected"),
    [
        ({}, {"training": "enrolled"}, "completed"),
        ({}, {}, "completed; no training yet: Marrakesh"),
        ({"training": "enrolled"}, {}, "under way; no training yet: Marrakesh"),
        ({}, {"has_lead": False}, "completed"),
    ],
)
def test_first_step_names_the_partners_leads_without_training(home, partner, expected):
    step = steps(journey(home=home, partner=partner))[0]
    assert (step.status, step.detail) == ("done", expected)


def test_missing_names_what_each_step_lacks():
    value = journey(home={"training": "none"}, partner={"has_lead": False, "is_invited": True})
    assert [(step.label, step.items) for step in missing(value)] == [
        ("Train", ["The lead at Siena has no training yet."]),
        ("Invite partner", ["Marrakesh was invited and has not answered."]),
        ("Design together", ["Siena has not confirmed the design."]),
    ]
    alone = missing(journey(home={"has_confirmed": True}))
    assert [(step.label, step.items) for step in alone] == [
        ("Invite partner", ["No partner university is named yet."])
    ]
    uninvited = missing(journey(home={"has_confirmed": True}, partner={"has_lead": False}))
    assert [step.items for step in uninvited] == [["Marrakesh has no lead."]]


def test_missing_is_the_same_for_everybody_and_empty_once_it_is_handed_in():
    teams = {"home": {"is_mine": True}, "partner": {}}
    assert missing(journey(**teams)) == missing(journey(home={}, partner={}, is_office=True)) != []
    for state in set(S) - {S.DRAFT, S.RETURNED}:
        assert missing(journey(state, **teams)) == []
