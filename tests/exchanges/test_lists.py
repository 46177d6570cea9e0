"""Lists and pages: what they show, and how many queries they ask, whatever their length."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, Team
from exchanges.turns import turns_for
from tests.exchanges import build


def fill(cast, count, state=S.OPEN):
    """Make many rows at once: lists only read them, so how they came about does not matter."""
    values = build.idea()
    exchanges = [
        Exchange(**values | {"title": f"Exchange {n}"}, state=state, submitted_at=timezone.now())
        for n in range(count)
    ]
    Exchange.objects.bulk_create(exchanges, batch_size=1000)
    Team.objects.bulk_create(
        Team(exchange=exchange, institution=institution, lead=lead, is_initiator=first)
        for exchange in exchanges
        for institution, lead, first in (
            (cast.siena, cast.lead_teacher, True),
            (cast.marrakesh, cast.partner_teacher, False),
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE exchanges_exchange, exchanges_team")


@pytest.mark.parametrize("count", [1, 10, 100])
@pytest.mark.parametrize(
    ("name", "queries"), [("lead_teacher", 7), ("office", 7), ("student", 7), (None, 3)]
)
def test_list_asks_as_many_queries_whatever_its_length(
    client, cast, count, name, queries, django_assert_num_queries
):
    fill(cast, count)
    if name:
        client.force_login(cast.people()[name])
    with django_assert_num_queries(queries):
        page = client.get(reverse("exchanges:exchange-list"))
    assert page.content.decode().count("row-link") == min(count, 25)
    assert all(row.url == row.exchange.get_absolute_url() for row in page.context["rows"])


def test_queue_and_list_ask_as_many_queries_at_1_100_and_20000_rows(
    client, cast, django_assert_num_queries
):
    client.force_login(cast.office)
    there = 0
    for count in (1, 100, 20_000):
        fill(cast, count - there, S.SUBMITTED)
        there = count
        for name, queries in (("review-queue", 6), ("exchange-list", 7)):
            with django_assert_num_queries(queries):
                page = client.get(reverse(f"exchanges:{name}"))
            assert page.content.decode().count("row-link") == min(count, 25)
    assert Exchange.objects.count() == 20_000


def test_queue_goes_on_where_its_page_ends(client, cast):
    fill(cast, 30, S.SUBMITTED)
    client.force_login(cast.office)
    first = client.get(reverse("exchanges:review-queue"))
    second = client.get(reverse("exchanges:review-queue"), {"cursor": first.context["page"].next})
    seen = [row.exchange.pk for page in (first, second) for row in page.context["rows"]]
    assert len(set(seen)) == len(seen) == 30


@pytest.mark.parametrize(
    ("name", "state", "most"),
    [
        ("lead_teacher", S.DRAFT, 10),
        ("office", S.SUBMITTED, 10),
        ("student", S.OPEN, 10),
        (None, S.OPEN, 10),
    ],
)
def test_page_of_an_exchange_asks_at_most_ten_queries(
    client, cast, name, state, most, django_assert_max_num_queries
):
    exchange = build.make(cast, state)
    if name:
        client.force_login(cast.people()[name])
    with django_assert_max_num_queries(most):
        client.get(exchange.get_absolute_url())


def titles(client, **filters):
    page = client.get(reverse("exchanges:exchange-list"), filters)
    return {row.exchange.title for row in page.context["rows"]}


def test_list_shows_each_reader_what_they_may_see(client, cast):
    build.make(cast, S.DRAFT, title="Draft")
    build.make(cast, S.OPEN, title="Open")
    build.make(cast, S.COMPLETED, title="Completed")
    assert titles(client) == {"Open"}
    seen = {}
    for name in ("lead_teacher", "coordinator", "observer", "other_teacher", "stranger"):
        client.force_login(cast.people()[name])
        seen[name] = titles(client)
    everything = {"Draft", "Open", "Completed"}
    assert seen == {
        "lead_teacher": everything,
        "coordinator": everything,
        "observer": everything,
        "other_teacher": {"Open", "Completed"},
        "stranger": {"Open", "Completed"},
    }


def test_list_filters_by_title_state_language_and_part(client, cast):
    build.make(cast, S.DRAFT, title="Water")
    first = build.make(cast, S.OPEN, title="Borders", language="fr")
    client.force_login(cast.lead_teacher)
    assert titles(client, q="BORD") == {"Borders"}
    assert titles(client, state="draft") == {"Water"}
    assert titles(client, language="fr") == {"Borders"}
    assert titles(client, mine="teach") == {"Water", "Borders"}
    assert titles(client, mine="study") == set()
    client.force_login(cast.student)
    assert titles(client, mine="join") == {"Borders"}
    workflow.enrol(build.home_team(first), by=cast.student)
    assert titles(client, mine="study") == {"Borders"}
    client.force_login(cast.office)
    assert titles(client, mine="office") == {"Water", "Borders"}
    client.force_login(cast.other_student)
    assert titles(client, mine="join") == {"Borders"}


def test_queue_is_oldest_first_and_of_ones_own_institution(client, cast):
    later = build.make(cast, S.SUBMITTED, title="Second")
    first = build.make(cast, S.SUBMITTED, title="First")
    Exchange.objects.filter(pk=first.pk).update(submitted_at=later.submitted_at.replace(year=2020))
    client.force_login(cast.office)
    page = client.get(reverse("exchanges:review-queue"))
    assert [row.exchange.title for row in page.context["rows"]] == ["First", "Second"]


def test_turns_say_what_waits_for_whom(cast):
    draft = build.make(cast, S.DRAFT, title="Draft")
    submitted = build.make(cast, S.SUBMITTED, title="Submitted")
    build.make(cast, S.RUNNING, title="Running")
    endorsing = build.make(cast, S.ENDORSING, title="Endorsing")
    names = ("lead_teacher", "partner_teacher", "office", "coordinator", "student")
    turns = {
        name: [(turn.title, str(turn.todo)) for turn in turns_for(cast.people()[name])]
        for name in names
    }
    designing = [("Draft", "Complete and confirm the design")]
    assert turns == {
        "lead_teacher": designing,
        "partner_teacher": designing,
        "office": [("Submitted", "Decide on the design")],
        "coordinator": [("Endorsing", "Endorse the design")],
        "student": [],
    }
    office = turns_for(cast.office)[0]
    assert office.url == reverse("exchanges:exchange-review", args=[submitted.pk])
    coordinator = turns_for(cast.coordinator)[0]
    assert coordinator.url == reverse("exchanges:exchange-review", args=[endorsing.pk])
    assert turns_for(cast.lead_teacher)[0].url == draft.get_absolute_url()
