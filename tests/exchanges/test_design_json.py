"""The design as a document: written, read, and refused with its place."""

import json
import re
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from exchanges import criteria, workflow
from exchanges.design_json import NAMELESS, design_from, document_of, validate
from exchanges.design_schema import SCHEMA
from exchanges.design_values import design_of, exceptions_of, findings_of, freeze, rules_for
from exchanges.enums import (
    ActivityKind,
    CefrLevel,
    DesignSection,
    Dimension,
    ExchangeState,
    Mode,
    StudyLevel,
    Theme,
    WorkingLanguage,
)
from exchanges.models import Programme, ProgrammeRules, Waiver
from exchanges.workflow.session import cancel_session
from tests.exchanges import build
from tests.exchanges.stage import make_session
from training.enums import Level, PlaceState
from training.models import Course, Edition, Place

DESIGNS = sorted((Path(settings.BASE_DIR) / "exchanges" / "data" / "designs").glob("*.json"))
LEAST = {"format": "ve-portal-design", "format_version": 1, "title": "A design"}


def through_json(exchange):
    """Return the exchange's document as another program reads it."""
    return json.loads(json.dumps(document_of(exchange)))


def train(user, state):
    course, _made = Course.objects.get_or_create(title="TEP design", level=Level.ADVANCED)
    edition, _made = Edition.objects.get_or_create(
        course=course, starts_on="2026-01-12", ends_on="2026-03-08"
    )
    Place.objects.create(edition=edition, teacher=user, state=state)


def test_built_exchange_goes_through_json_and_stays_the_same(cast):
    exchange = build.make_designed(cast)
    train(cast.lead_teacher, PlaceState.COMPLETED)
    document = through_json(exchange)
    assert validate(document) == []
    design = design_from(document)
    assert design == design_of(exchange)
    assert [team.training for team in design.teams] == ["completed", "none"]
    assert len(design.activities) == 6
    assert len(design.sessions) == 3


@pytest.mark.parametrize("state", [ExchangeState.SUBMITTED, ExchangeState.COMPLETED])
def test_exchange_in_a_later_state_goes_through_json(cast, state):
    exchange = build.make(cast, state)
    assert validate(through_json(exchange)) == []
    assert design_from(through_json(exchange)) == design_of(exchange)


def test_bare_draft_goes_through_json(cast):
    exchange = build.make_draft(cast, summary="", isced_f="", field_of_study="")
    document = through_json(exchange)
    assert validate(document) == []
    assert design_from(document) == design_of(exchange)
    assert {"summary", "field", "outcomes", "syllabus", "sessions", "assessment"} & set(
        document
    ) == set()


def test_cancelled_session_is_no_part_of_the_document(cast):
    exchange = build.make_designed(cast)
    session = make_session(exchange, title="Dropped")
    cancel_session(session, reason="Not needed", by=cast.lead_teacher)
    assert "Dropped" not in [row["title"] for row in document_of(exchange)["sessions"]]


def test_document_names_people_and_shows_no_address(cast):
    exchange = build.make_designed(cast)
    exchange.teams.first().teachers.add(cast.other_teacher)
    cast.partner_teacher.given_name = cast.partner_teacher.family_name = ""
    cast.partner_teacher.save()
    document = document_of(exchange)
    assert "@" not in json.dumps(document)
    home, partner = document["teams"]
    assert home["lead"] == str(cast.lead_teacher)
    assert home["teachers"] == [str(cast.other_teacher)]
    assert partner["lead"] == NAMELESS
    assert design_from(document) == design_of(exchange)


def test_document_takes_as_many_queries_for_two_teams_as_for_three(cast):
    exchange = build.make_designed(cast)
    with CaptureQueriesContext(connection) as two:
        document_of(exchange)
    workflow.add_team(exchange, cast.cairo, by=cast.lead_teacher)
    with CaptureQueriesContext(connection) as three:
        document_of(exchange)
    assert len(two) == len(three)
    with CaptureQueriesContext(connection) as values:
        design_of(exchange)
    assert len(values) == 5


