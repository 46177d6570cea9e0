"""Two versions of a design side by side: fields in words, rows by their identifier."""

from uuid import UUID, uuid4

import hypothesis.strategies as st
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given

from exchanges import redline, workflow
from exchanges.enums import DesignSection, Dimension
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, Outcome, SectionRevision
from exchanges.workflow.design import FIELDS
from tests.exchanges import build

IDEA = (DesignSection.IDEA, None)
OUTCOMES = (DesignSection.OUTCOMES, None)
SYLLABUS = (DesignSection.SYLLABUS, None)


def texts(field):
    """Return a field's segments as pairs."""
    return [(segment.kind, segment.text) for segment in field.segments]


def outcome(key, text, dimension="subject"):
    return {"id": key, "dimension": dimension, "text": text}


def rows_of(before, after, part=OUTCOMES):
    """Compare the rows of one section."""
    found = redline.changes({part: before}, {part: after})
    return [row for change in found for row in change.rows]


def test_choice_number_and_date_are_replaced_in_words():
    old = {"theme": "issue", "language": "en", "starts_on": "2027-03-01", "study_levels": []}
    new = {"theme": "skills", "language": "it", "starts_on": "2027-03-08"}
    (change,) = redline.changes(
        {IDEA: old}, {IDEA: new | {"study_levels": ["master", "doctorate"]}}
    )
    found = {field.name: (field.label, texts(field)) for field in change.rows[0].fields}
    assert found == {
        "theme": (
            "Built around",
            [("removed", "a contemporary issue"), ("added", "development of skills")],
        ),
        "language": ("Working language", [("removed", "English"), ("added", "Italian")]),
        "study_levels": ("Level of study", [("added", "master, doctorate")]),
        "starts_on": ("First day", [("removed", "1 Mar 2027"), ("added", "8 Mar 2027")]),
    }


def test_same_number_written_otherwise_is_no_change():
    team = (DesignSection.TEAMS, uuid4())
    assert redline.changes({team: {"ects": "4"}}, {team: {"ects": "4.0"}}) == []


def test_text_is_compared_word_by_word():
    (change,) = redline.changes(
        {IDEA: {"summary": "Two classes"}}, {IDEA: {"summary": "Two teams"}}
    )
    assert texts(change.rows[0].fields[0]) == [
        ("same", "Two "),
        ("removed", "classes"),
        ("added", "teams"),
    ]


def test_rows_are_matched_by_their_identifier():
    before = [outcome("a", "compare"), outcome("b", "write"), outcome("c", "listen")]
    after = [outcome("c", "listen"), outcome("a", "compare well"), outcome("d", "argue")]
    found = [(row.status, row.places, len(row.fields)) for row in rows_of(before, after)]
    assert texts(rows_of(before, after)[0].fields[0]) == [("same", "listen")]
    assert found == [
        ("moved", (3, 1), 1),
        ("changed", None, 1),
        ("removed", None, 2),
        ("added", None, 2),
    ]


def test_activity_that_only_changes_its_week_has_moved():
    row = {"id": "a", "title": "First meeting", "week": 1, "hours": "2.0"}
    (change,) = rows_of([row], [row | {"week": 3}], SYLLABUS)
    assert (change.title, change.status) == ("First meeting", "moved")
    assert texts(change.fields[0]) == [("removed", "1"), ("added", "3")]


def test_rows_without_identifier_go_by_their_place():
    before = [{"dimension": "subject", "text": "compare"}]
    (row,) = rows_of(before, [{"dimension": "media", "text": "compare"}])
    assert (row.status, [field.name for field in row.fields]) == ("changed", ["dimension"])


def test_team_added_and_removed_are_named():
    team, other = uuid4(), uuid4()
    found = redline.changes(
        {("teams", team): {"seats": 15}}, {("teams", other): {"seats": 9}}, {team: "Giza"}
    )
    assert [(change.label, change.status) for change in found] == [
        ("Teams and credits: Giza", "removed"),
        ("Teams and credits: a team that was removed", "added"),
    ]


@pytest.fixture
def designed(cast):
    return build.make(cast, S.DRAFT)


def test_every_version_of_a_design_compares_with_every_other(cast, designed):
    """The first against the last shows everything, a version against itself nothing."""
    workflow.remove_team(build.partner_team(designed), by=cast.lead_teacher)
    designed.refresh_from_db()
    last = designed.design_version
    for old in range(last + 2):
        for new in range(last + 2):
            found = redline.between(designed, old, new)
            kept = {min(max(old, 0), last), min(max(new, 0), last)}
            assert bool(found) == (len(kept) == 2), (old, new)


