"""The pages around a ready-made exchange in a course: forms, lists, the decision, the students."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AffiliationKind, Role
from accounts.models import Department, User
from accounts.workflow import grant_role
from exchanges.enums import AdoptionState as S
from exchanges.enums import Applicant, CreditRoute
from exchanges.models import Adoption, PackageEdition
from exchanges.workflow import adoption as workflow
from tests.cast import affiliate, make_user
from tests.exchanges.test_adoption import make_adoption, wish
from tests.exchanges.test_packages import make_edition, make_package


def url(name, *arguments):
    return reverse(f"exchanges:{name}", args=arguments)


def typed(cast, **fields):
    """Return what a browser posts."""
    values = wish(cast, **fields)
    values["institution"] = values["institution"].pk
    values["department"] = values["department"].pk if values["department"] else ""
    return values


def fill(cast, count):
    """Write many waiting wishes at once."""
    edition = make_edition()
    Adoption.objects.bulk_create(
        Adoption(
            edition=edition,
            teacher=cast.lead_teacher,
            **wish(cast, course_title=f"Course {number}"),
            created_at=timezone.now() - timedelta(days=number),
        )
        for number in range(count)
    )


def test_teacher_goes_from_the_package_to_the_office_and_back(client, cast):
    edition = make_edition(package=make_package(weekly_load="4 hours", recognition="160 hours"))
    client.force_login(cast.lead_teacher)
    adopt = url("edition-adopt", edition.pk)
    assert adopt in client.get(edition.package.get_absolute_url()).content.decode()
    form = client.get(adopt)
    assert "160 hours" in form.content.decode()
    assert form.context["form"]["institution"].initial == cast.siena.pk
    assert form.context["form"]["department"].initial == cast.dispi.pk
    answer = client.post(adopt, typed(cast))
    adoption = Adoption.objects.get()
    assert answer["Location"] == adoption.get_absolute_url()
    assert adoption.get_absolute_url() in client.get(url("adoption-list")).content.decode()
    page = client.get(edition.package.get_absolute_url()).content.decode()
    assert adoption.get_absolute_url() in page
    client.force_login(cast.office)
    queue = client.get(url("adoption-queue")).content.decode()
    assert adoption.get_absolute_url() in queue
    detail = client.get(adoption.get_absolute_url()).content.decode()
    assert "We meet on Tuesdays." in detail
    assert url("adoption-reject", adoption.pk) in detail
    approve = url("adoption-approve", adoption.pk)
    assert client.post(approve, {"seen": adoption.version, "note": "Fine"}).status_code == 302
    client.force_login(cast.lead_teacher)
    detail = client.get(adoption.get_absolute_url()).content.decode()
    assert "Fine" in detail
    assert "Each student applies on their own" in detail
    assert url("adoption-approve", adoption.pk) not in detail
    assert client.post(url("adoption-withdraw", adoption.pk)).status_code == 302
    adoption.refresh_from_db()
    assert adoption.state == S.WITHDRAWN


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"students": 0}, "students", "at least one"),
        ({"students": "99999999999999"}, "students", "less than or equal"),
        ({"students": ""}, "students", "required"),
        ({"course_title": ""}, "course_title", "required"),
        ({"course_title": "a\0b"}, "course_title", "Null characters"),
        ({"course_title": "x" * 201}, "course_title", "at most 200"),
        ({"route": "gift"}, "route", "valid choice"),
        ({"ects": "", "cfu": ""}, "ects", "Give the credits"),
        ({"ects": "-1"}, "ects", "never negative"),
        ({"ects": "NaN"}, "ects", "number"),
        ({"cfu": "1e999"}, "cfu", "digits"),
        ({"route": CreditRoute.NONE}, "route", "leave them empty"),
        ({"institution": "not-a-uuid"}, "institution", "valid"),
        ({"department": "not-a-uuid"}, "department", "valid"),
    ],
)
def test_wish_that_cannot_be_is_refused_beside_the_field(client, cast, fields, place, sentence):
    client.force_login(cast.lead_teacher)
    data = typed(cast) | fields
    answer = client.post(url("edition-adopt", make_edition().pk), data)
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert list(errors) == [place]
    assert sentence in errors[place][0]
    assert not Adoption.objects.exists()


def test_badge_only_needs_no_amounts(client, cast):
    client.force_login(cast.lead_teacher)
    data = typed(cast, route=CreditRoute.NONE, ects="", cfu="")
    assert client.post(url("edition-adopt", make_edition().pk), data).status_code == 302
    adoption = Adoption.objects.get()
    assert (adoption.ects, adoption.cfu) == (0, 0)


def test_same_course_twice_is_refused_beside_the_field(client, cast):
    adoption = make_adoption(cast)
    client.force_login(cast.lead_teacher)
    answer = client.post(url("edition-adopt", adoption.edition_id), typed(cast))
    errors = answer.context["form"].errors
    assert errors == {"course_title": ["You have asked for this course already."]}


def test_university_and_department_of_others_are_refused_beside_the_field(client, cast):
    affiliate(cast.lead_teacher, cast.cairo, AffiliationKind.TEACHER)
    client.force_login(cast.lead_teacher)
    adopt = url("edition-adopt", make_edition().pk)
    answer = client.post(adopt, typed(cast, institution=cast.marrakesh))
    assert set(answer.context["form"].errors) == {"institution"}
    answer = client.post(adopt, typed(cast, institution=cast.cairo))
    assert set(answer.context["form"].errors) == {"department"}
    other = Department.objects.create(institution=cast.marrakesh, code="X", name="Elsewhere")
    answer = client.post(adopt, typed(cast, department=other))
    assert set(answer.context["form"].errors) == {"department"}
    answer = client.post(adopt, typed(cast, institution=cast.cairo, department=None))
    assert answer.status_code == 409
    assert "nobody can decide" in answer.content.decode()
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("edition", [{"apply_in": -1}, {"apply_in": None, "days": 0}])
def test_edition_whose_applications_are_over_offers_no_course(client, cast, edition):
    row = make_edition(**edition)
    client.force_login(cast.lead_teacher)
    adopt = url("edition-adopt", row.pk)
    assert adopt not in client.get(row.package.get_absolute_url()).content.decode()
    assert client.get(adopt).status_code == 403
    assert client.post(adopt, typed(cast)).status_code == 403


def test_second_of_the_office_learns_who_decided(client, cast):
    adoption = make_adoption(cast)
    client.force_login(cast.office)
    reject = url("adoption-reject", adoption.pk)
    assert client.post(reject, {"seen": adoption.version}).status_code == 200
    data = {"seen": adoption.version, "note": "No room"}
    assert client.post(reject, data).status_code == 302
    client.force_login(cast.second_office)
    answer = client.post(url("adoption-approve", adoption.pk), {"seen": adoption.version})
    assert answer.status_code == 409
    assert "Office Example set the state" in answer.content.decode()
    client.force_login(cast.lead_teacher)
    assert "No room" in client.get(adoption.get_absolute_url()).content.decode()


def test_office_that_teaches_the_course_may_not_decide(client, cast):
    affiliate(cast.office, cast.siena, AffiliationKind.TEACHER)
    adoption = workflow.adopt(make_edition(), wish(cast), by=cast.office)
    client.force_login(cast.office)
    approve = url("adoption-approve", adoption.pk)
    assert approve not in client.get(adoption.get_absolute_url()).content.decode()
    answer = client.post(approve, {"seen": adoption.version})
    assert answer.status_code == 403
    assert "nobody on their own course" in answer.content.decode()


def test_approval_page_says_by_when_the_office_applies_and_when_it_is_late(client, cast):
    edition = make_edition(package=make_package(applicant=Applicant.INSTITUTION))
    adoption = make_adoption(cast, edition)
    client.force_login(cast.office)
    page = client.get(adoption.get_absolute_url()).content.decode()
    assert "The office applies with the provider by" in page
    assert "Applications are closed" not in page
    PackageEdition.objects.update(apply_by=timezone.localdate() - timedelta(days=1))
    page = client.get(adoption.get_absolute_url()).content.decode()
    assert "Applications are closed" in page


def test_observer_and_coordinator_read_and_decide_nothing(client, cast):
    adoption = make_adoption(cast)
    for name in ("observer", "coordinator"):
        client.force_login(cast.people()[name])
        page = client.get(adoption.get_absolute_url()).content.decode()
        assert url("adoption-approve", adoption.pk) not in page
        assert adoption.get_absolute_url() in client.get(url("adoption-list")).content.decode()


def test_student_reads_which_teacher_uses_it_only_at_their_own_university(client, cast):
    edition = make_edition()
    adoption = make_adoption(cast, edition, state=S.APPROVED)
    make_adoption(cast, edition, course_title="Not decided yet")
    page = edition.package.get_absolute_url()
    client.force_login(cast.student)
    text = client.get(page).content.decode()
    assert "Lead Example" in text
    assert adoption.course_title in text
    assert cast.lead_teacher.email not in text
    assert "Not decided yet" not in text
    for reader in (None, cast.other_student, cast.stranger, cast.partner_teacher):
        client.logout()
        if reader is not None:
            client.force_login(reader)
        assert adoption.course_title not in client.get(page).content.decode()


def test_teacher_without_a_name_is_not_named_by_their_address(client, cast):
    User.objects.filter(pk=cast.lead_teacher.pk).update(given_name="", family_name="")
    edition = make_edition()
    make_adoption(cast, edition, state=S.APPROVED)
    client.force_login(cast.student)
    text = client.get(edition.package.get_absolute_url()).content.decode()
    assert "a teacher of your university" in text
    assert cast.lead_teacher.email not in text


def test_queue_is_of_what_waits_oldest_first_and_the_list_newest_first(client, cast):
    edition = make_edition()
    rows = [make_adoption(cast, edition, course_title=title) for title in ("A", "B")]
    make_adoption(cast, edition, course_title="C", state=S.REJECTED)
    client.force_login(cast.office)
    queue = client.get(url("adoption-queue"))
    assert [row for row, _tone in queue.context["rows"]] == rows
    everything = client.get(url("adoption-list"))
    titles = [row.course_title for row, _tone in everything.context["rows"]]
    assert titles == ["C", "B", "A"]
    rejected = client.get(url("adoption-list"), {"state": "rejected"})
    assert [row.course_title for row, _tone in rejected.context["rows"]] == ["C"]
    here = client.get(url("adoption-queue"), {"institution": cast.siena.pk, "state": "rejected"})
    assert len(here.context["rows"]) == 2
    elsewhere = client.get(url("adoption-list"), {"institution": cast.cairo.pk})
    assert set(elsewhere.context["filter_form"].errors) == {"institution"}
    assert client.get(url("adoption-list"), {"institution": "\0"}).status_code == 200


def test_office_of_two_universities_filters_by_university(client, cast):
    values = {"role": Role.OFFICE, "institution": cast.marrakesh, "reason": "x"}
    grant_role(cast.office, values, by=None)
    edition = make_edition()
    make_adoption(cast, edition)
    workflow.adopt(
        edition,
        wish(cast, institution=cast.marrakesh, department=None, course_title="Droit"),
        by=cast.partner_teacher,
    )
    client.force_login(cast.office)
    page = client.get(url("adoption-queue"), {"institution": cast.marrakesh.pk})
    assert [row.course_title for row, _tone in page.context["rows"]] == ["Droit"]


@pytest.mark.parametrize("count", [1, 10, 100])
@pytest.mark.parametrize(
    ("name", "address"),
    [("office", "adoption-queue"), ("office", "adoption-list"), ("lead_teacher", "adoption-list")],
)
def test_list_asks_as_many_queries_whatever_its_length(
    client, cast, count, name, address, django_assert_num_queries
):
    fill(cast, count)
    client.force_login(cast.people()[name])
    with django_assert_num_queries(5):
        page = client.get(url(address))
    assert page.content.decode().count("row-link") == min(count, 25)


@pytest.mark.parametrize("name", ["office", "lead_teacher"])
def test_page_of_one_asks_few_queries(client, cast, name, django_assert_max_num_queries):
    adoption = make_adoption(cast, state=S.APPROVED)
    client.force_login(cast.people()[name])
    with django_assert_max_num_queries(6):
        client.get(adoption.get_absolute_url())


def test_list_is_paged_by_keyset_and_loses_no_row(client, cast):
    fill(cast, 60)
    client.force_login(cast.office)
    seen, cursor = [], ""
    for _turn in range(3):
        page = client.get(url("adoption-queue"), {"cursor": cursor})
        seen += [row.course_title for row, _tone in page.context["rows"]]
        cursor = page.context["page"].next
    assert cursor == ""
    assert seen == [f"Course {number}" for number in reversed(range(60))]


def test_links_lead_to_the_uses_only_where_there_can_be_some(client, cast):
    link = url("adoption-list")
    shows = {}
    for name in ("lead_teacher", "office", "observer", "student", "stranger"):
        client.force_login(cast.people()[name])
        shows[name] = link in client.get(url("package-list")).content.decode()
    assert shows == {
        "lead_teacher": True,
        "office": True,
        "observer": True,
        "student": False,
        "stranger": False,
    }


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_writes_nothing(client, cast, method):
    adoption = make_adoption(cast)
    before = Adoption.objects.values().get()
    for person in (cast.lead_teacher, cast.office, make_user("somebody")):
        client.force_login(person)
        for name in ("adoption-detail", "adoption-approve", "adoption-withdraw"):
            getattr(client, method)(url(name, adoption.pk))
        getattr(client, method)(url("edition-adopt", adoption.edition_id))
    assert Adoption.objects.values().get() == before
