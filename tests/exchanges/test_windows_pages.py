"""The finder of common dates on the page of an exchange."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import PeriodKind
from accounts.models import Period
from core.errors import ConflictError, RefusedError
from core.models import AuditEvent
from exchanges import workflow
from exchanges.enums import DesignSection
from exchanges.models import SectionDraft, SectionRevision
from exchanges.workflow.windows import use_dates
from tests.cast import make_institution
from tests.exchanges import build

IDEA = DesignSection.IDEA


def give_terms(*institutions, first=date(2026, 9, 21), last=date(2026, 12, 18), year=2026):
    for institution in institutions:
        Period.objects.create(
            institution=institution,
            year=year,
            kind=PeriodKind.TERM,
            name="Autumn",
            starts_on=first,
            ends_on=last,
        )


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url_of(exchange):
    return reverse("exchanges:exchange-windows", args=[exchange.pk])


def use_url(exchange):
    return reverse("exchanges:window-use", args=[exchange.pk])


AUTUMN = {"first": "2026-09-01", "last": "2026-12-31", "min_weeks": "4", "max_weeks": "8"}


def body_of(user, exchange, query=None):
    answer = browser(user).get(url_of(exchange), AUTUMN if query is None else query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def draft(cast):
    """A draft of Siena and Marrakesh; the partner has not joined yet."""
    exchange = build.make_draft(cast)
    workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    return exchange


def test_windows_of_known_calendars_are_listed_with_what_each_costs(cast, draft):
    give_terms(cast.siena, cast.marrakesh)
    body = body_of(cast.lead_teacher, draft)
    assert "within every term, some days lost" in body
    # Eight weeks from the first day of the terms hold the Green March (6 November) in Marrakesh.
    assert "Green March" in body
    assert "No teaching day lost</dt>" in body
    assert "Some at the beginning, in the middle and at the end." in body
    assert body.count("Use these dates") > 1
    for word in ("Teaching, ", "No term, ", "4 of 5 days of teaching"):
        assert word in body
    assert "Terms that are not given" not in body


def test_windows_without_any_calendar_say_who_gives_it(cast, draft):
    body = body_of(cast.lead_teacher, draft)
    assert "No university’s terms are known yet" in body
    assert "own office gives its terms" in body
    for institution in (cast.siena, cast.marrakesh):
        url = reverse("accounts:institution-calendar", args=[institution.schac_code, 2026])
        assert url in body
    assert "Use these dates" not in body


def test_windows_with_one_unknown_calendar_name_it(cast, draft):
    give_terms(cast.siena)
    body = body_of(cast.lead_teacher, draft)
    assert "Terms that are not given" in body
    assert "Cadi Ayyad University</bdi></a>: 2026/27" in body
    assert "not all calendars are known" in body
    assert re.search(r"Nothing is known of \d\d working days\.", body)
    assert "within every term" not in body.replace("within every term, then", "")


def test_windows_are_linked_from_the_overview_and_from_the_idea(cast, draft):
    idea = reverse("exchanges:design-section", args=[draft.pk, IDEA])
    for url in (draft.get_absolute_url(), idea):
        assert url_of(draft) in browser(cast.lead_teacher).get(url).content.decode()


def test_windows_first_look_a_year_ahead_at_the_lengths_of_the_rules(cast):
    exchange = build.make_designed(cast)
    answer = browser(cast.lead_teacher).get(url_of(exchange))
    today = timezone.localdate()
    search = answer.context["search"]
    assert (search.first, search.last) == (today, today + timedelta(weeks=52))
    assert (search.min_weeks, search.max_weeks) == (4, 8)
    assert answer.context["present"].window.first == exchange.starts_on


def test_windows_for_a_reader_show_no_button(cast):
    exchange = build.make_designed(cast)
    give_terms(cast.siena, cast.marrakesh)
    for reader in (cast.office, cast.observer):
        body = body_of(reader, exchange)
        assert "window-1" in body
        assert "Use these dates" not in body
        assert browser(reader).post(use_url(exchange), {}).status_code == 403
    assert browser(cast.stranger).get(url_of(exchange)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"first": "0001-01-01"},
        {"last": "9999-12-31"},
        {"first": "2026-01-01", "last": "2028-02-01"},
        {"first": "2026-05-01", "last": "2026-04-01"},
        {"min_weeks": "9", "max_weeks": "8"},
        {"min_weeks": "0"},
        {"max_weeks": "9" * 40},
        {"max_weeks": "9" * 5000},
        {"min_weeks": "\0", "first": "\0", "last": "\u202e"},
        {"first": "", "last": ""},
    ],
)
def test_windows_of_an_impossible_search_show_the_form_with_its_errors(cast, draft, query):
    answer = browser(cast.lead_teacher).get(url_of(draft), AUTUMN | query)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "search" not in answer.context
    assert "is-invalid" in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "last"), [("2000-01-01", "2002-01-02"), ("2098-12-30", "2100-12-31")]
)
def test_windows_at_the_ends_of_time_are_looked_for(cast, draft, first, last):
    query = AUTUMN | {"first": first, "last": last}
    assert "Terms that are not given" in body_of(cast.lead_teacher, draft, query)


def test_windows_write_nothing_when_they_are_read(cast, draft):
    give_terms(cast.siena)
    draft.refresh_from_db()
    before = (draft.version, AuditEvent.objects.count(), SectionRevision.objects.count())
    body_of(cast.lead_teacher, draft)
    browser(cast.lead_teacher).get(use_url(draft))
    draft.refresh_from_db()
    assert (draft.version, AuditEvent.objects.count(), SectionRevision.objects.count()) == before


def test_windows_read_with_the_same_number_of_queries_for_two_and_for_twelve_teams(
    cast, draft, django_assert_max_num_queries
):
    def count():
        client = browser(cast.lead_teacher)
        with django_assert_max_num_queries(40) as captured:
            assert client.get(url_of(draft), AUTUMN).status_code == 200
        return len(captured)

    give_terms(cast.siena, cast.marrakesh)
    few = count()
    for number in range(10):
        institution = make_institution(f"uni{number}.example")
        give_terms(institution)
        give_terms(institution, first=date(2027, 2, 1), last=date(2027, 5, 28))
        workflow.add_team(draft, institution, by=cast.lead_teacher)
    assert count() == few


def test_using_dates_changes_the_idea_only_and_lapses_its_confirmations(cast):
    exchange = build.confirm_all(build.make_designed(cast))
    exchange.sessions.all().delete()
    before = {name: getattr(exchange, name) for name in ("title", "programme_id", "study_levels")}
    answer = browser(cast.partner_teacher).post(
        use_url(exchange),
        {"starts_on": "2026-09-28", "ends_on": "2026-10-30", "seen": build.seen(exchange, IDEA)},
    )
    assert (answer.status_code, answer["Location"]) == (302, exchange.get_absolute_url())
    exchange.refresh_from_db()
    assert (exchange.starts_on, exchange.ends_on) == (date(2026, 9, 28), date(2026, 10, 30))
    assert {name: getattr(exchange, name) for name in before} == before
    assert SectionRevision.objects.of_section(exchange, IDEA).count() == 2
    for team in exchange.teams.all():
        assert not team.is_confirmed
        confirmed = set(team.confirmations.values_list("section", flat=True))
        assert confirmed == set(DesignSection) - {IDEA}


def test_using_dates_after_somebody_saved_the_idea_is_a_conflict(cast, draft):
    seen = build.seen(draft, IDEA)
    build.edit(draft, IDEA, build.idea(title="Another title"), by=cast.lead_teacher)
    dates = {"starts_on": "2026-09-28", "ends_on": "2026-10-30", "seen": seen}
    answer = browser(cast.lead_teacher).post(use_url(draft), dates)
    assert answer.status_code == 409
    assert "Somebody saved this section" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Another title"
    assert draft.starts_on != date(2026, 9, 28)


def test_using_dates_that_leave_sessions_outside_is_refused_with_their_names(cast):
    exchange = build.make_designed(cast)
    first = exchange.starts_on + timedelta(days=300)
    dates = {"starts_on": first, "ends_on": first + timedelta(days=39)}
    answer = browser(cast.lead_teacher).post(use_url(exchange), dates)
    assert answer.status_code == 409
    assert "Opening session" in answer.content.decode()
    before = exchange.starts_on
    exchange.refresh_from_db()
    assert exchange.starts_on == before


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"starts_on": "2026-10-30", "ends_on": "2026-09-28"},
        {"starts_on": "0001-01-01", "ends_on": "9999-12-31"},
        {"starts_on": "\0", "ends_on": "\0", "seen": "\0"},
        {"starts_on": "2026-09-28", "ends_on": "2026-10-30", "seen": "9" * 5000},
    ],
)
def test_using_impossible_dates_shows_the_form_again(cast, draft, values):
    answer = browser(cast.lead_teacher).post(use_url(draft), values)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_using_dates_keeps_what_was_typed_into_the_idea_and_not_saved(cast, draft):
    number = build.seen(draft, IDEA)
    mine = SectionDraft.objects.create(
        exchange=draft,
        section=IDEA,
        user=cast.lead_teacher,
        seen=number,
        data={"title": ["Half a title"], "starts_on": ["2030-01-01"]},
    )
    use_dates(draft, date(2026, 9, 28), date(2026, 10, 30), seen=number, by=cast.lead_teacher)
    kept = SectionDraft.objects.get(pk=mine.pk)
    assert kept.seen == number + 1
    assert kept.data == {
        "title": ["Half a title"],
        "starts_on": ["2026-09-28"],
        "ends_on": ["2026-10-30"],
    }


def test_using_dates_of_a_design_that_the_office_holds_is_refused(cast):
    exchange = build.make(cast, "submitted")
    days = (exchange.starts_on, exchange.ends_on + timedelta(days=1))
    with pytest.raises(RefusedError, match="cannot be done now"):
        use_dates(exchange, *days, by=cast.lead_teacher)
    dates = dict(zip(("starts_on", "ends_on"), days, strict=True))
    assert browser(cast.lead_teacher).post(use_url(exchange), dates).status_code == 403
    with pytest.raises(ConflictError):
        use_dates(build.make_draft(cast), *days, seen=99, by=cast.lead_teacher)
