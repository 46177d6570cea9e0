"""The board itself: which calls it shows to whom, its filters, and at how many queries."""

import pytest
from django.urls import reverse

from exchanges import isced
from exchanges.enums import CallState, StudyLevel
from exchanges.models import PartnerCall
from tests.exchanges import calls

pytestmark = pytest.mark.django_db

LIST = "/exchanges/partners/"


@pytest.fixture
def browser(client, cast):
    """Return a browser in which the partner teacher is logged in."""
    client.force_login(cast.partner_teacher)
    return client


def html(client, url, **data):
    return client.get(url, data).content.decode()


def titles(client, **filters):
    page = client.get(LIST, filters)
    return [row.call.title for row in page.context["rows"]]


@pytest.mark.parametrize("count", [1, 10, 100])
@pytest.mark.parametrize("query", ["", "?q=call&field=04&language=en&level=master&country=IT"])
def test_board_asks_as_many_queries_whatever_its_length(
    browser, cast, count, query, django_assert_num_queries
):
    calls.bulk(cast, count)
    with django_assert_num_queries(6):
        page = browser.get(f"{LIST}{query}")
    assert page.content.decode().count("row-link") == min(count, 25)
    assert all(row.url == row.call.get_absolute_url() for row in page.context["rows"])


def test_board_shows_place_field_languages_window_and_students(browser, cast):
    call = calls.make_call(cast)
    page = html(browser, LIST)
    for words in (
        call.title,
        "Lead Example",
        "University of Siena, Siena, Italy",
        isced.label("0421"),
        "English, French, B2",
        "18",
    ):
        assert words in page, words


def test_board_is_paged_by_keyset_and_keeps_its_filters(browser, cast):
    calls.bulk(cast, 60)
    seen, url = [], f"{LIST}?language=en"
    while url:
        page = browser.get(url)
        seen += [row.call.title for row in page.context["rows"]]
        cursor = page.context["page"].next
        url = f"{LIST}?language=en&cursor={cursor}" if cursor else ""
    assert len(seen) == len(set(seen)) == 60


def test_board_leaves_out_what_is_closed_matched_or_past(browser, cast):
    calls.make_call(cast, title="Open")
    calls.walk(calls.make_call(cast, title="Closed"), cast, CallState.CLOSED)
    calls.walk(calls.make_call(cast, title="Matched"), cast, CallState.MATCHED)
    past = calls.make_call(cast, title="Past")
    PartnerCall.objects.filter(pk=past.pk).update(
        starts_from=calls.in_days(-9), ends_until=calls.in_days(-1)
    )
    assert titles(browser) == ["Open"]
    assert titles(browser, mine="written") == ["Matched"]
    browser.force_login(cast.lead_teacher)
    assert titles(browser, mine="own") == ["Past", "Matched", "Closed", "Open"]
    page = html(browser, LIST, mine="own")
    for words in ("looking for a partner", "partner found", "closed", "its time has passed"):
        assert words in page


def test_board_filters_by_what_a_teacher_looks_for(browser, cast):
    calls.make_call(cast, title="Water law")
    calls.make_call(
        cast,
        by=cast.other_teacher,
        institution=cast.cairo,
        title="Numbers and water",
        theme="skills",
        isced_f="0541",
        languages=["ar"],
        study_levels=[],
        starts_from=calls.in_days(300),
        ends_until=calls.in_days(400),
    )
    both, law, numbers = {"Water law", "Numbers and water"}, ["Water law"], ["Numbers and water"]
    assert set(titles(browser, q="WATER")) == both
    assert titles(browser, q="law water") == law
    assert titles(browser, field="04") == law
    assert titles(browser, field="042") == law
    assert titles(browser, field="05") == numbers
    assert titles(browser, language="fr") == law
    assert titles(browser, language="ar") == numbers
    assert set(titles(browser, level=StudyLevel.MASTER)) == both
    assert titles(browser, level=StudyLevel.BACHELOR) == numbers
    assert titles(browser, theme="issue") == law
    assert titles(browser, country="EG") == numbers
    day = calls.in_days
    assert set(titles(browser, since=day(1), until=day(500))) == both
    assert titles(browser, until=day(60)) == law
    assert titles(browser, until=day(59)) == []
    assert titles(browser, since=day(201)) == numbers
    assert titles(browser, since=day(200), until=day(299)) == law
    assert titles(browser, q="100%") == []


def test_board_with_an_ill_formed_filter_says_so_and_shows_all(browser, cast):
    calls.make_call(cast)
    page = html(browser, LIST, since=calls.in_days(9), until=calls.in_days(1), field="99999")
    assert "The last day is before the first." in page
    assert page.count("row-link") == 1


def test_empty_board_says_how_to_go_on(browser, cast):
    page = html(browser, LIST)
    assert "No call fits" in page
    assert "Publish your own" in page
    assert page.count(reverse("exchanges:call-new")) == 2
    browser.force_login(cast.office)
    page = html(browser, LIST)
    assert "No call fits" in page
    assert reverse("exchanges:call-new") not in page


@pytest.mark.parametrize("who", ["student", "stranger", "coordinator", "observer", "facilitator"])
def test_board_is_closed_to_others_with_its_sentence(client, cast, who):
    client.force_login(cast.people()[who])
    page = client.get(LIST)
    assert page.status_code == 403
    assert "Calls for partners are for confirmed teachers" in page.content.decode()


def test_office_without_a_course_reads_the_board_and_has_no_calls_of_its_own(client, cast):
    calls.make_call(cast)
    client.force_login(cast.office)
    page = html(client, LIST)
    assert page.count("row-link") == 1
    assert "My calls" not in page
    assert html(client, LIST, mine="nonsense").count("row-link") == 1


def test_folded_filters_stand_open_where_one_of_them_is_used(browser, cast):
    assert '<details class="filters-more">' in html(browser, LIST, q="water")
    assert '<details class="filters-more" open>' in html(browser, LIST, country="IT")
    assert '<details class="filters-more" open>' in html(browser, LIST, since="tomorrow")


def test_part_without_calls_says_what_would_stand_there(browser, cast):
    assert "No call of yours" in html(browser, LIST, mine="own")
    assert "You have answered no call" in html(browser, LIST, mine="written")
