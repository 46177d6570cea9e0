"""The benchmark's seed and pages, at a small size: what they ask for is there, and is frugal."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.feed import Reader
from benchmarks.pages import PAGES
from benchmarks.planner import SITES, make_planned_exchange
from benchmarks.run import LIMITS
from benchmarks.seed import seed

pytestmark = pytest.mark.django_db

ROWS = 60


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        yield seed(ROWS)
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_on_seeded_data_opens_within_its_queries(seeded, page):
    client = Client()
    client.cookies["sessionid"] = seeded["cookies"][page.who]
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page.path.format(**seeded))
    assert answer.status_code == 200
    asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= LIMITS[page.kind], [query["sql"][:200] for query in asked]


def test_reader_of_the_feed_gets_all_events(db):
    call_command("load_reference", verbosity=0)
    reader = Reader(20)
    reader.check()
    assert reader.bytes_for_each_event() > 0


def test_planner_that_is_measured_shows_every_site():
    exchange, teacher = make_planned_exchange()
    client = Client()
    client.force_login(teacher)
    answer = client.get(reverse("exchanges:session-find", args=[exchange.pk]))
    assert answer.status_code == 200
    assert answer.content.decode().count('class="slot-time"') == 3 * 5 * len(SITES)
