"""Each page for each member of the cast: who opens it, who is refused, for whom it is missing."""

import pytest
from django.urls import reverse

from exchanges import workflow
from exchanges.enums import ExchangeState as S
from tests.exchanges import build
from tests.exchanges.test_packages import make_edition

INSIDERS = {"office", "second_office", "coordinator", "lead_teacher", "partner_teacher", "observer"}
OFFICE = {"office", "second_office"}
TEACHERS = {"lead_teacher", "partner_teacher"}


def answers(client, cast, url, method="get", data=None):
    """Return everybody's status, and the visitor's under `visitor`."""
    found = {}
    for name, person in cast.people().items():
        client.force_login(person)
        found[name] = getattr(client, method)(url, data).status_code
    client.logout()
    found["visitor"] = getattr(client, method)(url, data).status_code
    return found


def expected(cast, opens=(), refused=(), visitor=302, others=404):
    """Return the table: 200 for those who open it, 403 for insiders who lack the permission."""
    table = dict.fromkeys(cast.people(), others)
    table |= dict.fromkeys(refused, 403) | dict.fromkeys(opens, 200)
    return table | {"visitor": visitor}


@pytest.mark.parametrize(
    "page", ["design-detail", "exchange-people", "exchange-agreement", "exchange-history"]
)
def test_tab_opens_for_insiders_and_is_missing_for_others(client, cast, page):
    exchange = build.make(cast, S.OPEN)
    url = reverse(f"exchanges:{page}", args=[exchange.pk])
    assert answers(client, cast, url) == expected(cast, opens=INSIDERS)


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.REJECTED])
def test_exchange_that_is_not_public_is_missing_for_outsiders(client, cast, state):
    exchange = build.make(cast, state)
    assert answers(client, cast, exchange.get_absolute_url()) == expected(cast, opens=INSIDERS)


def test_open_exchange_is_a_summary_without_names_for_a_visitor(client, cast):
    exchange = build.make(cast, S.OPEN)
    url = exchange.get_absolute_url()
    found = answers(client, cast, url)
    assert set(found.values()) == {200}
    page = client.get(url).content.decode()
    assert "Migration and borders" in page
    assert not any(str(person) in page for person in cast.people().values())


def test_completed_exchange_asks_a_visitor_to_log_in(client, cast):
    exchange = build.make(cast, S.COMPLETED)
    found = answers(client, cast, exchange.get_absolute_url())
    assert found.pop("visitor") == 302
    assert set(found.values()) == {200}


@pytest.mark.parametrize("section", ["idea", "teams", "outcomes", "syllabus", "groups"])
def test_section_of_a_draft_is_written_by_its_teachers_alone(client, cast, section):
    exchange = build.make(cast, S.DRAFT)
    url = reverse("exchanges:design-section", args=[exchange.pk, section])
    table = expected(cast, opens=TEACHERS, refused=INSIDERS - TEACHERS)
    assert answers(client, cast, url) == table


def test_section_of_a_submitted_design_is_refused_to_everybody(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    url = reverse("exchanges:design-section", args=[exchange.pk, "idea"])
    assert answers(client, cast, url) == expected(cast, refused=INSIDERS)


def test_section_that_does_not_exist_is_missing(client, cast):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.lead_teacher)
    url = reverse("exchanges:design-section", args=[exchange.pk, "nothing"])
    assert client.get(url).status_code == 404


def test_review_is_for_the_office_and_the_coordinator(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    url = reverse("exchanges:exchange-review", args=[exchange.pk])
    readers = OFFICE | {"coordinator"}
    assert answers(client, cast, url) == expected(cast, opens=readers, refused=INSIDERS - readers)
    queue = answers(client, cast, reverse("exchanges:review-queue"))
    assert queue == expected(cast, opens=readers, others=403)


@pytest.mark.parametrize(
    ("action", "state", "allowed"),
    [
        ("submit", S.DRAFT, {"lead_teacher"}),
        ("withdraw", S.SUBMITTED, {"lead_teacher"}),
        ("approve", S.SUBMITTED, OFFICE),
        ("return", S.SUBMITTED, OFFICE),
        ("reject", S.SUBMITTED, OFFICE),
        ("endorse", S.ENDORSING, {"coordinator"}),
        ("send-back", S.ENDORSING, {"coordinator"}),
        ("duplicate", S.COMPLETED, OFFICE | {"lead_teacher"}),
        ("to-archive", S.CANCELLED, OFFICE | {"lead_teacher"}),
        ("open", S.APPROVED, OFFICE | {"lead_teacher"}),
        ("start", S.OPEN, OFFICE | {"lead_teacher"}),
        ("complete", S.RUNNING, OFFICE | {"lead_teacher"}),
        ("cancel", S.APPROVED, OFFICE | {"lead_teacher"}),
    ],
)
def test_action_on_an_exchange_is_offered_to_those_who_may(client, cast, action, state, allowed):
    exchange = build.make(cast, state)
    url = reverse(f"exchanges:exchange-{action}", args=[exchange.pk])
    table = expected(cast, opens=allowed, refused=INSIDERS - allowed)
    assert answers(client, cast, url) == table
    refused = answers(client, cast, url, "post", {"note": "x", "reason": "x"})
    for name, status in table.items():
        if status != 200:
            assert refused[name] == status, name


@pytest.mark.parametrize(
    ("action", "state", "allowed"),
    [
        ("agreement-ask", S.APPROVED, OFFICE | {"lead_teacher"}),
        ("agreement-attach", S.APPROVED, OFFICE | {"lead_teacher"}),
        ("team-add", S.DRAFT, {"lead_teacher"}),
    ],
)
def test_form_of_an_exchange_is_offered_to_those_who_may(client, cast, action, state, allowed):
    exchange = build.make(cast, state)
    url = reverse(f"exchanges:{action}", args=[exchange.pk])
    assert answers(client, cast, url) == expected(cast, opens=allowed, refused=INSIDERS - allowed)


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        ("team-confirm", {"partner_teacher"}),
        ("team-remove", {"lead_teacher"}),
        ("lead-remove", {"lead_teacher"}),
    ],
)
def test_action_on_the_partners_team_is_offered_to_those_who_may(client, cast, action, allowed):
    exchange = build.make(cast, S.DRAFT)
    team = build.partner_team(exchange)
    url = reverse(f"exchanges:{action}", args=[exchange.pk, team.pk])
    assert answers(client, cast, url) == expected(cast, opens=allowed, refused=INSIDERS - allowed)


