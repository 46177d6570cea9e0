"""The ready-made catalogue: its data, its pages, and places in its editions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import RefusedError
from core.models import Message
from exchanges import workflow
from exchanges.enums import Applicant
from exchanges.models import Package, PackageEdition, PackageEnrolment, ProgrammeRules
from exchanges.reference import load_packages, load_rules


def make_edition(*, days=30, apply_in=10, package=None, **fields):
    """Make an edition that starts in `days`, with its deadline in `apply_in` (None: unstated)."""
    today = timezone.localdate()
    package = package or make_package()
    apply_by = None if apply_in is None else today + timedelta(days=apply_in)
    return PackageEdition.objects.create(
        package=package, starts_on=today + timedelta(days=days), apply_by=apply_by, **fields
    )


def make_package(slug="circles", **fields):
    values = {
        "title": f"Package {slug}",
        "provider": "Provider",
        "languages": ["en", "fr"],
        "applicant": Applicant.INDIVIDUAL,
        "checked_on": timezone.localdate(),
    }
    return Package.objects.create(slug=slug, **(values | fields))


def test_catalogue_ships_fifteen_dated_packages_with_their_source(db):
    assert load_packages() == {"ready-made exchanges": 15}
    assert load_packages() == {"ready-made exchanges": 0}
    assert not Package.objects.filter(source="").exists()
    assert not Package.objects.exclude(source__startswith="https://").exists()
    offered = Package.objects.offered().values_list("title", flat=True)
    assert set(offered) == {"Climate Movements", "Connect Programme"}
    assert Package.objects.get(slug="technology-and-society").languages == ["ar"]
    assert PackageEdition.objects.count() == 13
    assert not PackageEdition.objects.open().exists()


def test_catalogue_loaded_again_keeps_an_edit(db):
    load_packages()
    Package.objects.filter(slug="social-circles").update(title="Edited")
    Package.objects.get(slug="debate-exchange").delete()
    assert load_packages() == {"ready-made exchanges": 1}
    assert Package.objects.get(slug="social-circles").title == "Edited"


def test_rules_ship_with_their_source_and_hold_from_their_first_day(db):
    assert load_rules() == {"programme rules": 1}
    assert load_rules() == {"programme rules": 0}
    rules = ProgrammeRules.objects.on(timezone.localdate())
    assert (rules.min_weeks, rules.max_weeks, rules.min_sessions) == (4, 8, 3)
    assert rules.source
    assert ProgrammeRules.objects.on(rules.valid_from - timedelta(days=1)) is None


def test_catalogue_is_open_to_anybody_and_filters(client, db):
    load_packages()
    url = reverse("exchanges:package-list")
    page = client.get(url)
    assert page.content.decode().count("row-link") == 15
    shown = [
        (client.get(url, {"language": "ar"}), 3),
        (client.get(url, {"applicant": "institution"}), 2),
        (client.get(url, {"offered": "yes"}), 2),
        (client.get(url, {"language": "xx"}), 15),
    ]
    assert [page.content.decode().count("row-link") for page, _ in shown] == [
        count for _, count in shown
    ]


@pytest.mark.parametrize("count", [1, 10, 100])
def test_catalogue_asks_two_queries_whatever_its_length(
    client, db, count, django_assert_num_queries
):
    for number in range(count):
        make_edition(package=make_package(f"package-{number}"))
    url = reverse("exchanges:package-list")
    with django_assert_num_queries(2):
        client.get(url)


def test_package_page_says_that_it_is_closed(client, db):
    load_packages()
    page = client.get(Package.objects.get(slug="social-circles").get_absolute_url())
    assert "no longer offered" in page.content.decode()
    assert client.get(reverse("exchanges:package-detail", args=["nothing"])).status_code == 404


def test_package_page_without_dates_says_so_unless_it_is_closed(client, db):
    for slug, is_closed in (("offered", False), ("ended", True)):
        page = client.get(make_package(slug, is_closed=is_closed).get_absolute_url())
        assert ("No dates are known" in page.content.decode()) is not is_closed


def test_student_enrols_in_an_open_edition_and_gives_the_place_up(client, cast):
    edition = make_edition(seats=2)
    client.force_login(cast.student)
    page = edition.package.get_absolute_url()
    enrol = reverse("exchanges:edition-enrol", args=[edition.pk])
    assert enrol in client.get(page).content.decode()
    assert client.post(enrol).status_code == 302
    place = PackageEnrolment.objects.get()
    leave = reverse("exchanges:edition-leave", args=[place.pk])
    assert leave in client.get(page).content.decode()
    assert client.post(leave).status_code == 302
    edition.refresh_from_db()
    assert edition.seats_taken == 0
    kinds = Message.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["exchanges.package_enrolled", "exchanges.package_withdrawn"]


@pytest.mark.parametrize("name", ["lead_teacher", "stranger", "office"])
def test_person_who_is_no_student_may_not_enrol_in_an_edition(client, cast, name):
    edition = make_edition()
    client.force_login(cast.people()[name])
    assert client.post(reverse("exchanges:edition-enrol", args=[edition.pk])).status_code == 403
    assert not PackageEnrolment.objects.exists()


def test_place_of_somebody_else_is_missing(client, cast):
    place = workflow.enrol_in_edition(make_edition(), by=cast.student)
    client.force_login(cast.other_student)
    assert client.post(reverse("exchanges:edition-leave", args=[place.pk])).status_code == 404


@pytest.mark.parametrize(
    ("edition", "package", "sentence"),
    [
        ({"apply_in": -1}, {}, "closed"),
        ({"apply_in": None, "days": 0}, {}, "closed"),
        ({}, {"is_closed": True}, "closed"),
        ({}, {"applicant": Applicant.INSTITUTION}, "The university applies"),
        ({"seats": 0}, {}, "No place is left"),
    ],
)
def test_edition_that_takes_nobody_refuses(cast, edition, package, sentence):
    row = make_edition(package=make_package(**package), **edition)
    with pytest.raises(RefusedError, match=sentence):
        workflow.enrol_in_edition(row, by=cast.student)


def test_edition_takes_a_student_until_its_last_day_once(cast):
    edition = make_edition(apply_in=0)
    workflow.enrol_in_edition(edition, by=cast.student)
    with pytest.raises(RefusedError, match="already enrolled"):
        workflow.enrol_in_edition(edition, by=cast.student)
