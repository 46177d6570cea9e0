"""The ready-made catalogue: its data, its pages, and places in its editions."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
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


def day(days):
    """Return the date in so many days."""
    return timezone.localdate() + timedelta(days=days)


def make_package(slug="circles", **fields):
    values = {
        "title": f"Package {slug}",
        "provider": "Provider",
        "languages": ["en", "fr"],
        "applicant": Applicant.INDIVIDUAL,
        "checked_on": timezone.localdate(),
    }
    return Package.objects.create(slug=slug, **(values | fields))


# What the sources say (see packages.toml): starts and ends, deadlines, language, credits.
SHIPPED = {
    "cultural-encounters-populism": (
        [("2019-10-14", "2019-12-20", None), ("2020-03-09", "2020-05-17", "2020-02-24")],
        ["en"],
        "5 ECTS",
    ),
    "cultural-encounters-climate": (
        [("2020-10-12", "2020-12-11", "2020-09-28")],
        ["en"],
        "badges",
    ),
    "climate-movements": ([("2021-10-11", "2021-12-10", "2021-09-27")], ["en"], "160 hours, 6"),
    "newcomers-and-nationalism": ([("2018-10-01", "2018-12-07", None)], ["en"], "badges"),
    "european-refuge-es": ([], ["en"], "badge"),
    "countering-hate-speech": ([("2020-05-18", "2020-06-19", "2020-05-10")], ["en"], "badge"),
    "gender-in-media-and-journalism": (
        [("2020-02-03", "2020-03-06", "2020-01-20")],
        ["en"],
        "badge (not stated",
    ),
    "technology-and-society": ([("2019-11-03", None, None)], ["ar"], "badge (not stated"),
    "euro-mediterranean-intercultural-trends": (
        [("2020-05-12", "2020-06-08", None)],
        ["en"],
        "certificate; 2 CFU",
    ),
    "sustainable-food-systems": ([("2019-06-24", "2019-07-29", None)], ["en"], "Open Badge"),
    "connect-programme": ([], ["en"], "Open Badge and certificate"),
    "social-circles": (
        [("2020-02-03", "2020-02-14", None), ("2020-10-05", "2020-10-18", None)],
        ["en", "fr", "ar"],
        "badge (not stated",
    ),
    "debate-exchange": ([], ["en", "fr", "ar"], "badge"),
    "european-culture-and-politics": ([], ["en"], "badge (not stated"),
    "introduction-to-dialogue-facilitation": (
        [("2018-11-12", None, None)],
        ["en"],
        "badge (not stated",
    ),
}


@pytest.fixture
def shipped(db):
    load_packages()


def test_catalogue_ships_fifteen_dated_packages_with_their_source(db):
    assert load_packages() == {"ready-made exchanges": 15}
    assert load_packages() == {"ready-made exchanges": 0}
    assert not Package.objects.exclude(source__startswith="https://").exists()
    assert not Package.objects.filter(topics=[]).exists()
    offered = Package.objects.offered().values_list("title", flat=True)
    assert set(offered) == {"Climate Movements", "Connect Programme"}
    assert not PackageEdition.objects.open().exists()


@pytest.mark.parametrize("slug", SHIPPED)
def test_shipped_package_says_what_its_source_says(shipped, slug):
    editions, languages, recognition = SHIPPED[slug]
    package = Package.objects.get(slug=slug)
    rows = package.editions.order_by("starts_on").values_list("starts_on", "ends_on", "apply_by")
    assert [tuple(day and day.isoformat() for day in row) for row in rows] == editions
    assert package.languages == languages
    assert package.recognition.startswith(recognition)


def test_closed_packages_say_why_and_who_could_take_part(shipped):
    closed = Package.objects.filter(is_closed=True)
    assert closed.count() == 13
    assert all("ended with the year 2020" in package.closed_because for package in closed)
    assert all("aged 18 to 30" in package.eligibility for package in closed)
    connect = Package.objects.get(slug="connect-programme")
    assert (connect.applicant, connect.closed_because) == (Applicant.INSTITUTION, "")
    assert "B1" in connect.eligibility
    assert not Package.objects.get(slug="climate-movements").eligibility


def test_catalogue_loaded_again_keeps_an_edit_and_fills_what_it_came_without(shipped):
    Package.objects.filter(slug="social-circles").update(
        title="Edited", topics=[], eligibility="", closed_because="No facilitators"
    )
    Package.objects.filter(slug="technology-and-society").update(
        is_closed=False, closed_because="", eligibility="anybody"
    )
    Package.objects.get(slug="debate-exchange").delete()
    assert load_packages() == {"ready-made exchanges": 1}
    circles = Package.objects.get(slug="social-circles")
    assert (circles.title, circles.closed_because) == ("Edited", "No facilitators")
    assert circles.topics == ["dialogue"]
    assert "aged 18 to 30" in circles.eligibility
    opened = Package.objects.get(slug="technology-and-society")
    assert (opened.is_closed, opened.closed_because, opened.eligibility) == (False, "", "anybody")


def test_rules_ship_with_their_source_and_hold_from_their_first_day(db):
    assert load_rules()["programme rules"] == ProgrammeRules.objects.count() > 0
    assert load_rules()["programme rules"] == 0
    rules = ProgrammeRules.objects.on(timezone.localdate())
    assert (rules.min_weeks, rules.max_weeks, rules.min_sessions) == (4, 8, 3)
    assert rules.source
    assert ProgrammeRules.objects.on(rules.valid_from - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 15),
        ({"language": "ar"}, 3),
        ({"applicant": "institution"}, 2),
        ({"topic": "migration"}, 2),
        ({"topic": "Mediterranean", "language": "en"}, 2),
        ({"q": "nationalism MIGRATION"}, 1),
        ({"q": "food"}, 1),
        ({"q": "facilitation"}, 1),
        ({"q": "100%"}, 0),
        ({"state": "closed"}, 13),
        ({"state": "waiting"}, 2),
        ({"state": "open"}, 0),
        ({"language": "xx", "state": "open"}, 15),
        ({"q": "\0"}, 15),
        ({"topic": "\0"}, 15),
    ],
)
def test_catalogue_is_open_to_anybody_and_filters(client, shipped, filters, count):
    page = client.get(reverse("exchanges:package-list"), filters)
    assert page.status_code == 200
    assert page.content.decode().count("row-link") == count


def test_catalogue_finds_and_marks_what_is_open_now(client, shipped):
    package = Package.objects.get(slug="connect-programme")
    edition = make_edition(package=package)
    make_edition(package=package, days=90, apply_in=60)
    closed = Package.objects.get(slug="social-circles")
    make_edition(package=closed)
    page = client.get(reverse("exchanges:package-list"), {"state": "open"})
    (row,) = page.context["rows"]
    assert (row.package, row.state) == (package, "open now")
    assert row.package.next_deadline == edition.apply_by


@pytest.mark.parametrize("apply_in", [None, -1, 0, 1])
@pytest.mark.parametrize("days", [0, 1, 2])
@pytest.mark.parametrize("is_closed", [False, True])
def test_edition_is_open_alike_in_sql_and_on_the_page(db, apply_in, days, is_closed):
    package = make_package(is_closed=is_closed)
    if apply_in is not None and apply_in > days:
        with pytest.raises(IntegrityError, match="applies_before_it_starts"), transaction.atomic():
            make_edition(package=package, days=days, apply_in=apply_in)
        return
    edition = make_edition(package=package, days=days, apply_in=apply_in)
    expected = not is_closed and (days > 0 if apply_in is None else apply_in >= 0)
    assert edition.is_open is expected
    assert PackageEdition.objects.open().exists() is expected
    assert Package.objects.open().exists() is expected
    assert Package.objects.for_list().get().is_open_now is expected


@pytest.mark.parametrize("count", [1, 10, 100])
def test_catalogue_asks_two_queries_whatever_its_length(
    client, db, count, django_assert_num_queries
):
    for number in range(count):
        package = make_package(f"package-{number}", topics=[f"topic {number}"])
        for days in (30, 60, 90):
            make_edition(package=package, days=days)
    url = reverse("exchanges:package-list")
    with django_assert_num_queries(2):
        client.get(url)


@pytest.mark.parametrize("name", ["student", "lead_teacher", "office"])
def test_package_page_asks_as_many_queries_whatever_its_editions(
    client, cast, name, django_assert_max_num_queries
):
    package = make_package()
    for days in range(30, 60):
        make_edition(package=package, days=days)
    client.force_login(cast.people()[name])
    with django_assert_max_num_queries(9):
        page = client.get(package.get_absolute_url())
    assert len(page.context["coming"]) == 30


def test_package_page_says_that_it_is_closed_and_why(client, shipped):
    page = client.get(Package.objects.get(slug="social-circles").get_absolute_url())
    text = page.content.decode()
    assert "no longer offered" in text
    assert "ended with the year 2020" in text
    assert client.get(reverse("exchanges:package-detail", args=["nothing"])).status_code == 404


def test_package_page_without_dates_says_so_unless_it_is_closed(client, db):
    for slug, is_closed in (("offered", False), ("ended", True)):
        page = client.get(make_package(slug, is_closed=is_closed).get_absolute_url())
        assert ("No edition is announced" in page.content.decode()) is not is_closed


def test_package_page_shows_what_comes_first_and_folds_what_is_past(client, db):
    package = make_package()
    past = make_edition(package=package, days=-90, apply_in=None, ends_on=day(-30))
    undated = make_edition(package=package, days=-200, apply_in=None)
    running = make_edition(package=package, days=-10, apply_in=-20, ends_on=day(20))
    later = make_edition(package=package, days=60, apply_in=50)
    sooner = make_edition(package=package, days=30)
    page = client.get(package.get_absolute_url())
    assert [card.edition for card in page.context["coming"]] == [running, sooner, later]
    assert [card.edition for card in page.context["past"]] == [past, undated]
    states = [card.state for card in page.context["coming"]]
    assert states == ["begun", "open now", "open now"]
    head, folded = page.content.decode().split("<details>")
    assert "2 earlier editions" in folded
    assert head.count("open now") == 2


def test_student_reads_who_can_take_part_before_applying(client, cast):
    edition = make_edition(package=make_package(eligibility="people aged 18 to 30"))
    client.force_login(cast.student)
    for url in (
        edition.package.get_absolute_url(),
        reverse("exchanges:edition-enrol", args=[edition.pk]),
    ):
        text = client.get(url).content.decode()
        assert "people aged 18 to 30" in text.partition("<aside")[0]


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


@pytest.mark.parametrize(
    ("edition", "package"),
    [
        ({"apply_in": -1}, {}),
        ({}, {"is_closed": True}),
        ({}, {"applicant": Applicant.INSTITUTION}),
    ],
)
def test_edition_that_takes_no_applications_offers_none(client, cast, edition, package):
    row = make_edition(package=make_package(**package), **edition)
    client.force_login(cast.student)
    enrol = reverse("exchanges:edition-enrol", args=[row.pk])
    assert enrol not in client.get(row.package.get_absolute_url()).content.decode()
    assert client.get(enrol).status_code == 403
    assert client.post(enrol).status_code == 403
    assert not PackageEnrolment.objects.exists()


def test_full_edition_offers_nothing_and_says_that_no_place_is_left(client, cast):
    row = make_edition(seats=1)
    workflow.enrol_in_edition(row, by=cast.other_student)
    client.force_login(cast.student)
    enrol = reverse("exchanges:edition-enrol", args=[row.pk])
    page = client.get(row.package.get_absolute_url()).content.decode()
    assert "0 places left" in page
    assert enrol not in page
    answer = client.post(enrol)
    assert answer.status_code == 409
    assert "No place is left" in answer.content.decode()


def test_place_in_an_edition_that_is_over_stays_on_record(client, cast):
    edition = make_edition()
    place = workflow.enrol_in_edition(edition, by=cast.student)
    first = day(-20)
    PackageEdition.objects.update(starts_on=first, apply_by=first, ends_on=day(-1))
    place.edition.refresh_from_db()
    with pytest.raises(RefusedError, match="is over"):
        workflow.leave_edition(place, by=cast.student)
    client.force_login(cast.student)
    leave = reverse("exchanges:edition-leave", args=[place.pk])
    assert client.post(leave).status_code == 403
    page = client.get(edition.package.get_absolute_url()).content.decode()
    assert leave not in page
    assert "enrolled" in page.partition("<details>")[2]


def test_place_shows_on_the_students_home_page(client, cast):
    place = workflow.enrol_in_edition(make_edition(), by=cast.student)
    client.force_login(cast.student)
    assert place.edition.package.title in client.get("/").content.decode()


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
