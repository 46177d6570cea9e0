"""How complete a section is, and what the six-week template and the sums of a syllabus say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges import completeness, syllabus
from exchanges.enums import ActivityKind, DesignSection, Dimension, Mode
from exchanges.forms.design.rows import MOST_ROWS

IDEA = {
    "title": "Migration",
    "summary": " ",
    "isced_f": "",
    "study_levels": [],
    "starts_on": "2026-03-01",
    "ends_on": "2026-04-11",
}
TEAM = {"course_title": "Politics", "seats": 15, "workload_hours": "0.0", "ects": "0.0", "cfu": "3"}


def test_idea_counts_what_is_written_and_names_the_rest():
    found = completeness.of_fields(DesignSection.IDEA, IDEA)
    assert (found.filled, found.total) == (2, 5)
    assert found.missing == ("the summary", "the field of study", "the level of study")
    assert not found.is_complete


def test_groups_without_facilitators_are_not_complete():
    values = {
        "group_size": 5,
        "facilitators": 0,
        "facilitation": "Both teachers",
        "platform": "Video",
        "connectivity": "",
    }
    found = completeness.of_fields(DesignSection.GROUPS, values)
    assert found.missing == ("the number of facilitators", "what a weak connection needs")


def test_team_needs_its_partner_and_each_names_its_own():
    found = completeness.of_teams([("Siena", TEAM)])
    assert (found.filled, found.total) == (3, 5)
    assert found.missing == ("a partner’s team", "the hours of Siena")
    whole = TEAM | {"workload_hours": Decimal(40)}
    assert completeness.of_teams([("Siena", whole), ("Marrakesh", whole)]).is_complete


def test_outcomes_need_the_subject_and_the_intercultural():
    found = completeness.of_outcomes([{"dimension": Dimension.DIGITAL}])
    assert (found.filled, found.total) == (0, 2)
    rows = [{"dimension": "subject"}, {"dimension": "intercultural"}]
    assert completeness.of_outcomes(rows).is_complete


def test_syllabus_names_the_weeks_without_an_activity():
    found = completeness.of_syllabus([{"week": 1}, {"week": 1}, {"week": 3}, {"week": 9}], 4)
    assert (found.filled, found.total, found.missing) == (2, 4, ("week 2", "week 4"))


@given(st.lists(st.tuples(st.integers(1, 9), st.decimals(0, 50, places=1), st.booleans())))
def test_sums_of_a_syllabus_agree_with_each_other(activities):
    found = syllabus.totals(activities)
    assert found.hours == sum((hours for _week, hours in found.weeks), Decimal(0))
    assert 0 <= found.shared <= found.hours
    assert [week for week, _hours in found.weeks] == sorted({row[0] for row in activities})


def test_template_of_six_weeks_stands_week_by_week():
    rows = syllabus.template_rows(6, "en")
    sessions = [row["week"] for row in rows if row["mode"] == Mode.SYNCHRONOUS]
    assert sessions == [1, 3, 4, 6]
    assert [row["week"] for row in rows if row["title"] == "Work on the joint product"] == [4, 5]
    assert rows[0]["kind"] == ActivityKind.PREPARATION
    assert rows[-1]["week"] == 6


@given(st.integers(1, syllabus.MOST_TEMPLATE_WEEKS), st.sampled_from(["en", "it", "fr"]))
def test_template_leaves_no_week_empty_and_keeps_its_order(weeks, language):
    rows = syllabus.template_rows(weeks, language)
    assert {row["week"] for row in rows} == set(range(1, weeks + 1))
    assert len(rows) <= MOST_ROWS
    kinds = [row["kind"] for row in rows]
    assert kinds.index("information") < kinds.index("comparison") or weeks < 3
    for row in rows:
        assert row["kind"] in ActivityKind.values
        assert row["mode"] in Mode.values
        assert row["serves"] in Dimension.values
        assert row["hours"] > 0
        assert len(row["title"]) <= 200


def test_template_speaks_the_working_language():
    assert syllabus.template_rows(6, "it")[0]["title"].startswith("Presentazione in aula")
    assert syllabus.template_rows(6, "ar")[0]["title"].startswith("Briefing")


@pytest.mark.parametrize("weeks", [0, -3, syllabus.MOST_TEMPLATE_WEEKS + 1])
def test_template_for_a_length_that_it_does_not_serve_is_refused(weeks):
    with pytest.raises(ValueError, match="1 to 26"):
        syllabus.template_rows(weeks, "en")
