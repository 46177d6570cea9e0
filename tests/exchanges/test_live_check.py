"""The check beside the form: what is typed laid over what is saved, and nothing written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from exchanges import criteria, live_check
from exchanges.criteria import ActivityValues, Design, TeamValues
from exchanges.enums import DesignSection, Dimension
from exchanges.models import SectionDraft, SectionRevision
from tests.exchanges import build
from tests.exchanges.test_sections import activity, idea, rows

DESIGN = Design(
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 4, 12),
    teams=(
        TeamValues("Siena", "IT", has_lead=True, has_confirmed=False),
        TeamValues("Marrakesh", "MA", has_lead=True, has_confirmed=False),
    ),
    outcomes=("subject",),
    activities=(ActivityValues(1, Decimal(2), is_interactive=True),),
    group_size=5,
    platform="Video",
)


def test_fields_take_the_place_of_those_that_are_saved():
    values = {"group_size": 4, "platform": "", "are_groups_mixed": True, "title": "not looked at"}
    found = live_check.overlay(DESIGN, DesignSection.GROUPS, values)
    assert found == replace(DESIGN, group_size=4, platform="", are_groups_mixed=True)


def test_field_that_is_wrong_leaves_the_design_as_it_was():
    assert live_check.overlay(DESIGN, DesignSection.IDEA, {}) == DESIGN


@given(st.dates(), st.dates())
def test_dates_the_wrong_way_round_are_left_alone(first, last):
    values = {"starts_on": first, "ends_on": last}
    found = live_check.overlay(DESIGN, DesignSection.IDEA, values)
    assert found.starts_on < found.ends_on
    if first < last:
        assert (found.starts_on, found.ends_on) == (first, last)


def test_team_is_changed_alone():
    values = {"course_title": "Law", "seats": 12, "ects": Decimal(3)}
    found = live_check.overlay(DESIGN, DesignSection.TEAMS, values, team="Marrakesh")
    assert found.teams[0] == DESIGN.teams[0]
    changed = found.teams[1]
    assert (changed.course, changed.students, changed.ects) == ("Law", 12, Decimal(3))
    assert changed.has_lead


def test_rows_take_the_place_of_all_rows():
    typed = [{"dimension": Dimension.DIGITAL, "text": "x"}, {"dimension": "media", "text": "y"}]
    found = live_check.overlay(DESIGN, DesignSection.OUTCOMES, {}, typed)
    assert found.outcomes == ("digital", "media")
    row = {"id": None, "title": "Talk", "week": 2, "hours": Decimal(3), "is_interactive": False}
    found = live_check.overlay(DESIGN, DesignSection.SYLLABUS, {}, [row])
    assert found.activities == (ActivityValues(2, Decimal(3), is_interactive=False),)
    assert live_check.overlay(DESIGN, DesignSection.SYLLABUS, {}, []).activities == ()


# The address.


@pytest.fixture
def draft(cast):
    return build.make_designed(cast)


@pytest.fixture
def writer(client, cast):
    client.force_login(cast.lead_teacher)
    return client


def check_of(exchange, section):
    return reverse("exchanges:design-check", args=[exchange.pk, section])


def status_of(answer, code):
    """Return what the fragment says of a criterion, by its title."""
    title = str(criteria.CRITERIA[code].title)
    found = [item for item in answer.context["findings"] if str(item.title) == title]
    return found[0].status


def test_check_looks_at_what_is_typed_and_writes_nothing(writer, draft):
    url = check_of(draft, "assessment")
    before = SectionRevision.objects.count()
    assert (
        status_of(writer.post(url, {"assessment": "An essay", "fallback": "x"}), "assessment")
        == "met"
    )
    answer = writer.post(url, {"assessment": "", "fallback": "x"})
    assert status_of(answer, "assessment") == "unmet"
    assert "With what you have typed, not saved yet." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.assessment == "A joint report"
    assert SectionRevision.objects.count() == before
    assert not SectionDraft.objects.exists()


def test_check_of_a_half_typed_syllabus_counts_the_rows_that_are_right(writer, draft):
    typed = rows(activity(hours="3"), activity(title="", hours="x"))
    answer = writer.post(check_of(draft, "syllabus"), typed)
    assert "3 hours for each student, 0 of them with partners." in answer.content.decode()
    assert status_of(answer, "interaction") == "unmet"
    assert draft.activities.count() == 6


def test_check_measures_by_the_rules_of_the_typed_first_day(writer, draft):
    days = {"starts_on": date(2001, 1, 1), "ends_on": date(2001, 2, 11)}
    answer = writer.post(check_of(draft, "idea"), idea(draft, **days))
    assert status_of(answer, "rules") == "unmet"
    assert status_of(writer.post(check_of(draft, "idea"), idea(draft)), "rules") == "met"


def test_check_that_finds_the_same_again_puts_nothing_into_the_page(writer, draft):
    url, typed = check_of(draft, "groups"), {"group_size": 4, "facilitators": 2}
    first = writer.post(url, typed)
    again = writer.post(url, typed | {"known": first.context["known"]})
    assert (again.status_code, again.content) == (204, b"")
    other = writer.post(url, {"group_size": 90, "known": first.context["known"]})
    assert other.status_code == 200


def test_check_without_anything_typed_answers(writer, draft):
    for section in ("idea", "outcomes", "syllabus", "groups", "assessment"):
        assert writer.post(check_of(draft, section)).status_code == 200
    assert writer.post(check_of(draft, "teams")).status_code == 404
    assert writer.get(check_of(draft, "idea")).status_code == 405


def test_check_puts_no_log_in_page_beside_the_form(client, cast, draft):
    url = check_of(draft, "idea")
    assert client.post(url, headers={"HX-Request": "true"}).status_code == 401
    assert client.post(url).status_code == 302
    client.force_login(cast.stranger)
    assert client.post(url).status_code == 404
