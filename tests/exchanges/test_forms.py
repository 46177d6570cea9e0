"""What happens behind the forms: proposing, designing together, deciding."""

import re

import pytest
from django.urls import reverse

from core.models import Message
from core.seals import unseal
from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, SectionRevision
from tests.exchanges import build


def url(name, *args):
    return reverse(f"exchanges:{name}", args=args)


def idea(**fields):
    """Return a new idea as a form posts it."""
    values = build.idea(**fields)
    return {
        name: value if isinstance(value, list) else str(value or "")
        for name, value in values.items()
    }


def token_of_last_invitation():
    message = Message.objects.filter(kind="exchanges.team_invitation").latest("id")
    return re.search(r"/invitations/([\w-]+)/", unseal(message.text))[1]


def test_idea_is_saved_as_a_draft(client, cast):
    client.force_login(cast.lead_teacher)
    data = idea() | {"institution": cast.siena.pk, "department": cast.dispi.pk}
    answer = client.post(url("exchange-new"), data)
    exchange = Exchange.objects.get()
    assert answer["Location"] == exchange.get_absolute_url()
    assert (exchange.state, exchange.teams.get().lead) == (S.DRAFT, cast.lead_teacher)


def test_idea_that_ends_before_it_starts_is_refused_beside_the_field(client, cast):
    client.force_login(cast.lead_teacher)
    first = build.idea()["starts_on"]
    data = idea(ends_on=first) | {"institution": cast.siena.pk}
    answer = client.post(url("exchange-new"), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"ends_on": ["The last day must come after the first."]}
    assert not Exchange.objects.exists()


def test_idea_for_somebody_elses_institution_is_refused_beside_the_field(client, cast):
    client.force_login(cast.lead_teacher)
    answer = client.post(url("exchange-new"), idea() | {"institution": cast.cairo.pk})
    assert set(answer.context["form"].errors) == {"institution"}


def test_partner_is_added_invited_and_accepts_by_post_alone(client, cast):
    exchange = build.make_draft(cast)
    client.force_login(cast.lead_teacher)
    data = {"institution": cast.marrakesh.pk, "address": cast.partner_teacher.email}
    assert client.post(url("team-add", exchange.pk), data).status_code == 302
    page = url("invitation-detail", token_of_last_invitation())
    client.logout()
    assert client.get(page).status_code == 200
    assert client.post(page)["Location"].startswith(reverse("account_login"))
    client.force_login(cast.partner_teacher)
    assert "Accept and lead the team" in client.get(page).content.decode()
    assert build.partner_team(exchange).lead is None
    assert client.post(page)["Location"] == exchange.get_absolute_url()
    assert build.partner_team(exchange).lead == cast.partner_teacher


def test_invitation_accepted_says_that_it_moves_the_clock(client, cast):
    exchange = build.make_draft(cast)
    team = workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    workflow.invite_lead(team, cast.stranger.email, by=cast.lead_teacher)
    client.force_login(cast.stranger)
    page = client.post(url("invitation-detail", token_of_last_invitation()), follow=True)
    assert "Times are now shown in Africa/Casablanca." in page.content.decode()


