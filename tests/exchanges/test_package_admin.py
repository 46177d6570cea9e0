"""The catalogue in the administration: the office adds, edits and closes, and deletes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from exchanges import workflow
from exchanges.forms.readymade import EditionForm
from exchanges.models import Package, PackageEdition
from tests.exchanges.test_packages import day, make_edition, make_package

ADD = reverse("admin:exchanges_package_add")
LIST = reverse("admin:exchanges_package_changelist")


@pytest.fixture
def keeper(client, cast):
    """The home university's office, let into the administration."""
    cast.office.is_staff = True
    cast.office.save()
    client.force_login(cast.office)
    return client


def change_url(package):
    return reverse("admin:exchanges_package_change", args=[package.pk])


def package_data(**fields):
    values = {
        "title": "Water dialogues",
        "slug": "water-dialogues",
        "provider": "Provider",
        "topics": "water, climate,  water ",
        "languages": ["en", "ar"],
        "applicant": "individual",
        "checked_on": timezone.localdate().isoformat(),
    }
    return values | fields


def editions(*rows, initial=0):
    data = {"editions-TOTAL_FORMS": len(rows), "editions-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"editions-{number}-{name}": value for name, value in row.items()}
    return data


def errors_of(page):
    """Return the sentences beside the fields of the editions."""
    (formset,) = page.context["inline_admin_formsets"]
    return formset.formset.errors


def test_office_adds_a_package_with_an_edition_and_both_are_audited(keeper, cast):
    rows = editions({"starts_on": day(40), "ends_on": day(80), "apply_by": day(30), "seats": 20})
    assert keeper.get(ADD).status_code == 200
    assert keeper.post(ADD, package_data() | rows).status_code == 302
    package = Package.objects.get()
    assert (package.topics, package.languages) == (["water", "climate"], ["en", "ar"])
    assert package.editions.get().is_open
    verbs = AuditEvent.objects.filter(actor=cast.office).values_list("verb", flat=True)
    written = {verb for verb in verbs if "package" in verb}
    assert written == {"exchanges.package.create", "exchanges.packageedition.create"}


def test_office_closes_a_package_and_readers_are_told_why(keeper):
    package = make_package(topics=["food"])
    make_edition(package=package)
    data = package_data(
        slug=package.slug, is_closed="on", closed_because="The provider found no facilitators."
    )
    assert keeper.post(change_url(package), data | editions()).status_code == 302
    page = keeper.get(package.get_absolute_url()).content.decode()
    assert "The provider found no facilitators." in page
    assert not PackageEdition.objects.open().exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"starts_on": day(10), "apply_by": day(11)}, "apply_by"),
        ({"starts_on": day(10), "ends_on": day(9)}, "ends_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": day(10), "seats": "-1"}, "seats"),
    ],
)
def test_impossible_edition_is_refused_beside_the_field(keeper, row, field):
    page = keeper.post(ADD, package_data() | editions(row | {"note": "x"}))
    assert page.status_code == 200
    assert set(errors_of(page)[0]) == {field}
    assert not Package.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"slug": "uses"}, "slug"),
        ({"languages": ["xx"]}, "languages"),
        ({"languages": []}, "languages"),
        ({"source": "javascript:alert(1)"}, "source"),
        ({"title": "a\0b"}, "title"),
    ],
)
def test_impossible_package_is_refused_beside_the_field(keeper, fields, field):
    page = keeper.post(ADD, package_data() | fields | editions())
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == {field}


def test_two_editions_of_one_day_are_refused(keeper):
    rows = editions({"starts_on": day(10)}, {"starts_on": day(10)})
    page = keeper.post(ADD, package_data() | rows)
    assert page.status_code == 200
    assert not Package.objects.exists()


def test_places_are_not_cut_below_those_that_students_hold(keeper, cast):
    edition = make_edition(seats=5)
    workflow.enrol_in_edition(edition, by=cast.student)
    workflow.enrol_in_edition(edition, by=cast.other_student)
    row = {
        "id": edition.pk,
        "package": edition.package_id,
        "starts_on": edition.starts_on,
        "apply_by": edition.apply_by,
        "seats": 1,
    }
    data = package_data(slug=edition.package.slug)
    page = keeper.post(change_url(edition.package), data | editions(row, initial=1))
    assert errors_of(page)[0] == {"seats": ["Students hold more places than this already."]}
    rows = editions(row | {"seats": 2}, initial=1)
    assert keeper.post(change_url(edition.package), data | rows).status_code == 302
    edition.refresh_from_db()
    assert (edition.seats, edition.seats_taken) == (2, 2)


def test_edit_that_began_before_a_student_enrolled_keeps_their_place(cast):
    edition = make_edition(seats=5)
    seen = PackageEdition.objects.get(pk=edition.pk)
    workflow.enrol_in_edition(edition, by=cast.student)
    data = {"starts_on": edition.starts_on + timedelta(days=1), "seats": 6}
    form = EditionForm(data, instance=seen)
    assert form.is_valid()
    form.save()
    edition.refresh_from_db()
    assert (edition.seats, edition.seats_taken) == (6, 1)


def test_nothing_of_the_catalogue_is_deleted(keeper):
    package = make_edition().package
    delete = reverse("admin:exchanges_package_delete", args=[package.pk])
    assert keeper.post(delete, {"post": "yes"}).status_code == 403
    page = keeper.get(change_url(package)).content.decode()
    assert delete not in page
    assert "editions-0-DELETE" not in page


def test_catalogue_is_kept_by_the_home_office_alone(client, cast):
    package = make_package()
    for name in ("lead_teacher", "coordinator", "observer"):
        person = cast.people()[name]
        person.is_staff = True
        person.save()
        client.force_login(person)
        assert client.get(LIST).status_code == 403
        assert client.post(change_url(package), package_data()).status_code == 403
    client.force_login(cast.second_office)
    assert client.get(LIST).status_code == 302


def test_link_to_the_administration_shows_to_whom_it_opens(keeper, cast):
    package = make_package()
    assert LIST in keeper.get(reverse("exchanges:package-list")).content.decode()
    assert change_url(package) in keeper.get(package.get_absolute_url()).content.decode()
    assert LIST in keeper.get(reverse("admin:index")).content.decode()
    keeper.force_login(cast.second_office)
    assert LIST not in keeper.get(reverse("exchanges:package-list")).content.decode()
    assert change_url(package) not in keeper.get(package.get_absolute_url()).content.decode()
