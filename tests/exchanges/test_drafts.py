"""What is typed and not saved survives: an error, a pause, a lost session; and stays one's own."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core.errors import RefusedError
from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import SectionDraft, SectionRevision
from exchanges.views.left_behind import KEY, note_of
from exchanges.workflow import section_draft
from tests.cast import PASSWORD
from tests.exchanges import build
from tests.exchanges.test_sections import activity, page_of, rows
from tests.rivals import at_once

TYPED = {"assessment": "Half an ess", "fallback": "Not yet"}


@pytest.fixture
def draft(cast):
    return build.make_designed(cast)


@pytest.fixture
def writer(client, cast):
    client.force_login(cast.lead_teacher)
    return client


def typed(exchange, section="assessment", **fields):
    """Return what is typed into a section, with the wording that it began from."""
    return {**(fields or TYPED), "seen": build.seen(exchange, section)}


def page(client, exchange, section="assessment"):
    """Return a section's page as text, with its forms' values."""
    return client.get(page_of(exchange, section)).content.decode()


def kept_url(exchange, section="assessment"):
    return reverse("exchanges:design-draft", args=[exchange.pk, section])


# Kept by a script and by a button.


def test_script_keeps_what_is_typed_and_is_told_when(writer, cast, draft):
    data = typed(draft) | {"csrfmiddlewaretoken": "x", "page": "y"}
    answer = writer.post(kept_url(draft), data, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["kept"])
    row = SectionDraft.objects.get()
    assert row.data == {"assessment": ["Half an ess"], "fallback": ["Not yet"]}
    assert (row.user, row.seen) == (cast.lead_teacher, build.seen(draft, "assessment"))
    draft.refresh_from_db()
    assert draft.assessment == "A joint report"


def test_what_was_kept_stands_in_the_form_again(writer, draft):
    writer.post(kept_url(draft), typed(draft))
    text = page(writer, draft)
    assert "Half an ess" in text
    assert "You typed this earlier and did not save it" in text
    assert "The section was saved since then" not in text


def test_button_keeps_without_checking_and_leads_on(writer, draft):
    data = typed(draft, "groups", group_size="none at all", facilitators="", do="keep")
    answer = writer.post(kept_url(draft, "groups"), data, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("exchanges:design-detail", args=[draft.pk])
    assert "Kept for you alone" in answer.content.decode()
    assert 'value="none at all"' in page(writer, draft, "groups")


def test_what_is_kept_again_takes_the_place_of_what_was(writer, draft):
    writer.post(kept_url(draft), typed(draft))
    writer.post(kept_url(draft), typed(draft, assessment="Later", fallback=""))
    assert SectionDraft.objects.get().data["assessment"] == ["Later"]


def test_unticked_boxes_and_choices_are_kept_as_they_were(writer, draft):
    data = typed(draft, "idea", title="Idea", other_languages=["fr", "ar"])
    writer.post(kept_url(draft, "idea"), data)
    form = writer.get(page_of(draft, "idea")).context["form"]
    assert form["other_languages"].value() == ["fr", "ar"]
    assert form["study_levels"].value() == []
    assert form["summary"].value() == draft.summary


def test_rows_are_kept_as_they_were_typed(writer, draft):
    data = rows(activity(title="Half", hours="x"), {}, seen=build.seen(draft, "syllabus"))
    writer.post(kept_url(draft, "syllabus"), data)
    form = writer.get(page_of(draft, "syllabus")).context["form"]
    assert [row.initial.get("title") for row in form.forms] == ["Half", None]


def test_discarding_by_post_brings_back_what_is_saved(writer, draft):
    writer.post(kept_url(draft), typed(draft))
    answer = writer.post(kept_url(draft), {"do": "discard"})
    assert answer["Location"] == page_of(draft, "assessment")
    assert not SectionDraft.objects.exists()
    assert "Half an ess" not in page(writer, draft)


def test_kept_that_says_what_is_saved_is_not_offered(writer, draft):
    same = {"assessment": draft.assessment, "fallback": draft.fallback}
    writer.post(kept_url(draft), typed(draft, **same))
    assert "did not save it" not in page(writer, draft)
    data = rows(
        *[
            {
                "id": str(row.pk),
                "dimension": row.dimension,
                "text": row.text,
            }
            for row in draft.outcomes.all()
        ],
        seen=2,
    )
    writer.post(kept_url(draft, "outcomes"), data)
    assert "did not save it" not in page(writer, draft, "outcomes")


# Saving, errors and conflicts.


def test_saving_forgets_what_was_kept(writer, draft):
    writer.post(kept_url(draft), typed(draft))
    assert writer.post(page_of(draft, "assessment"), typed(draft)).status_code == 302
    assert not SectionDraft.objects.exists()


def test_save_that_is_refused_keeps_what_was_typed(writer, draft):
    data = typed(draft, "groups", group_size="1", facilitators="2", platform="Forum")
    assert writer.post(page_of(draft, "groups"), data).status_code == 200
    assert 'value="Forum"' in page(writer, draft, "groups")


def test_kept_from_an_older_wording_leads_to_both_wordings(writer, cast, draft):
    writer.post(kept_url(draft), typed(draft))
    theirs = {"assessment": "Theirs", "fallback": "Theirs"}
    build.edit(draft, "assessment", theirs, by=cast.partner_teacher)
    shown = writer.get(page_of(draft, "assessment"))
    assert "The section was saved since then" in shown.content.decode()
    data = TYPED | {"seen": shown.context["seen"]}
    answer = writer.post(page_of(draft, "assessment"), data)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert "Half an ess" in answer.content.decode()
    again = writer.post(page_of(draft, "assessment"), TYPED | {"seen": answer.context["seen"]})
    assert again.status_code == 302
    assert not SectionDraft.objects.exists()


def test_save_after_the_design_was_handed_in_is_refused_and_kept(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    client.force_login(cast.partner_teacher)
    assert client.post(page_of(exchange, "assessment"), typed(exchange)).status_code == 403
    workflow.return_for_changes(exchange, note="Say more", by=cast.office)
    assert "Half an ess" in page(client, exchange)
    client.force_login(cast.observer)
    client.post(page_of(exchange, "assessment"), typed(exchange))
    assert SectionDraft.objects.get().user == cast.partner_teacher


def test_kept_on_the_page_of_a_conflict_meets_the_other_wording_again(writer, cast, draft):
    seen = build.seen(draft, "assessment")
    theirs = {"assessment": "Theirs", "fallback": "Theirs"}
    build.edit(draft, "assessment", theirs, by=cast.partner_teacher)
    answer = writer.post(page_of(draft, "assessment"), TYPED | {"seen": seen})
    assert (answer.context["seen"], answer.context["began"]) == (seen + 1, seen)
    writer.post(kept_url(draft), TYPED | {"seen": seen + 1, "began": seen})
    again = writer.get(page_of(draft, "assessment")).context
    assert (again["seen"], again["is_older"]) == (seen, True)


# Bounds.


def test_too_much_is_not_kept_and_says_so(writer, draft):
    data = typed(draft, assessment="x" * (section_draft.LARGEST + 1), fallback="")
    script = writer.post(kept_url(draft), data, headers={"Accept": "application/json"})
    assert script.status_code == 413
    assert "too long" in script.json()["refused"]
    person = writer.post(kept_url(draft), data, follow=True)
    assert "too long" in person.content.decode()
    assert not SectionDraft.objects.exists()


def test_zero_bytes_are_left_out():
    found = section_draft.typed({"a\0b": ["c\0d"], "do": ["keep"]})
    assert found == {"ab": ["cd"]}


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "²"])
def test_number_that_is_none_counts_as_nothing_seen(writer, draft, seen):
    assert writer.post(kept_url(draft), TYPED | {"seen": seen}).status_code == 302
    assert SectionDraft.objects.get().seen == 0


@pytest.mark.django_db(transaction=True)
def test_two_that_keep_at_once_leave_one(cast):
    draft = build.make_draft(cast)

    def keep(words):
        return section_draft.keep(
            draft, "assessment", {"assessment": [words]}, seen=0, by=cast.lead_teacher
        )

    at_once([lambda: keep("one"), lambda: keep("two")])
    assert SectionDraft.objects.count() == 1


# Nobody else's.


def test_kept_is_shown_to_nobody_else(client, cast, draft):
    client.force_login(cast.lead_teacher)
    client.post(kept_url(draft), typed(draft))
    for other in (cast.partner_teacher,):
        client.force_login(other)
        assert "Half an ess" not in page(client, draft)
    for other in (cast.office, cast.observer):
        client.force_login(other)
        detail = client.get(reverse("exchanges:design-detail", args=[draft.pk]))
        assert "Half an ess" not in detail.content.decode()


def test_discarding_leaves_what_others_keep(client, cast, draft):
    for person in (cast.lead_teacher, cast.partner_teacher):
        client.force_login(person)
        client.post(kept_url(draft), typed(draft))
    client.post(kept_url(draft), {"do": "discard"})
    assert SectionDraft.objects.get().user == cast.lead_teacher


def test_team_keeps_its_own_part_under_its_own_address(writer, draft):
    team = build.home_team(draft)
    url = reverse("exchanges:design-team-draft", args=[draft.pk, team.pk])
    writer.post(url, {"course_title": "Half a cour", "seats": "", "seen": 1})
    assert SectionDraft.objects.get().subject == team.pk
    assert "Half a cour" in writer.get(page_of(draft, "teams", team)).content.decode()
    other = build.partner_team(draft)
    assert "Half a cour" not in writer.get(page_of(draft, "teams", other)).content.decode()
    assert writer.post(kept_url(draft, "teams"), {"seats": 1}).status_code == 404


def test_teacher_of_a_removed_team_keeps_nothing(client, cast, draft):
    team = build.partner_team(draft)
    client.force_login(cast.partner_teacher)
    data = typed(draft)
    workflow.remove_team(team, by=cast.lead_teacher)
    own = reverse("exchanges:design-team-draft", args=[draft.pk, team.pk])
    for url in (kept_url(draft), own, page_of(draft, "assessment")):
        assert client.post(url, data).status_code == 404
    client.force_login(cast.lead_teacher)
    assert client.post(own, data).status_code == 404
    assert not SectionDraft.objects.exists()


# Logged out meanwhile.


def note(person, exchange, section="assessment"):
    return note_of(person, page_of(exchange, section))


def log_in(client, person, back):
    """Log in as a person does, on the page that one was led to."""
    answer = client.post(back, {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


@pytest.mark.parametrize("do", ["", "keep"])
def test_save_after_the_session_ended_comes_back_after_logging_in(client, cast, draft, do):
    cast.lead_teacher.emailaddress_set.create(
        email=cast.lead_teacher.email, verified=True, primary=True
    )
    client.force_login(cast.lead_teacher)
    page_note = re.search(r'name="page" value="([^"]+)"', page(client, draft))[1]
    client.logout()
    url = kept_url(draft) if do else page_of(draft, "assessment")
    answer = client.post(url, typed(draft) | {"page": page_note, "do": do})
    assert answer["Location"].startswith(reverse("account_login"))
    back = log_in(client, cast.lead_teacher, answer["Location"])
    assert back == page_of(draft, "assessment")
    text = client.get(back).content.decode()
    assert "Half an ess" in text
    assert "You typed this earlier and did not save it" in text
    assert client.post(back, typed(draft)).status_code == 302
    assert KEY not in client.session
    assert "did not save it" not in client.get(back).content.decode()


def test_what_one_left_behind_is_not_shown_to_the_next(client, cast, draft):
    answer = client.post(
        page_of(draft, "assessment"),
        typed(draft) | {"page": note(cast.lead_teacher, draft)},
    )
    assert answer.status_code == 302
    session = dict(client.session)
    client.force_login(cast.partner_teacher)
    kept = client.session
    kept.update(session)
    kept.save()
    assert KEY in client.session
    assert "Half an ess" not in page(client, draft)


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "\0"])
def test_nothing_is_left_behind_without_the_pages_own_note(client, draft, forged):
    client.post(page_of(draft, "assessment"), typed(draft) | {"page": forged})
    assert KEY not in client.session


def test_note_of_another_page_leaves_nothing_behind(client, cast, draft):
    elsewhere = note(cast.lead_teacher, draft, "idea")
    client.post(page_of(draft, "assessment"), typed(draft) | {"page": elsewhere})
    assert KEY not in client.session


def test_what_is_left_behind_is_bounded(client, cast, draft):
    data = typed(draft, assessment="x" * section_draft.LARGEST, fallback="")
    client.post(page_of(draft, "assessment"), data | {"page": note(cast.lead_teacher, draft)})
    assert KEY not in client.session


def test_later_of_two_kept_is_shown(client, cast, draft):
    section_draft.keep(draft, "assessment", {"assessment": ["Kept"]}, seen=1, by=cast.lead_teacher)
    client.post(
        page_of(draft, "assessment"), typed(draft) | {"page": note(cast.lead_teacher, draft)}
    )
    session = dict(client.session)
    client.force_login(cast.lead_teacher)
    kept = client.session
    kept.update(session)
    kept.save()
    assert "Half an ess" in page(client, draft)
    SectionDraft.objects.update(
        updated_at=SectionDraft.objects.get().updated_at + timedelta(hours=1)
    )
    assert "Half an ess" not in page(client, draft)


def test_reading_what_was_kept_writes_nothing(writer, draft):
    writer.post(kept_url(draft), typed(draft))
    before = (SectionDraft.objects.values().get(), SectionRevision.objects.count())
    page(writer, draft)
    assert (SectionDraft.objects.values().get(), SectionRevision.objects.count()) == before


def test_keeping_too_much_is_refused_by_the_verb(cast, draft):
    with pytest.raises(RefusedError):
        section_draft.keep(
            draft,
            "assessment",
            {"assessment": ["x" * section_draft.LARGEST]},
            seen=0,
            by=cast.lead_teacher,
        )