def test_version_shows_the_design_as_it_was_then(cast, designed):
    before = designed.design_version
    values = {name: getattr(designed, name) for name in FIELDS[DesignSection.IDEA]}
    build.edit(designed, DesignSection.IDEA, values | {"title": "Borders"}, by=cast.lead_teacher)
    assert redline.design_at(designed, before)[IDEA]["title"] == "Migration and borders"
    assert redline.design_at(designed, before + 1)[IDEA]["title"] == "Borders"
    (change,) = redline.between(designed, before, before + 1)
    assert (change.label, [field.name for field in change.rows[0].fields]) == ("Idea", ["title"])
    (back,) = redline.between(designed, before + 1, before)
    assert texts(back.rows[0].fields[0])[0] == ("removed", "Borders")


def test_outcome_reworded_by_its_form_is_changed_and_not_replaced(cast, designed):
    before = designed.design_version
    rows = [
        {"id": row.pk, "dimension": row.dimension, "text": f"{row.text} well"}
        for row in Outcome.objects.filter(exchange=designed)
    ]
    rows.append({"dimension": Dimension.MEDIA, "text": "check sources"})
    build.edit(designed, DesignSection.OUTCOMES, rows=rows, by=cast.lead_teacher)
    (change,) = redline.between(designed, before, before + 1)
    assert [row.status for row in change.rows] == ["changed", "changed", "added"]


def test_removed_team_keeps_its_name_in_the_changes(cast, designed):
    before = designed.design_version
    workflow.remove_team(build.partner_team(designed), by=cast.lead_teacher)
    (change,) = redline.between(designed, before, before + 1)
    assert (change.label, change.status) == (f"Teams and credits: {cast.marrakesh}", "removed")


def test_comparison_asks_the_same_queries_of_a_long_history(
    cast, designed, django_assert_num_queries
):
    exchange = Exchange.objects.for_page().get(pk=designed.pk)
    with django_assert_num_queries(2):
        assert redline.between(exchange, 1, exchange.design_version)
    SectionRevision.objects.bulk_create(
        SectionRevision(
            exchange=designed,
            section=DesignSection.IDEA,
            number=number,
            design_version=number,
            content={"title": f"Title {number}"},
            by=cast.lead_teacher,
        )
        for number in range(100, 200)
    )
    with django_assert_num_queries(2):
        assert redline.between(exchange, 1, 199)


def test_shown_changes_are_words_and_never_markup(cast, designed):
    before = designed.design_version
    values = {name: getattr(designed, name) for name in FIELDS[DesignSection.IDEA]}
    nasty = "<script>alert(1)</script> {{ secret }}"
    build.edit(designed, DesignSection.IDEA, values | {"summary": nasty}, by=cast.lead_teacher)
    changes = redline.between(designed, before, before + 1)
    html = render_to_string("exchanges/redline.html", {"changes": changes})
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "[added: " in html
    assert "[removed: " in html
    with translation.override("it"):
        assert redline.between(designed, before, before + 1)[0].rows[0].fields[0].label


kept_values = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5))
)


def wordings():
    """Return what a design could hold, well-formed or not."""
    parts = []
    for section, names in FIELDS.items():
        values = st.dictionaries(st.sampled_from([*names, "id"]), kept_values)
        if section in (DesignSection.OUTCOMES, DesignSection.SYLLABUS):
            values = st.lists(values, max_size=4)
        subject = UUID(int=1) if section == DesignSection.TEAMS else None
        parts.append(st.tuples(st.just((str(section), subject)), values))
    return st.lists(st.one_of(parts), max_size=5).map(dict)


@given(before=wordings(), after=wordings())
def test_changes_never_raise_and_equal_designs_have_none(before, after):
    redline.changes(before, after)
    assert redline.changes(before, before) == []


def test_labels_of_all_fields_are_words():
    for section, names in FIELDS.items():
        rows = [dict.fromkeys(names, "x")]
        is_list = section in (DesignSection.OUTCOMES, DesignSection.SYLLABUS)
        part = (section, UUID(int=1) if section == DesignSection.TEAMS else None)
        found = redline.changes({}, {part: rows if is_list else rows[0]})
        labels = [field.label for field in found[0].rows[0].fields]
        assert len(labels) == len(names)
        assert not any("_" in label for label in labels)


def test_exchange_without_revisions_has_no_changes(cast):
    exchange = Exchange.objects.create(**build.idea())
    assert redline.between(exchange, 0, 5) == []