def test_complete_design_has_nothing_unmet_but_its_confirmations(cast):
    exchange = build.make_designed(cast)
    for teacher in (cast.lead_teacher, cast.partner_teacher):
        train(teacher, PlaceState.COMPLETED)
    unmet = [finding.code for finding in findings_of(exchange) if finding.status == "unmet"]
    assert unmet == ["confirmed"]


def test_findings_follow_the_rules_of_the_exchanges_own_programme(cast):
    exchange = build.make_designed(cast)
    assert rules_for(exchange).countries == ()
    exchange.programme = Programme.objects.get(slug="eve")
    found = {finding.code: finding for finding in findings_of(exchange)}
    assert found["rules"].status == "unmet"
    assert "31 Dec 2020" in found["rules"].found
    exchange.programme = Programme.objects.get(slug="erasmus")
    exchange.starts_on = exchange.starts_on.replace(year=2027)
    exchange.ends_on = exchange.ends_on.replace(year=2027)
    assert rules_for(exchange).min_age == 13


def test_rules_of_another_day_are_another_set(cast):
    exchange = build.make_designed(cast)
    row = ProgrammeRules.objects.on(exchange.starts_on)
    ProgrammeRules.objects.create(
        programme=row.programme,
        name="Newer",
        valid_from=exchange.starts_on,
        min_weeks=2,
        max_weeks=3,
        min_sessions=5,
        max_group_size=4,
        min_interaction=90,
        countries=["IT"],
        blocking=["length"],
        source="The office",
    )
    rules = rules_for(exchange)
    assert (rules.name, rules.countries, rules.blocking) == ("Newer", ("IT",), ("length",))
    stops = [f.code for f in criteria.blocking(findings_of(exchange))]
    assert stops == ["length", "confirmed"]


def test_waiver_in_force_is_read_and_a_revoked_one_is_not(cast):
    exchange = build.make_designed(cast)
    waiver = Waiver.objects.create(
        exchange=exchange, code="sessions", reason="They meet on site", by=cast.office
    )
    assert exceptions_of(exchange) == {"sessions": "They meet on site"}
    found = {finding.code: finding for finding in findings_of(exchange)}
    assert found["sessions"].exception == "They meet on site"
    Waiver.objects.filter(pk=waiver.pk).update(
        revoked_at=exchange.created_at, revoked_by=cast.office
    )
    assert exceptions_of(exchange) == {}


def test_frozen_design_is_the_document_with_findings_in_every_language(cast):
    exchange = build.make_designed(cast)
    frozen = freeze(exchange)
    assert frozen.design == through_json(exchange)
    assert set(frozen.findings) == {code for code, _name in settings.LANGUAGES}
    assert frozen.findings["en"] == [asdict(finding) for finding in findings_of(exchange)]
    assert frozen.rules["valid_from"] == "2018-01-01"
    assert json.loads(json.dumps(asdict(frozen))) == asdict(frozen)


def test_schema_offers_what_the_portal_knows():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    parts, top = schema["$defs"], schema["properties"]
    activity = parts["activity"]["properties"]
    assert parts["dimension"]["enum"] == Dimension.values
    assert parts["language"]["enum"] == WorkingLanguage.values
    assert activity["kind"]["enum"] == ActivityKind.values
    assert activity["mode"]["enum"] == Mode.values
    assert top["theme"]["enum"] == Theme.values
    assert top["study_levels"]["items"]["enum"] == StudyLevel.values
    assert top["languages"]["properties"]["cefr_level"]["enum"] == CefrLevel.values
    assert set(DesignSection.values) - {"idea"} <= set(top)