def test_invitation_that_opens_nothing_looks_the_same_whatever_the_reason(client, cast):
    exchange = build.make_draft(cast)
    team = workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    link = workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    used = token_of_last_invitation()
    workflow.accept_lead(link, by=cast.partner_teacher)
    pages = [client.get(url("invitation-detail", token)) for token in (used, "unknown")]
    assert [page.status_code for page in pages] == [404, 404]
    texts = [re.sub(r'value="[^"]+"', "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1].replace("unknown", used)
    assert "was used, withdrawn, or has expired" in texts[0]


def test_invitation_for_another_address_says_so(client, cast):
    exchange = build.make_draft(cast)
    team = workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    client.force_login(cast.other_teacher)
    answer = client.post(url("invitation-detail", token_of_last_invitation()))
    assert answer.status_code == 409
    assert "another address" in answer.content.decode()


def test_section_saved_meanwhile_shows_both_wordings_and_loses_nothing(client, cast):
    exchange = build.make(cast, S.DRAFT)
    page = url("design-section", exchange.pk, "assessment")
    client.force_login(cast.lead_teacher)
    seen = client.get(page).context["seen"]
    build.edit(
        exchange,
        "assessment",
        {"assessment": "Theirs, an essay", "fallback": "Theirs"},
        by=cast.partner_teacher,
    )
    mine = {"assessment": "Mine, a poster", "fallback": "Mine"}
    answer = client.post(page, mine | {"seen": seen})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs, an essay" in text
    assert "Mine, a poster" in text
    assert "<bdi>Partner Example</bdi> saved it" in text
    exchange.refresh_from_db()
    assert exchange.assessment == "Theirs, an essay"
    again = client.post(page, mine | {"seen": answer.context["seen"]})
    assert again.status_code == 302
    exchange.refresh_from_db()
    assert exchange.assessment == "Mine, a poster"


def test_two_sections_saved_at_once_are_no_conflict(client, cast):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.lead_teacher)
    page = url("design-section", exchange.pk, "groups")
    seen = client.get(page).context["seen"]
    build.edit(
        exchange, "assessment", {"assessment": "x", "fallback": "y"}, by=cast.partner_teacher
    )
    data = {"seen": seen, "group_size": 4, "facilitators": 2, "facilitation": "Tutors"}
    assert client.post(page, data).status_code == 302


def rows(*typed, initial=0):
    """Return a formset as a browser posts it."""
    data = {"rows-TOTAL_FORMS": len(typed), "rows-INITIAL_FORMS": initial}
    for number, row in enumerate(typed):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def test_outcomes_are_added_changed_and_removed_on_one_page(client, cast):
    exchange = build.make(cast, S.DRAFT)
    first, _second = exchange.outcomes.all()
    client.force_login(cast.partner_teacher)
    page = url("design-section", exchange.pk, "outcomes")
    data = rows(
        {"id": first.pk, "dimension": "subject", "text": "changed"},
        {"dimension": "digital", "text": "added"},
        {"dimension": "", "text": ""},
        initial=1,
    )
    assert client.post(page, data | {"seen": client.get(page).context["seen"]}).status_code == 302
    found = exchange.outcomes.values_list("pk", "text")
    assert [text for _pk, text in found] == ["changed", "added"]
    assert found[0][0] == first.pk


def test_row_that_is_half_typed_is_refused_and_keeps_what_was_typed(client, cast):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.lead_teacher)
    page = url("design-section", exchange.pk, "syllabus")
    data = rows({"week": "1", "title": "Half typed", "kind": "", "mode": "", "hours": "0"})
    answer = client.post(page, data | {"seen": client.get(page).context["seen"]})
    assert answer.status_code == 200
    assert "Half typed" in answer.content.decode()
    assert set(answer.context["form"].errors[0]) == {"kind", "mode", "hours"}
    assert exchange.activities.count() == 6


def test_team_is_changed_on_its_own_page(client, cast):
    exchange = build.make(cast, S.DRAFT)
    team = build.partner_team(exchange)
    client.force_login(cast.partner_teacher)
    page = url("design-team", exchange.pk, team.pk)
    data = {"course_title": "Droit", "seats": 9, "workload_hours": 75, "ects": 3, "cfu": 0}
    seen = client.get(page).context["seen"]
    assert client.post(page, data | {"seen": seen}).status_code == 302
    team.refresh_from_db()
    assert (team.course_title, team.seats, str(team.ects)) == ("Droit", 9, "3.0")
    revision = SectionRevision.objects.of_section(exchange, "teams", team.pk).first()
    assert (revision.by, revision.content["course_title"]) == (cast.partner_teacher, "Droit")
    assert client.post(page, data | {"seen": seen}).status_code == 409


