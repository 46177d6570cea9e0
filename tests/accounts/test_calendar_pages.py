"""Keeping the academic calendar of an institution."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts import workflow
from accounts.enums import PeriodKind, Role
from accounts.models import Period, User
from core.audit import events_of
from core.errors import ConflictError, RefusedError
from tests.accounts.test_pages import page
from tests.cast import Cast, make_cast, make_user
from tests.rivals import at_once

TERM = {
    "kind": "term",
    "name": "Autumn term",
    "starts_on": date(2026, 9, 21),
    "ends_on": date(2026, 12, 18),
    "source": "https://uni.example/calendar",
}


def calendar_url(institution, year=2026):
    return reverse("accounts:institution-calendar", args=[institution.schac_code, year])


def new_url(institution, year=2026):
    return reverse("accounts:period-new", args=[institution.schac_code, year])


def typed(**values):
    return {**TERM, **values}


def add(cast, institution=None, year=2026, **values):
    return workflow.add_period(institution or cast.siena, year, typed(**values), by=cast.office)


def office_of(institution) -> User:
    clerk = make_user(f"clerk.{institution.schac_code}")
    values = {"role": Role.OFFICE, "institution": institution, "reason": "cast"}
    workflow.grant_role(clerk, values, by=None)
    return clerk


def test_calendar_of_a_university_with_terms_shows_periods_and_holidays(cast: Cast):
    add(cast)
    add(
        cast,
        kind="exams",
        name="Winter exams",
        starts_on=date(2027, 1, 11),
        ends_on=date(2027, 2, 12),
        source="",
    )
    add(
        cast,
        kind="open",
        name="Work goes on",
        starts_on=date(2026, 12, 8),
        ends_on=date(2026, 12, 8),
    )
    body = page(cast.student, calendar_url(cast.siena)).content.decode()
    for words in ("Autumn term", "Winter exams", "Epiphany", "teaching all the same", "2027/28"):
        assert words in body
    assert "No terms are given" not in body
    assert "Not given yet: closures." in body
    assert "Add a period" not in body
    assert "mark as a teaching day" not in body


def test_calendar_with_nothing_says_what_is_missing(cast: Cast):
    body = page(cast.student, calendar_url(cast.cairo, 2027)).content.decode()
    assert "No terms are given for 2027/28" in body
    assert "Eid al-Fitr" in body
    assert "estimated" in body
    assert "Add a period" not in body
    body = page(cast.office, cast.cairo.get_absolute_url()).content.decode()
    assert "No terms are given for" in body


def test_calendar_is_kept_by_the_own_office_and_by_the_home_office_where_there_is_none(cast: Cast):
    assert page(cast.office, new_url(cast.marrakesh)).status_code == 200
    clerk = office_of(cast.marrakesh)
    for user, institution, status in (
        (clerk, cast.marrakesh, 200),
        (clerk, cast.cairo, 403),
        (clerk, cast.siena, 403),
        (cast.office, cast.marrakesh, 403),
        (cast.office, cast.siena, 200),
        (cast.lead_teacher, cast.siena, 403),
    ):
        assert page(user, new_url(institution)).status_code == status
    period = add(cast, cast.marrakesh)
    for name in ("accounts:period-edit", "accounts:period-remove"):
        url = reverse(name, args=[period.pk])
        assert page(cast.office, url).status_code == 403
        assert page(clerk, url).status_code == 200
    assert "own office keeps" in page(cast.office, new_url(cast.marrakesh)).content.decode()


def test_period_is_added_changed_and_removed_and_each_is_in_the_history(cast: Cast):
    url = new_url(cast.siena)
    answer = page(cast.office, url, typed())
    assert (answer.status_code, answer["Location"]) == (302, calendar_url(cast.siena))
    period = Period.objects.get()
    edit = reverse("accounts:period-edit", args=[period.pk])
    changed = typed(name="First semester", ends_on=date(2026, 12, 22), seen=period.version)
    assert page(cast.office, edit, changed)["Location"] == calendar_url(cast.siena)
    period.refresh_from_db()
    assert (period.name, period.ends_on) == ("First semester", date(2026, 12, 22))
    body = page(cast.office, cast.siena.get_absolute_url()).content.decode()
    assert "Changed in the calendar of 2026/27" in body
    remove = reverse("accounts:period-remove", args=[period.pk])
    assert page(cast.office, remove, {})["Location"] == calendar_url(cast.siena)
    assert not Period.objects.exists()
    verbs = [event.verb for event in events_of(cast.siena)]
    assert verbs == [f"accounts.calendar.{verb}" for verb in ("remove", "edit", "add")]
    assert events_of(cast.siena)[1].data["changes"] == {
        "name": ["Autumn term", "First semester"],
        "ends_on": ["2026-12-18", "2026-12-22"],
    }


def test_period_saved_unchanged_writes_no_event(cast: Cast):
    period = add(cast)
    workflow.edit_period(period, typed(), by=cast.office, seen=period.version)
    assert events_of(cast.siena).count() == 1


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"starts_on": "2026-12-01", "ends_on": "2027-01-31"}, "starts_on", "overlaps the term"),
        ({"starts_on": "2026-09-01", "ends_on": "2026-09-21"}, "ends_on", "overlaps the term"),
        ({"starts_on": "2026-09-01", "ends_on": "2027-01-21"}, "ends_on", "overlaps the term"),
        ({"starts_on": "2027-03-01", "ends_on": "2027-02-01"}, "ends_on", "before the first"),
        ({"starts_on": "2025-03-01"}, "starts_on", "The days of 2026/27 lie between"),
        ({"ends_on": "9999-12-31"}, "ends_on", "The days of 2026/27 lie between"),
        ({"starts_on": "0001-01-01"}, "starts_on", "The days of 2026/27 lie between"),
        ({"starts_on": "", "ends_on": "soon"}, "ends_on", "Enter a valid date"),
        ({"kind": "holiday"}, "kind", "Select a valid choice"),
        ({"name": "a\0b"}, "name", "Null characters"),
        ({"kind": "exams", "starts_on": "2026-11-02"}, "starts_on", "from that day already"),
    ],
)
def test_period_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, values, field: str, sentence: str
):
    add(cast)
    add(cast, kind="exams", name="Midterm", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 4))
    answer = page(cast.office, new_url(cast.siena), typed(**values))
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert Period.objects.count() == 2


def test_terms_overlap_across_academic_years_and_not_across_institutions(cast: Cast):
    add(cast)
    with pytest.raises(RefusedError, match="overlaps the term"):
        add(cast, year=2027)
    add(cast, cast.cairo)
    add(cast, kind="exams")


def test_period_changed_by_somebody_else_is_a_conflict(cast: Cast):
    period = add(cast)
    seen = period.version
    workflow.edit_period(period, typed(name="Semester one"), by=cast.office)
    with pytest.raises(ConflictError):
        workflow.remove_period(period, by=cast.office, seen=seen)
    url = reverse("accounts:period-edit", args=[period.pk])
    answer = page(cast.office, url, typed(name="Mine", seen=seen))
    assert answer.status_code == 409
    assert "Somebody has changed this" in answer.content.decode()
    workflow.remove_period(period, by=cast.office)
    with pytest.raises(ConflictError):
        workflow.edit_period(period, typed(), by=cast.office)


def test_copy_begins_the_year_with_the_same_weekdays(cast: Cast):
    add(cast)
    add(
        cast,
        kind="closure",
        name="Winter break",
        starts_on=date(2026, 12, 21),
        ends_on=date(2027, 1, 6),
    )
    add(
        cast,
        kind="open",
        name="Work goes on",
        starts_on=date(2026, 12, 8),
        ends_on=date(2026, 12, 8),
    )
    url = reverse("accounts:calendar-copy", args=[cast.siena.schac_code, 2027])
    assert url in page(cast.office, calendar_url(cast.siena, 2027)).content.decode()
    assert url not in page(cast.student, calendar_url(cast.siena, 2027)).content.decode()
    assert page(cast.office, url, {})["Location"] == calendar_url(cast.siena, 2027)
    term, winter = Period.objects.of_year(2027)
    assert (term.starts_on, term.ends_on) == (date(2027, 9, 20), date(2027, 12, 17))
    assert "not checked yet" in term.source
    assert winter.name == "Winter break"
    answer = page(cast.office, url, {})
    assert answer.status_code == 409
    assert "There are periods in 2027/28 already" in answer.content.decode()
    assert Period.objects.of_year(2027).count() == 2
    empty = reverse("accounts:calendar-copy", args=[cast.siena.schac_code, 2030])
    assert "nothing to copy" in page(cast.office, empty, {}).content.decode()


def test_holiday_link_fills_the_form_in(cast: Cast):
    body = page(cast.office, calendar_url(cast.siena)).content.decode()
    assert "?kind=open&amp;name=Immaculate%20Conception&amp;starts_on=2026-12-08" in body
    query = "?kind=open&name=%00%3Cb%3E&starts_on=2026-12-08&ends_on=never"
    body = page(cast.office, new_url(cast.siena) + query).content.decode()
    assert 'value="2026-12-08"' in body
    assert "<b>" not in body


@pytest.mark.parametrize("year", ["0", "1999", "2101", "9" * 30, "9" * 5000])
def test_calendar_of_an_impossible_year_does_not_exist(cast: Cast, year: str):
    url = f"/people/institutions/{cast.siena.schac_code}/calendar/{year}/"
    assert page(cast.office, url).status_code == 404
    assert page(cast.office, f"{url}new/").status_code == 404
    assert page(cast.office, f"{url}copy/", {}).status_code == 404


@pytest.mark.parametrize("year", [2000, 2100])
def test_calendar_of_the_first_and_of_the_last_year_is_there(cast: Cast, year: int):
    assert page(cast.office, calendar_url(cast.siena, year)).status_code == 200


@pytest.mark.parametrize("count", [1, 10, 100])
def test_calendar_reads_with_a_fixed_number_of_queries(
    cast: Cast, count: int, django_assert_num_queries
):
    Period.objects.bulk_create(
        Period(
            institution=cast.siena,
            year=2026,
            kind=PeriodKind.CLOSURE,
            name=f"Closure {number}",
            starts_on=date.fromordinal(date(2026, 9, 1).toordinal() + number),
            ends_on=date.fromordinal(date(2026, 9, 1).toordinal() + number),
        )
        for number in range(count)
    )
    client = Client()
    client.force_login(cast.office)
    client.get(calendar_url(cast.siena))
    with django_assert_num_queries(6):
        assert client.get(calendar_url(cast.siena)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_people_add_overlapping_terms_at_once_and_one_stands():
    cast = make_cast()
    answers = at_once(
        [
            lambda day=day: add(cast, name=f"Term {day}", starts_on=date(2026, 9, day))
            for day in range(1, 9)
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, RefusedError)]
    assert len(refused) == 7
    assert Period.objects.count() == 1