def test_least_document_is_a_design_of_which_nothing_is_known():
    assert validate(LEAST) == []
    assert design_from(LEAST) == replace(
        criteria.Design(starts_on=None, ends_on=None), are_groups_mixed=None
    )


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "the document: [] is not an object."),
        (None, "the document: null is not an object."),
        ({}, "the document: format, format_version, title must be there."),
        (LEAST | {"format_version": 2}, "format_version: 2 is not one of: 1."),
        (LEAST | {"title": ""}, "title: an empty text says nothing: leave it out."),
        (LEAST | {"title": "x" * 301}, "title: the text is longer than 300 characters."),
        (LEAST | {"colour": 1}, 'the document: the format has no "colour" here'),
        (LEAST | {"theme": "sport"}, 'theme: "sport" is not one of: skills, issue, curriculum.'),
        (LEAST | {"teams": {}}, "teams: {} is not a list."),
        (
            LEAST | {"teams": [{}, {"institution": {"country": "Italia"}}]},
            'teams / 2 / institution / country: "Italia" is not right here; an example: IT.',
        ),
        (LEAST | {"teams": [{"ects": 2.5}]}, "teams / 1 / ects: 2.5 is not a text."),
        (LEAST | {"teams": [{"ects": "-1"}]}, "an example: 7.5."),
        (LEAST | {"teams": [{"ects": "NaN"}]}, "an example: 7.5."),
        (LEAST | {"teams": [{"students": -1}]}, "teams / 1 / students: -1 is less than 0."),
        (LEAST | {"teams": [{"students": 10**9}]}, "is more than 32767."),
        (LEAST | {"teams": [{"students": True}]}, "true is not a whole number."),
        (LEAST | {"teams": [{"has_confirmed": "yes"}]}, '"yes" is not true or false.'),
        (LEAST | {"dates": {"starts_on": "2027-02-30"}}, "an example: 2027-03-01."),
        (LEAST | {"dates": {"starts_on": "20270301"}}, "an example: 2027-03-01."),
        (
            LEAST | {"dates": {"starts_on": "2027-03-02", "ends_on": "2027-03-01"}},
            "dates: the last day comes before the first.",
        ),
        (LEAST | {"dates": {"weeks": 0}}, "dates / weeks: 0 is less than 1."),
        (LEAST | {"sessions": [{"start": "24:00"}]}, "sessions / 1 / start"),
        (LEAST | {"sources": ["javascript:alert(1)"]}, "sources / 1"),
        (LEAST | {"syllabus": [{}] * 501}, "syllabus: the list is longer than 500 rows."),
    ],
)
def test_document_that_does_not_fit_is_refused_with_the_place(document, words):
    sentences = validate(document)
    assert any(words in sentence for sentence in sentences), sentences


def test_sentence_about_a_long_value_stays_short():
    (sentence,) = validate(LEAST | {"theme": "x" * 5000})
    assert len(sentence) < 200


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = sorted(json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"])


@given(st.dictionaries(st.sampled_from(NAMES), anything, max_size=4))
def test_any_json_is_either_refused_in_words_or_checked(values):
    document = LEAST | values
    sentences = validate(document)
    assert all(sentences)
    if not sentences:
        assert criteria.check(design_from(document), None)


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_real_design_is_valid_and_says_where_its_facts_come_from(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    assert validate(document) == []
    assert document["sources"]
    assert len(document["teams"]) >= 2
    people = [
        name
        for team in document["teams"]
        for name in [team.get("lead", NAMELESS), *team.get("teachers", [])]
    ]
    assert set(people) == {NAMELESS}


def test_there_are_six_real_designs():
    assert len(DESIGNS) == 6


def test_numbers_are_read_exactly():
    document = LEAST | {"teams": [{"workload_hours": "7.5", "ects": "0.3"}]}
    (team,) = design_from(document).teams
    assert (team.workload_hours, team.ects) == (Decimal("7.5"), Decimal("0.3"))


def test_documentation_names_every_field_and_its_example_is_valid():
    text = (Path(settings.BASE_DIR) / "docs" / "design-format.md").read_text(encoding="utf-8")
    example = text.split("```json")[1].split("```")[0]
    assert validate(json.loads(example)) == []
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    names = set(re.findall(r"`(\w+)`", text))
    assert set(_fields(schema)) <= names


def _fields(schema):
    for key, value in schema.items():
        if key == "properties":
            yield from value
        if isinstance(value, dict):
            yield from _fields(value)
