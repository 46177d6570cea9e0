"""What people and the office see and do on the pages of people and institutions."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AffiliationKind, Evidence, Role
from accounts.models import Affiliation, Department, RoleGrant, User
from accounts.workflow import declare_affiliation
from core.audit import last_event
from core.models import Message
from tests.cast import Cast, make_user

PEOPLE = "/people/"


def page(user: User, url: str, data=None, **extra):
    client = Client()
    client.force_login(user)
    return client.get(url, **extra) if data is None else client.post(url, data, **extra)


def test_people_list_for_the_office_finds_by_name_and_address(cast: Cast):
    body = page(cast.office, PEOPLE).content.decode()
    assert "lead@example.org" in body
    client = Client()
    client.force_login(cast.office)
    answer = client.get(PEOPLE, {"q": "partner example"}).content.decode()
    assert "partner@example.org" in answer
    assert "lead@example.org" not in answer
    assert "Nobody found" in client.get(PEOPLE, {"q": "zzz"}).content.decode()


@pytest.mark.parametrize(
    "name", ["student", "lead_teacher", "coordinator", "facilitator", "observer", "stranger"]
)
def test_people_list_for_anybody_else_is_refused_with_a_sentence(cast: Cast, name: str):
    answer = page(cast.people()[name], PEOPLE)
    assert answer.status_code == 403
    assert "Only the international relations office" in answer.content.decode()


@pytest.mark.parametrize("name", ["student", "lead_teacher", "coordinator", "stranger"])
def test_person_page_for_an_outsider_does_not_exist(cast: Cast, name: str):
    assert page(cast.people()[name], cast.partner_teacher.get_absolute_url()).status_code == 404


def test_person_page_for_another_office_shows_only_its_own_people(cast: Cast):
    clerk = make_user("clerk")
    RoleGrant.objects.create(user=clerk, role=Role.OFFICE, institution=cast.marrakesh, reason="x")
    assert page(clerk, cast.partner_teacher.get_absolute_url()).status_code == 200
    assert page(clerk, cast.lead_teacher.get_absolute_url()).status_code == 404
    body = page(clerk, PEOPLE).content.decode()
    assert "partner@example.org" in body
    assert "lead@example.org" not in body


@pytest.mark.parametrize("count", [1, 10, 100])
def test_people_list_reads_with_a_fixed_number_of_queries(
    cast: Cast, count: int, django_assert_num_queries
):
    for number in range(count):
        person = make_user(f"many{number}", family_name="Aaa")
        Affiliation.objects.create(
            user=person, institution=cast.siena, kind=AffiliationKind.TEACHER
        )
    client = Client()
    client.force_login(cast.office)
    with django_assert_num_queries(7):
        client.get(PEOPLE)


def test_people_list_pages_by_keyset_and_keeps_the_filter(cast: Cast):
    for number in range(30):
        make_user(f"many{number:02}", family_name="Many", given_name=f"N{number:02}")
    client = Client()
    client.force_login(cast.office)
    first = client.get(PEOPLE, {"q": "many"})
    assert len(first.context["page"].rows) == 25
    second = client.get(PEOPLE, {"q": "many", "cursor": first.context["page"].next})
    assert len(second.context["page"].rows) == 5


def test_people_list_waiting_shows_only_who_waits(cast: Cast):
    declare_affiliation(cast.stranger, {"institution": cast.siena, "kind": AffiliationKind.TEACHER})
    client = Client()
    client.force_login(cast.office)
    rows = client.get(PEOPLE, {"waiting": "on"}).context["page"].rows
    assert list(rows) == [cast.stranger]


def test_affiliation_declared_by_a_teacher_waits_and_the_office_confirms_it(cast: Cast):
    form = reverse("accounts:affiliation-declare")
    data = {"institution": cast.siena.pk, "kind": "teacher", "department": cast.dispi.pk}
    assert page(cast.stranger, form, data).status_code == 302
    affiliation = Affiliation.objects.get(user=cast.stranger)
    assert affiliation.evidence == Evidence.NONE
    confirm = reverse("accounts:affiliation-confirm", args=[affiliation.pk])
    assert page(cast.student, confirm, {}).status_code == 404
    assert page(cast.office, confirm, {}).status_code == 302
    affiliation.refresh_from_db()
    assert affiliation.evidence == Evidence.OFFICE
    event = last_event(affiliation)
    assert event is not None
    assert (event.verb, event.actor) == ("accounts.affiliation.confirm", cast.office)
    mail = Message.objects.get(kind="accounts.affiliation_confirmed")
    assert mail.address == cast.stranger.email
    assert "University of Siena" in mail.subject
    assert page(cast.office, confirm, {}).status_code == 403


@pytest.mark.parametrize(("place", "is_told"), [("marrakesh", True), ("siena", False)])
def test_affiliation_that_moves_the_clock_says_so(cast: Cast, place: str, is_told: bool):
    client = Client()
    client.force_login(cast.stranger)
    data = {"institution": getattr(cast, place).pk, "kind": AffiliationKind.TEACHER}
    body = client.post(reverse("accounts:affiliation-declare"), data, follow=True).content.decode()
    assert "Your affiliation is saved." in body
    said = "Times are now shown in Africa/Casablanca. You can change this in your profile."
    assert (said in body) == is_told
    assert ("Times are shown in Africa/Casablanca." in body) == is_told


def test_affiliation_of_ones_own_is_not_confirmed_by_oneself(cast: Cast):
    values = {"institution": cast.siena, "kind": AffiliationKind.TEACHER}
    affiliation = declare_affiliation(cast.office, values)
    confirm = reverse("accounts:affiliation-confirm", args=[affiliation.pk])
    assert page(cast.office, confirm, {}).status_code == 403
    assert page(cast.second_office, confirm, {}).status_code == 302


def test_affiliation_with_a_department_of_another_institution_is_refused(cast: Cast):
    form = reverse("accounts:affiliation-declare")
    data = {"institution": cast.cairo.pk, "kind": "teacher", "department": cast.dispi.pk}
    answer = page(cast.stranger, form, data)
    assert answer.status_code == 200
    assert "another institution" in answer.content.decode()
    assert not Affiliation.objects.filter(user=cast.stranger).exists()


def test_affiliation_given_twice_is_refused_with_a_sentence(cast: Cast):
    form = reverse("accounts:affiliation-declare")
    data = {"institution": cast.siena.pk, "kind": "student", "student_number": "100001"}
    answer = page(cast.student, form, data)
    assert answer.status_code == 409
    assert "already given" in answer.content.decode()


def test_affiliation_of_a_teacher_takes_no_student_number(cast: Cast):
    form = reverse("accounts:affiliation-declare")
    data = {"institution": cast.cairo.pk, "kind": "teacher", "student_number": "7"}
    assert "Only students" in page(cast.stranger, form, data).content.decode()


def test_role_granted_by_the_office_is_told_and_works_at_once(cast: Cast):
    url = reverse("accounts:role-grant", args=[cast.stranger.pk])
    data = {
        "role": "facilitator",
        "institution": cast.siena.pk,
        "starts_on": "2026-01-01",
        "reason": "trained in October",
    }
    assert page(cast.office, url, data).status_code == 302
    grant = RoleGrant.objects.get(user=cast.stranger)
    assert (grant.granted_by, grant.reason) == (cast.office, "trained in October")
    assert cast.stranger.institutions_as(Role.FACILITATOR) == {cast.siena.pk}
    mail = Message.objects.get(kind="accounts.role_granted")
    assert "trained in October" in mail.text
    assert "facilitator" in mail.subject
    event = last_event(grant)
    assert event is not None
    assert event.verb == "accounts.role.grant"


def test_role_for_another_institution_is_not_offered(cast: Cast):
    url = reverse("accounts:role-grant", args=[cast.stranger.pk])
    data = {
        "role": "office",
        "institution": cast.marrakesh.pk,
        "starts_on": "2026-01-01",
        "reason": "x",
    }
    answer = page(cast.office, url, data)
    assert answer.status_code == 200
    assert "institution" in answer.context["form"].errors
    assert not RoleGrant.objects.filter(user=cast.stranger).exists()


def test_role_for_oneself_is_refused(cast: Cast):
    url = reverse("accounts:role-grant", args=[cast.office.pk])
    assert page(cast.office, url).status_code == 403


def test_role_of_a_coordinator_needs_a_department_of_the_institution(cast: Cast):
    url = reverse("accounts:role-grant", args=[cast.stranger.pk])
    data = {
        "role": "coordinator",
        "institution": cast.siena.pk,
        "starts_on": "2026-01-01",
        "reason": "elected",
    }
    assert "needs a department" in page(cast.office, url, data).content.decode()
    foreign = Department.objects.create(institution=cast.cairo, code="X", name="Law")
    answer = page(cast.office, url, data | {"department": foreign.pk})
    assert "department" in answer.context["form"].errors
    assert page(cast.office, url, data | {"department": cast.dispi.pk}).status_code == 302


def test_role_revoked_ends_at_once_is_told_and_stays_on_record(cast: Cast):
    grant = cast.facilitator.role_grants.get()
    url = reverse("accounts:role-revoke", args=[grant.pk])
    assert page(cast.office, url, {"reason": ""}).status_code == 200
    assert page(cast.office, url, {"reason": "left the university"}).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_by == cast.office
    assert not User.objects.get(pk=cast.facilitator.pk).roles
    mail = Message.objects.get(kind="accounts.role_revoked")
    assert "left the university" in mail.text
    assert page(cast.office, url, {"reason": "again"}).status_code == 403


def test_role_of_the_reader_is_not_revoked_by_themselves(cast: Cast):
    url = reverse("accounts:role-revoke", args=[cast.office.role_grants.get().pk])
    assert page(cast.office, url, {"reason": "tired"}).status_code == 403
    assert page(cast.second_office, url, {"reason": "moved"}).status_code == 302
    assert page(cast.office, PEOPLE).status_code == 403


def test_profile_edit_changes_language_and_zone_at_once(cast: Cast):
    url = reverse("accounts:profile-edit")
    data = {"given_name": "Lea", "family_name": "Example", "language": "it", "time_zone": "cairo"}
    answer = page(cast.student, url, data, follow=True)
    cast.student.refresh_from_db()
    assert (cast.student.language, cast.student.time_zone) == ("it", "Africa/Cairo")
    assert answer.headers["Content-Language"] == "it"
    assert "Africa/Cairo" in answer.content.decode()


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../../etc/passwd", "a" * 500, "\x00", "Etc/GMT+5"]
)
def test_profile_edit_refuses_what_is_no_zone(cast: Cast, zone: str):
    url = reverse("accounts:profile-edit")
    data = {"given_name": "Lea", "family_name": "Example", "language": "en", "time_zone": zone}
    answer = page(cast.student, url, data)
    assert answer.status_code == 200
    assert "time_zone" in answer.context["form"].errors


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../x", "Europe"])
def test_page_for_a_reader_whose_zone_vanished_still_opens(cast: Cast, zone: str):
    User.objects.filter(pk=cast.student.pk).update(time_zone=zone, language="xx")
    answer = page(cast.student, reverse("accounts:profile"))
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "en"


def test_institution_list_filters_by_country_and_words(cast: Cast):
    client = Client()
    client.force_login(cast.student)
    url = reverse("accounts:institution-list")
    assert len(client.get(url).context["page"].rows) == 3
    rows = client.get(url, {"country": "EG"}).context["page"].rows
    assert [row.name for row in rows] == ["Cairo University"]
    rows = client.get(url, {"q": "marra"}).context["page"].rows
    assert [row.name for row in rows] == ["Cadi Ayyad University"]
    assert client.get(url, {"country": "ZZ"}).status_code == 200


def test_institution_edit_is_audited_with_before_and_after(cast: Cast):
    url = reverse("accounts:institution-edit", args=["cu.edu.eg"])
    data = {
        "name": "Cairo University",
        "city": "Giza",
        "time_zone": "Africa/Cairo",
        "weekend_days": ["5"],
        "teaches_from": "08:30",
        "teaches_until": "18:00",
        "erasmus_code": "",
        "is_active": "on",
        "seen": 1,
    }
    assert page(cast.lead_teacher, url, data).status_code == 403
    assert page(cast.office, url, data).status_code == 302
    cast.cairo.refresh_from_db()
    assert cast.cairo.weekend_days == [5]
    event = last_event(cast.cairo)
    assert event is not None
    assert event.data == {
        "changes": {"weekend_days": [[5, 6], [5]], "teaches_from": ["09:00:00", "08:30:00"]}
    }
    detail = page(cast.office, cast.cairo.get_absolute_url()).content.decode()
    assert "Changed: teaching begins and weekend days" in detail
    assert "08:30 to 18:00" in detail
    assert (
        "Changed: weekend days"
        not in page(cast.student, cast.cairo.get_absolute_url()).content.decode()
    )


def test_institution_edit_on_an_old_version_is_a_conflict(cast: Cast):
    url = reverse("accounts:institution-edit", args=["cu.edu.eg"])
    data = {
        "name": "Cairo University",
        "city": "Giza",
        "time_zone": "Africa/Cairo",
        "weekend_days": ["5", "6"],
        "teaches_from": "09:00",
        "teaches_until": "18:00",
        "is_active": "on",
        "seen": 1,
    }
    assert page(cast.office, url, data | {"city": "Cairo"}).status_code == 302
    answer = page(cast.second_office, url, data | {"city": "New Cairo"})
    assert answer.status_code == 409
    assert "New Cairo" in answer.content.decode()
    cast.cairo.refresh_from_db()
    assert cast.cairo.city == "Cairo"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"teaches_until": "09:00"}, "Teaching ends before it begins."),
        ({"teaches_until": "08:00"}, "Teaching ends before it begins."),
        ({"teaches_from": "25:00"}, "Enter a valid time."),
        ({"teaches_from": ""}, "This field is required."),
        ({"teaches_from": "9\0"}, "Enter a valid time."),
    ],
)
def test_institution_edit_with_impossible_hours_is_refused_beside_the_field(
    cast: Cast, typed, refusal
):
    url = reverse("accounts:institution-edit", args=["cu.edu.eg"])
    data = {
        "name": "Cairo University",
        "city": "Giza",
        "time_zone": "Africa/Cairo",
        "weekend_days": ["5", "6"],
        "teaches_from": "09:00",
        "teaches_until": "18:00",
        "seen": 1,
    }
    answer = page(cast.office, url, data | typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors.values()) == [[refusal]]
    assert set(answer.context["form"].errors) == set(typed)


def test_institution_that_is_unknown_does_not_exist(cast: Cast):
    assert page(cast.office, "/people/institutions/nowhere.example/").status_code == 404
