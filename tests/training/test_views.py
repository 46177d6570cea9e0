import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from core.models import Message
from core.seals import unseal
from tests.cast import Cast, make_user
from tests.training.make import make_course, make_edition
from training import workflow
from training.enums import Level, PlaceState
from training.models import Course, Edition, PartnerInvitation, Place

TEACHERS = {"lead_teacher", "partner_teacher", "other_teacher"}
HOME_OFFICE = {"office", "second_office"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", ["edition-list", "mine", "course-list"])
def test_lists_open_for_each_of_the_cast(cast: Cast, name: str):
    make_edition()
    address = reverse(f"training:{name}")
    assert Client().get(address).status_code == 302
    for part, user in cast.people().items():
        assert client_of(user).get(address).status_code == 200, part


def test_edition_detail_opens_for_each_of_the_cast(cast: Cast):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    for part, user in cast.people().items():
        page = client_of(user).get(edition.get_absolute_url())
        assert page.status_code == 200, part
        sees_names = cast.lead_teacher.email in page.content.decode()
        assert sees_names == (part in HOME_OFFICE or part == "lead_teacher"), part
    assert Client().get(edition.get_absolute_url()).status_code == 302


# The session, the reader, the page's rows; and the reader's roles, to offer the office its buttons.
LIST_QUERIES = {"edition-list": 4, "mine": 4, "course-list": 4}
OFFICE_PAGES = ["edition-create", "course-create", "edition-edit", "course-edit"]


@pytest.mark.parametrize("name", [*OFFICE_PAGES, "edition-complete"])
def test_office_pages_open_for_the_home_office_only(cast: Cast, name: str):
    edition = make_edition()
    keys = {"edition": edition.pk, "course": edition.course_id}
    arguments = [] if name.endswith("create") else [keys[name.split("-", maxsplit=1)[0]]]
    address = reverse(f"training:{name}", args=arguments)
    for part, user in cast.people().items():
        expected = 200 if part in HOME_OFFICE else 403
        client = client_of(user)
        assert client.get(address).status_code == expected, part
        if expected == 403:
            assert client.post(address).status_code == 403, part
            assert "international relations office" in client.get(address).content.decode()
    assert Client().get(address).status_code == 302
    assert Client().post(address).status_code == 302


def test_enrol_is_for_confirmed_teachers(cast: Cast):
    edition = make_edition(seats=None)
    address = reverse("training:edition-enrol", args=[edition.pk])
    for part, user in cast.people().items():
        expected = 302 if part in TEACHERS else 403
        assert client_of(user).post(address).status_code == expected, part
    assert Client().post(address).status_code == 302
    assert edition.places.count() == len(TEACHERS)


def test_enrol_by_get_writes_nothing(cast: Cast):
    edition = make_edition()
    page = client_of(cast.lead_teacher).get(reverse("training:edition-enrol", args=[edition.pk]))
    assert page.status_code == 200
    assert not edition.places.exists()


def test_enrol_when_full_says_so_and_keeps_the_count(cast: Cast):
    edition = make_edition(seats=0)
    answer = client_of(cast.lead_teacher).post(reverse("training:edition-enrol", args=[edition.pk]))
    assert answer.status_code == 409
    assert "No place is left" in answer.content.decode()


def test_enrol_in_staff_course_is_open_to_offices(cast: Cast):
    edition = make_edition(make_course(level=Level.STAFF))
    address = reverse("training:edition-enrol", args=[edition.pk])
    assert client_of(cast.office).post(address).status_code == 302


def test_enrol_after_accepting_an_invitation_is_allowed_without_affiliation(cast: Cast):
    guest = make_user("guest")
    partner = workflow.invite_partner(make_edition(), guest.email, cast.siena, by=cast.lead_teacher)
    later = make_edition(partner.edition.course, language="it")
    address = reverse("training:edition-enrol", args=[later.pk])
    assert client_of(guest).post(address).status_code == 403
    workflow.accept_partner_invitation(partner, by=guest)
    assert client_of(guest).post(address).status_code == 302


def test_withdraw_is_for_the_own_place_only(cast: Cast):
    edition = make_edition()
    place = workflow.enrol(edition, by=cast.lead_teacher)
    address = reverse("training:edition-withdraw", args=[edition.pk])
    for part, user in cast.people().items():
        if part != "lead_teacher":
            assert client_of(user).post(address).status_code == 404, part
    client = client_of(cast.lead_teacher)
    assert client.post(address, {"seen": place.version}).status_code == 302
    assert Place.objects.get(pk=place.pk).state == PlaceState.WITHDRAWN
    assert client.post(address).status_code == 403


def test_invite_partner_is_for_those_who_take_part(cast: Cast):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    address = reverse("training:partner-invite", args=[edition.pk])
    data = {"address": "new@uca.ma", "institution": cast.marrakesh.pk}
    for part, user in cast.people().items():
        if part != "lead_teacher":
            assert client_of(user).post(address, data).status_code == 403, part
    assert not PartnerInvitation.objects.exists()
    client = client_of(cast.lead_teacher)
    assert "extremely important" in client.get(address).content.decode()
    assert client.post(address, data).status_code == 302
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "new@uca.ma" in page
    assert "not answered yet" in page


def test_invite_partner_twice_shows_the_sentence_and_what_was_typed(cast: Cast):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    address = reverse("training:partner-invite", args=[edition.pk])
    data = {"address": "new@uca.ma", "institution": cast.marrakesh.pk}
    client = client_of(cast.lead_teacher)
    client.post(address, data)
    answer = client.post(address, data)
    assert answer.status_code == 409
    assert 'value="new@uca.ma"' in answer.content.decode()


def test_revoke_partner_is_for_the_inviter(cast: Cast):
    partner = workflow.invite_partner(
        make_edition(), "new@uca.ma", cast.marrakesh, by=cast.lead_teacher
    )
    address = reverse("training:partner-revoke", args=[partner.pk])
    for part, user in cast.people().items():
        expected = 302 if part == "lead_teacher" else 404
        assert client_of(user).post(address).status_code == expected, part
    assert client_of(cast.lead_teacher).post(address).status_code == 403


@pytest.fixture
def link(cast: Cast) -> str:
    workflow.invite_partner(
        make_edition(seats=2), cast.partner_teacher.email, cast.marrakesh, by=cast.lead_teacher
    )
    text = unseal(Message.objects.get(kind="training.partner_invited").text)
    return "/training/invitations/" + text.split("/training/invitations/")[1].split("/")[0] + "/"


def test_invitation_for_a_visitor_offers_log_in_and_comes_back(cast: Cast, link: str):
    page = Client().get(link)
    assert page.status_code == 200
    assert str(cast.lead_teacher) in page.content.decode()
    assert f"?next={link}" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    answer = Client().post(link)
    assert answer.headers["Location"].endswith(f"?next={link}")
    assert not Place.objects.exists()


def test_invitation_seen_by_the_partner_changes_nothing_until_post(cast: Cast, link: str):
    client = client_of(cast.partner_teacher)
    assert client.get(link).status_code == 200
    assert not Place.objects.exists()
    assert client.post(link).status_code == 302
    assert Place.objects.get().teacher == cast.partner_teacher


def test_invitation_accepted_says_that_it_moves_the_clock(cast: Cast, link: str):
    User.objects.filter(pk=cast.partner_teacher.pk).update(time_zone="Europe/Rome")
    page = client_of(cast.partner_teacher).post(link, follow=True)
    assert "Times are now shown in Africa/Casablanca." in page.content.decode()


def test_invitation_when_used_expired_withdrawn_or_unknown_looks_alike(cast: Cast, link: str):
    client = client_of(cast.partner_teacher)
    unknown = client.get(f"{link[:-4]}abc/")
    client.post(link)
    used = client.get(link)
    second = workflow.invite_partner(
        Edition.objects.get(), "other@uca.ma", cast.marrakesh, by=cast.lead_teacher
    )
    text = unseal(Message.objects.filter(kind="training.partner_invited").latest("created_at").text)
    token = text.split("/training/invitations/")[1].split("/")[0]
    workflow.revoke_partner_invitation(second, by=cast.lead_teacher)
    withdrawn = client.get(f"/training/invitations/{token}/")
    expired = client.get(expired_link(cast))
    pages = [unknown, used, withdrawn, expired, client.post(link)]
    assert {page.status_code for page in pages} == {404}
    assert len({main_of(page) for page in pages}) == 1
    assert "has expired" in main_of(used)


def expired_link(cast: Cast) -> str:
    partner = workflow.invite_partner(
        make_edition(make_course("Another")), "late@uca.ma", cast.marrakesh, by=cast.lead_teacher
    )
    message = Message.objects.get(kind="training.partner_invited", target_id=partner.pk)
    Invitation.objects.filter(pk=partner.invitation_id).update(expires_at=timezone.now())
    token = unseal(message.text).split("/training/invitations/")[1].split("/")[0]
    return f"/training/invitations/{token}/"


def main_of(page):
    return page.content.decode().split("<main")[1].split("</main>")[0].split("<h1>")[1]


def test_invitation_for_another_address_is_refused(cast: Cast, link: str):
    answer = client_of(cast.other_teacher).post(link)
    assert answer.status_code == 409
    assert "another address" in answer.content.decode()
    assert not Place.objects.exists()


def test_edition_form_saves_and_shows_errors(cast: Cast):
    course = make_course()
    client = client_of(cast.office)
    address = reverse("training:edition-create")
    data = {
        "course": course.pk,
        "language": "en",
        "starts_on": "2027-03-01",
        "ends_on": "2027-02-01",
        "seats": "10",
    }
    page = client.post(address, data)
    assert page.status_code == 200
    assert "The last day is before the first." in page.content.decode()
    assert client.post(address, {**data, "ends_on": "2027-04-01"}).status_code == 302
    assert Edition.objects.get().seats == 10


def test_course_form_changes_a_course(cast: Cast):
    course = make_course()
    data = {"title": "New title", "level": "advanced", "provider": "Somebody"}
    address = reverse("training:course-edit", args=[course.pk])
    assert client_of(cast.office).post(address, data).status_code == 302
    assert Course.objects.get().title == "New title"


def test_completion_form_marks_several_at_once(cast: Cast):
    edition = make_edition()
    places = [workflow.enrol(edition, by=user) for user in (cast.lead_teacher, cast.other_teacher)]
    address = reverse("training:edition-complete", args=[edition.pk])
    client = client_of(cast.office)
    assert client.post(address, {}).status_code == 200
    answer = client.post(address, {"places": [place.pk for place in places]})
    assert answer.status_code == 302
    assert set(Place.objects.values_list("state", flat=True)) == {PlaceState.COMPLETED}
    mine = client_of(cast.lead_teacher).get(reverse("training:mine")).content.decode()
    assert "completed" in mine


def test_edition_list_filters_by_level_and_open(cast: Cast):
    basic = make_edition(make_course("Basic one"))
    closed = make_edition(make_course("Closed one", level=Level.ADVANCED), enrol_by=basic.starts_on)
    client = client_of(cast.lead_teacher)
    address = reverse("training:edition-list")

    def shown(query: str) -> list[bool]:
        page = client.get(f"{address}?{query}").content.decode()
        return [edition.course.title in page for edition in (basic, closed)]

    assert shown("") == [True, True]
    assert shown("level=basic") == [True, False]
    assert shown("level=&open=on") == [True, False]


@pytest.mark.parametrize("rows", [1, 10, 100])
@pytest.mark.parametrize("name", ["edition-list", "mine", "course-list"])
def test_lists_take_the_same_number_of_queries(
    cast: Cast, django_assert_num_queries, rows: int, name: str
):
    for number in range(rows):
        edition = make_edition(make_course(f"Course {number}"))
        workflow.enrol(edition, by=cast.lead_teacher)
    client = client_of(cast.lead_teacher)
    with django_assert_num_queries(LIST_QUERIES[name]):
        client.get(reverse(f"training:{name}"))


def test_edition_detail_takes_at_most_ten_queries(cast: Cast, django_assert_max_num_queries):
    edition = make_edition(seats=None)
    for number in range(12):
        workflow.enrol(edition, by=make_user(f"teacher{number}"))
    client = client_of(cast.office)
    with django_assert_max_num_queries(10):
        client.get(edition.get_absolute_url())