def test_invitation_to_a_team_without_a_lead_is_offered_to_who_began(client, cast):
    exchange = build.make_draft(cast)
    team = workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    url = reverse("exchanges:lead-invite", args=[exchange.pk, team.pk])
    insiders = INSIDERS - {"partner_teacher"}
    table = expected(cast, opens={"lead_teacher"}, refused=insiders - {"lead_teacher"})
    assert answers(client, cast, url) == table


def test_team_of_another_exchange_is_missing(client, cast):
    exchange = build.make(cast, S.OPEN)
    other = build.make(cast, S.OPEN, title="Another")
    client.force_login(cast.lead_teacher)
    team = build.partner_team(other)
    for name in ("team-confirm", "team-remove", "lead-invite", "lead-remove", "team-enrol"):
        url = reverse(f"exchanges:{name}", args=[exchange.pk, team.pk])
        assert client.get(url).status_code == 404, name
    design = reverse("exchanges:design-team", args=[build.make(cast, S.DRAFT).pk, team.pk])
    assert client.get(design).status_code == 404


def test_enrolment_is_offered_to_the_students_of_the_team(client, cast):
    exchange = build.make(cast, S.OPEN)
    url = reverse("exchanges:team-enrol", args=[exchange.pk, build.home_team(exchange).pk])
    found = answers(client, cast, url)
    assert found.pop("student") == 200
    assert found.pop("visitor") == 302
    assert set(found.values()) == {403}


def test_place_is_given_up_by_its_student_alone(client, cast):
    exchange = build.make(cast, S.OPEN)
    place = workflow.enrol(build.home_team(exchange), by=cast.student)
    url = reverse("exchanges:enrolment-leave", args=[place.pk])
    assert answers(client, cast, url) == expected(cast, opens={"student"})


def test_place_and_exchange_are_told_apart_in_words_for_the_student(client, cast):
    exchange = build.make(cast, S.OPEN)
    workflow.enrol(build.home_team(exchange), by=cast.student)
    client.force_login(cast.student)
    page = client.get(exchange.get_absolute_url()).content.decode()
    assert "open for enrolment" in page
    assert "you have a place" in page


def test_start_of_a_tep_is_offered_to_confirmed_teachers(client, cast):
    url = reverse("exchanges:exchange-new")
    allowed = TEACHERS | {"other_teacher"}
    assert answers(client, cast, url) == expected(cast, opens=allowed, others=403)


def test_edition_is_offered_to_confirmed_students(client, cast):
    url = reverse("exchanges:edition-enrol", args=[make_edition().pk])
    allowed = {"student", "other_student"}
    assert answers(client, cast, url) == expected(cast, opens=allowed, others=403)


def test_students_names_are_not_for_observers(client, cast):
    exchange = build.make(cast, S.OPEN)
    workflow.enrol(build.home_team(exchange), by=cast.student)
    url = reverse("exchanges:exchange-people", args=[exchange.pk])
    shown = {}
    for name in INSIDERS:
        client.force_login(cast.people()[name])
        shown[name] = str(cast.student) in client.get(url).content.decode()
    assert shown == {name: name != "observer" for name in INSIDERS}


def test_lead_removed_meets_nothing_at_the_next_request(client, cast):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.partner_teacher)
    url = reverse("exchanges:design-section", args=[exchange.pk, "groups"])
    assert client.get(url).status_code == 200
    workflow.remove_lead(build.partner_team(exchange), by=cast.lead_teacher)
    assert client.get(url).status_code == 404
    assert client.post(url, {"seen": 1, "group_size": 3}).status_code == 404