def test_field_that_the_form_does_not_have_changes_nothing(client, cast):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.lead_teacher)
    page = url("design-section", exchange.pk, "groups")
    data = {"seen": 1, "group_size": 4, "facilitators": 2}
    data |= {"state": "approved", "title": "Mine", "design_version": 99}
    assert client.post(page, data).status_code == 302
    exchange.refresh_from_db()
    assert (exchange.state, exchange.title) == (S.DRAFT, "Migration and borders")
    assert exchange.design_version < 99


def test_submission_that_is_refused_lists_what_to_mend(client, cast):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.lead_teacher)
    answer = client.post(url("exchange-submit", exchange.pk), {"seen": exchange.version})
    assert answer.status_code == 409
    assert "Confirmed by every team" in answer.content.decode()


def test_office_decides_from_the_review_and_the_second_learns_who_did(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    client.force_login(cast.office)
    page = client.get(url("exchange-review", exchange.pk))
    seen = page.context["form"].initial["seen"]
    assert url("exchange-return", exchange.pk) in page.content.decode()
    late = {"seen": seen, "note": "Name the groups"}
    assert client.post(url("exchange-return", exchange.pk), late).status_code == 302
    client.force_login(cast.second_office)
    answer = client.post(url("exchange-approve", exchange.pk), {"seen": seen})
    assert answer.status_code == 409
    assert "Office Example set the state" in answer.content.decode()
    client.force_login(cast.lead_teacher)
    assert "Name the groups" in client.get(exchange.get_absolute_url()).content.decode()


def test_return_without_a_word_on_what_to_change_is_refused(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    client.force_login(cast.office)
    answer = client.post(url("exchange-return", exchange.pk), {"seen": exchange.version})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    exchange.refresh_from_db()
    assert exchange.state == S.SUBMITTED


def test_office_that_teaches_in_it_does_not_decide(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    build.home_team(exchange).teachers.add(cast.office)
    client.force_login(cast.office)
    page = client.get(url("exchange-review", exchange.pk)).content.decode()
    assert url("exchange-approve", exchange.pk) not in page
    answer = client.post(url("exchange-approve", exchange.pk), {"seen": exchange.version})
    assert answer.status_code == 403
    assert "nobody decides on an exchange of their own" in answer.content.decode()


def test_agreement_is_asked_for_and_shows_its_state(client, cast):
    build.load_clauses()
    exchange = build.make(cast, S.APPROVED)
    client.force_login(cast.lead_teacher)
    assert client.post(url("agreement-ask", exchange.pk)).status_code == 302
    exchange.refresh_from_db()
    page = client.get(url("exchange-agreement", exchange.pk)).content.decode()
    assert exchange.agreement.get_absolute_url() in page
    assert exchange.agreement.get_state_display() in page
    answer = client.post(url("exchange-open", exchange.pk), {"seen": exchange.version})
    assert answer.status_code == 409
    assert "agreement in force" in answer.content.decode()


def test_student_enrols_meets_the_lead_and_leaves(client, cast):
    exchange = build.make(cast, S.OPEN)
    client.force_login(cast.student)
    enrol = url("team-enrol", exchange.pk, build.home_team(exchange).pk)
    page = client.get(exchange.get_absolute_url()).content.decode()
    assert enrol in page
    assert "Lead Example" not in page
    assert client.post(enrol).status_code == 302
    again = client.post(enrol)
    assert again.status_code == 409
    assert "already enrolled" in again.content.decode()
    place = exchange.enrolments.get()
    page = client.get(exchange.get_absolute_url()).content.decode()
    assert "Lead Example" in page
    assert client.post(url("enrolment-leave", place.pk)).status_code == 302
    assert enrol in client.get(exchange.get_absolute_url()).content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_writes_nothing(client, cast, method):
    exchange = build.make(cast, S.SUBMITTED)
    before = Exchange.objects.values().get(pk=exchange.pk)
    for name in ("lead_teacher", "office"):
        client.force_login(cast.people()[name])
        for page in ("exchange-detail", "design-detail", "exchange-history", "exchange-submit"):
            getattr(client, method)(url(page, exchange.pk))
    assert Exchange.objects.values().get(pk=exchange.pk) == before
