"""The pages of the sections: what they refuse, their rows, their completeness, and conflicts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core.errors import RefusedError
from exchanges import criteria, sections, workflow
from exchanges.criteria.values import Finding
from exchanges.design_values import findings_of
from exchanges.enums import DesignSection
from exchanges.enums import ExchangeState as S
from exchanges.models import Programme, SectionRevision
from tests.exchanges import build


def page_of(exchange, section, team=None):
    """Return the address of a section."""
    return sections.section_url(exchange, section, team.pk if team else None)


def idea(exchange, **fields):
    """Return the idea of an exchange as its form posts it."""
    values = build.idea(starts_on=exchange.starts_on, ends_on=exchange.ends_on) | fields
    found = {
        name: value if isinstance(value, list) else str(value or "")
        for name, value in values.items()
    }
    return found | {"seen": build.seen(exchange, "idea")}


def rows(*typed, **more):
    """Return rows as a browser posts them."""
    data = {"rows-TOTAL_FORMS": len(typed), "rows-INITIAL_FORMS": 0, **more}
    for number, row in enumerate(typed):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def activity(**fields):
    """Return an activity as it is typed."""
    values = {"week": "1", "title": "Talk", "hours": "2", "kind": "dialogue", "mode": "classroom"}
    return values | fields


@pytest.fixture
def draft(cast):
    return build.make_designed(cast)


@pytest.fixture
def writer(client, cast):
    client.force_login(cast.lead_teacher)
    return client


def errors_of(answer):
    """Return the fields that were refused, with their sentences."""
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


# What the idea refuses.


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"isced_f": "9876"}, "isced_f", "No field holds these words"),
        ({"isced_f": "03"}, "isced_f", "is too wide"),
        ({"other_languages": ["en", "fr"]}, "other_languages", "English is the working language"),
        ({"theme": "magic"}, "theme", "Select a valid choice"),
        ({"cefr_level": "C9"}, "cefr_level", "Select a valid choice"),
        ({"programme": "0"}, "programme", "valid"),
        ({"title": ""}, "title", "required"),
        ({"title": "a\0b"}, "title", "Null characters"),
    ],
)
def test_idea_that_cannot_be_is_refused_beside_its_field(writer, draft, fields, name, sentence):
    answer = writer.post(page_of(draft, "idea"), idea(draft, **fields))
    assert answer.status_code == 200
    assert sentence in errors_of(answer)[name][0]


@pytest.mark.parametrize(("days", "is_refused"), [(0, True), (-1, True), (1, False), (371, True)])
def test_idea_needs_days_that_make_an_exchange(writer, cast, days, is_refused):
    draft = build.make_draft(cast)
    last = draft.starts_on + timedelta(days=days)
    answer = writer.post(page_of(draft, "idea"), idea(draft, ends_on=last))
    assert (answer.status_code == 200) == is_refused
    if is_refused:
        assert set(errors_of(answer)) == {"ends_on"}


@pytest.mark.parametrize("name", ["isced_f", "other_languages", "ends_on"])
def test_proposal_refuses_what_the_idea_refuses(writer, cast, draft, name):
    wrong = {"isced_f": "9876", "other_languages": ["en"], "ends_on": draft.starts_on}
    data = idea(draft, **{name: wrong[name]}) | {"institution": cast.siena.pk}
    answer = writer.post(reverse("exchanges:exchange-new"), data)
    assert set(errors_of(answer)) == {name}


def test_dates_that_leave_sessions_outside_are_refused_and_name_them(writer, draft):
    later = draft.starts_on + timedelta(days=7)
    answer = writer.post(page_of(draft, "idea"), idea(draft, starts_on=later))
    found = errors_of(answer)
    assert set(found) == {"starts_on"}
    assert "Move or cancel first: Opening session, " in found["starts_on"][0]
    draft.refresh_from_db()
    assert draft.starts_on != later


def test_dates_that_leave_sessions_outside_are_refused_by_the_verb_too(cast, draft):
    values = build.idea(ends_on=draft.ends_on - timedelta(days=9))
    with pytest.raises(RefusedError, match="outside of the dates"):
        build.edit(draft, DesignSection.IDEA, values, by=cast.lead_teacher)


def test_idea_is_saved_with_all_that_it_says(writer, draft):
    programme = Programme.objects.create(slug="other", name="Another programme")
    fields = {
        "isced_f": "law",
        "other_languages": ["fr", "it"],
        "study_levels": ["bachelor", "master"],
        "cefr_level": "C1",
        "programme": str(programme.pk),
    }
    assert writer.post(page_of(draft, "idea"), idea(draft, **fields)).status_code == 302
    draft.refresh_from_db()
    assert (draft.isced_f, draft.cefr_level, draft.programme) == ("0421", "C1", programme)
    assert (draft.other_languages, draft.study_levels) == (["fr", "it"], ["bachelor", "master"])


def test_search_for_a_field_keeps_what_was_typed_and_says_nothing_of_the_rest(writer, draft):
    data = idea(draft, isced_f="history", title="", summary="Half written") | {"isced_f_find": "1"}
    answer = writer.post(page_of(draft, "idea"), data)
    page = answer.content.decode()
    assert set(errors_of(answer)) == {"isced_f"}
    assert "0222 History and archaeology" in page
    assert "Half written" in page


def test_university_s_own_programme_is_no_choice_beside_none(writer, draft):
    page = writer.get(page_of(draft, "idea")).content.decode()
    assert "none: the university’s own rules" in page
    assert Programme.objects.get(slug="own").name not in page


# What groups and teams refuse.


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"group_size": 1}, "group_size"),
        ({"group_size": 99999999}, "group_size"),
        ({"facilitators": -1}, "facilitators"),
        ({"facilitators": 31}, "facilitators"),
        ({"facilitators": "many"}, "facilitators"),
    ],
)
def test_groups_that_cannot_be_are_refused_beside_the_field(writer, draft, fields, name):
    data = {"seen": 1, "group_size": 5, "facilitators": 2} | fields
    assert set(errors_of(writer.post(page_of(draft, "groups"), data))) == {name}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"seats": 0}, "seats"),
        ({"workload_hours": "-1"}, "workload_hours"),
        ({"workload_hours": "1009"}, "workload_hours"),
        ({"workload_hours": "NaN"}, "workload_hours"),
        ({"ects": "-0.5"}, "ects"),
        ({"cfu": "-3"}, "cfu"),
    ],
)
def test_team_that_cannot_be_is_refused_beside_the_field(writer, draft, fields, name):
    team = build.home_team(draft)
    data = {"seen": 1, "seats": 15, "workload_hours": 75, "ects": 3, "cfu": 3} | fields
    assert set(errors_of(writer.post(page_of(draft, "teams", team), data))) == {name}


# Rows.


def test_row_is_added_with_what_was_typed_and_nothing_is_saved(writer, draft):
    page = page_of(draft, "syllabus")
    answer = writer.post(page, rows(activity(title="Half", week="x"), {}, do="add", seen=1))
    form = answer.context["form"]
    assert answer.status_code == 200
    assert [row.is_blank for row in form.forms] == [False, True, True]
    assert 'value="Half"' in answer.content.decode()
    assert not form.is_bound
    assert draft.activities.count() == 6


def test_row_is_removed_once_the_section_is_saved(writer, draft):
    page = page_of(draft, "outcomes")
    typed = [
        {"id": str(row.pk), "dimension": row.dimension, "text": row.text}
        for row in draft.outcomes.all()
    ]
    answer = writer.post(page, rows(*typed, do="remove-0"))
    assert [row.initial["text"] for row in answer.context["form"].forms[:1]] == [typed[1]["text"]]
    assert draft.outcomes.count() == 2
    seen = build.seen(draft, "outcomes")
    assert writer.post(page, rows(typed[1], seen=seen)).status_code == 302
    assert [row.text for row in draft.outcomes.all()] == [typed[1]["text"]]


def test_outcome_moves_up_and_keeps_its_identity(writer, draft):
    first, second = draft.outcomes.all()
    typed = [
        {"id": str(row.pk), "dimension": row.dimension, "text": row.text} for row in (first, second)
    ]
    page = page_of(draft, "outcomes")
    form = writer.post(page, rows(*typed, do="up-1")).context["form"]
    moved = [row.initial for row in form.forms[:2]]
    assert [row["id"] for row in moved] == [str(second.pk), str(first.pk)]
    writer.post(page, rows(*moved, seen=build.seen(draft, "outcomes")))
    assert [row.pk for row in draft.outcomes.all()] == [second.pk, first.pk]


def test_rows_are_sorted_by_week_and_words_come_last(writer, draft):
    typed = [activity(week=week, title=week) for week in ("3", "soon", "1", "3")]
    form = writer.post(page_of(draft, "syllabus"), rows(*typed, do="sort")).context["form"]
    assert [row.initial["week"] for row in form.forms[:4]] == ["1", "3", "3", "soon"]


@pytest.mark.parametrize("verb", ["remove-9", "up-0", "remove-x", "nothing", "template", "up-\0"])
def test_verb_that_fits_nothing_leaves_the_rows_as_typed(writer, draft, verb):
    form = writer.post(page_of(draft, "syllabus"), rows(activity(), do=verb)).context["form"]
    assert [row.is_blank for row in form.forms] == [False, True]


def test_template_fills_an_empty_syllabus_and_saves_nothing(writer, cast):
    draft = build.make_draft(cast)
    page = page_of(draft, "syllabus")
    assert "Start from a six-week template" in writer.get(page).content.decode()
    answer = writer.post(page, rows({}, do="template"))
    form = answer.context["form"]
    assert {row.initial["week"] for row in form.forms[:-1]} == {1, 2, 3, 4, 5, 6}
    assert not draft.activities.exists()
    typed = [
        {name: value for name, value in row.initial.items() if value is not False}
        for row in form.forms[:-1]
    ]
    assert writer.post(page, rows(*typed, seen=0)).status_code == 302
    assert draft.activities.count() == len(typed)


def test_template_is_not_offered_beside_a_syllabus(writer, draft):
    assert "six-week template" not in writer.get(page_of(draft, "syllabus")).content.decode()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"week": "0"}, "week"),
        ({"week": "7"}, "week"),
        ({"hours": "169"}, "hours"),
        ({"hours": "0"}, "hours"),
        ({"serves": "nothing"}, "serves"),
    ],
)
def test_activity_that_cannot_be_is_refused_beside_its_field(writer, draft, typed, name):
    answer = writer.post(page_of(draft, "syllabus"), rows(activity(**typed), seen=1))
    assert set(answer.context["form"].errors[0]) == {name}
    assert f'href="#id_rows-0-{name}"' in answer.content.decode()


def test_week_with_more_hours_than_it_has_is_refused(writer, draft):
    typed = [activity(hours="100"), activity(hours="69")]
    answer = writer.post(page_of(draft, "syllabus"), rows(*typed, seen=1))
    assert "Look at week 1 again" in answer.content.decode()
    assert draft.activities.count() == 6


def test_row_that_is_there_and_was_emptied_is_not_dropped_silently(writer, draft):
    first = draft.outcomes.first()
    data = rows({"id": first.pk, "dimension": "", "text": ""}, seen=build.seen(draft, "outcomes"))
    answer = writer.post(page_of(draft, "outcomes"), data)
    assert set(answer.context["form"].errors[0]) == {"dimension", "text"}


def test_sums_of_the_syllabus_are_shown(writer, draft):
    page = writer.get(page_of(draft, "syllabus")).content.decode()
    assert "24 hours for each student, 24 of them with partners." in page
    assert "Week 3: 4<" in page


# What the page says.


def test_save_names_exactly_the_teams_that_confirm_again(writer, cast, draft):
    page, team = page_of(draft, "assessment"), build.partner_team(draft)
    seen = build.seen(draft, "assessment")
    said = writer.post(page, {"assessment": "a", "fallback": "b", "seen": seen}, follow=True)
    assert [str(message) for message in said.context["messages"]] == ["Saved."]
    draft.refresh_from_db()
    workflow.confirm(team, seen=draft.design_version, by=cast.partner_teacher)
    said = writer.post(page, {"assessment": "c", "fallback": "b", "seen": seen + 1}, follow=True)
    assert [str(message) for message in said.context["messages"]] == [
        "Saved. To confirm again: Cadi Ayyad University."
    ]


def test_completeness_is_written_in_the_list_and_at_the_head(writer, cast):
    draft = build.make_draft(cast, summary="", study_levels=[])
    page = writer.get(page_of(draft, "idea")).content.decode()
    assert "3 of 5 written." in page
    assert "Missing: the summary and the level of study." in page
    assert "0 of 2" in page


def test_section_with_a_blocking_finding_stays_to_be_mended(draft):
    def finding(**more):
        words = dict.fromkeys(("title", "found", "why", "fix"), "x")
        values = {"code": "x", "status": "unmet", "is_blocking": True, "section": "assessment"}
        return Finding(**{**words, **values, **more})

    def word(found):
        links = sections.section_links(draft, [found])
        return next((link.word, link.tone) for link in links if link.url.endswith("/assessment/"))

    assert word(finding()) == ("2 of 2, to be mended", "stopped")
    assert word(finding(exception="Agreed")) == ("complete", "done")
    assert word(finding(is_blocking=False)) == ("2 of 2, look again", "waiting")
    assert word(finding(status="met")) == ("complete", "done")


def test_finding_leads_to_its_field(draft):
    urls = {finding.code: sections.finding_url(draft, finding) for finding in findings_of(draft)}
    assert urls["length"].endswith("/design/idea/#id_ends_on")
    assert urls["fallback"].endswith("/design/assessment/#id_fallback")
    assert urls["sessions"] == reverse("exchanges:session-list", args=[draft.pk])
    for code, name in sections.FIELD_OF.items():
        assert code in criteria.CRITERIA
        assert any(name in fields for fields in sections.FIELDS.values())


def test_remark_of_the_office_stands_on_its_section_alone(writer, cast):
    draft = build.make(cast, S.RETURNED)
    decision = draft.decisions.first()
    decision.remarks.create(section="groups", text="Name the facilitators")
    assert "Name the facilitators" in writer.get(page_of(draft, "groups")).content.decode()
    assert "Name the facilitators" not in writer.get(page_of(draft, "idea")).content.decode()


# Conflicts.


def test_conflict_marks_the_words_that_differ(writer, cast, draft):
    page, seen = page_of(draft, "assessment"), build.seen(draft, "assessment")
    theirs = {"assessment": "A joint report and a poster", "fallback": "Local groups go on"}
    build.edit(draft, "assessment", theirs, by=cast.partner_teacher)
    mine = {"assessment": "A joint report", "fallback": "Local groups go on", "seen": seen}
    answer = writer.post(page, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "<mark> and a poster</mark>" in text
    present = answer.context["present"][0].fields
    assert [field.differs for field in present] == [True, False]


def test_conflict_of_rows_shows_those_that_are_not_among_ones_own(writer, cast, draft):
    page, seen = page_of(draft, "outcomes"), build.seen(draft, "outcomes")
    first, second = draft.outcomes.all()
    theirs = [
        {"id": first.pk, "dimension": "subject", "text": "compare three policies"},
        {"id": second.pk, "dimension": second.dimension, "text": second.text},
        {"dimension": "digital", "text": "edit a film"},
    ]
    build.edit(draft, "outcomes", rows=theirs, by=cast.partner_teacher)
    mine = [
        {"id": str(first.pk), "dimension": "subject", "text": "compare two policies"},
        {"id": str(second.pk), "dimension": second.dimension, "text": second.text},
    ]
    answer = writer.post(page, rows(*mine, seen=seen))
    present = answer.context["present"]
    assert [row.is_missing for row in present] == [False, False, True]
    assert "<mark>three</mark>" in answer.content.decode()
    again = writer.post(page, rows(*mine, seen=answer.context["seen"]))
    assert again.status_code == 302
    assert [row.text for row in draft.outcomes.all()] == [mine[0]["text"], mine[1]["text"]]
    kept = SectionRevision.objects.of_section(draft, "outcomes").values_list("content", flat=True)
    assert any("edit a film" in str(content) for content in kept)


def test_section_reads_in_italian(writer, cast, draft):
    cast.lead_teacher.language = "it"
    cast.lead_teacher.save()
    with translation.override("it"):
        page = writer.get(page_of(draft, "idea")).content.decode()
    assert "0312 Scienze politiche ed educazione civica" in page
