"""Where people make, renew and stop the addresses of their feeds."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Feed
from accounts.workflow import feed as feeds
from tests.cast import Cast
from tests.exchanges.stage import make_running, make_session
from tests.training.make import make_edition, make_meeting
from training import workflow as training

pytestmark = pytest.mark.django_db
ALL = reverse("calendar-subscribe")


def made(client, url: str = ALL) -> str:
    """Make an address on a page, and return the path that the answer shows."""
    answer = client.post(url)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    html = unescape(answer.content.decode())
    (path,) = re.findall(r'value="http://localhost:8000(/calendar/feed/[\w-]+\.ics)"', html)
    assert f'href="webcal://localhost:8000{path}"' in html
    return str(path)


def read(path: str):
    return Client().get(path)


def test_address_is_made_shown_once_and_works(client, cast: Cast):
    make_session(make_running(cast))
    client.force_login(cast.student)
    assert "There is no address yet." in client.get(ALL).content.decode()
    path = made(client)
    assert b"Opening session" in read(path).content
    again = client.get(ALL).content.decode()
    assert path not in again
    assert "There is an address" in again


def test_address_made_anew_takes_the_place_of_the_old_one(client, cast: Cast):
    client.force_login(cast.student)
    old = made(client)
    assert "The old address stops working at once" in client.get(ALL).content.decode()
    new = made(client)
    assert (read(old).status_code, read(new).status_code) == (404, 200)


def test_address_that_is_stopped_works_no_more_and_the_page_says_so(client, cast: Cast):
    client.force_login(cast.student)
    path = made(client)
    answer = client.post(f"{ALL}stop/", follow=True)
    assert answer.redirect_chain == [(ALL, 302)]
    assert "The address does not work any more." in answer.content.decode()
    assert read(path).status_code == 404
    silent = client.post(f"{ALL}stop/", follow=True)
    assert "does not work any more" not in silent.content.decode()


def test_address_of_one_exchange_and_of_one_edition_are_listed_with_the_others(client, cast: Cast):
    exchange, edition = make_running(cast), make_edition()
    make_session(exchange)
    training.enrol(edition, by=cast.lead_teacher)
    make_meeting(edition, by=cast.office)
    client.force_login(cast.lead_teacher)
    pages = [
        reverse("calendar-exchange", args=[exchange.pk]),
        reverse("calendar-edition", args=[edition.pk]),
    ]
    of_exchange, of_edition = [made(client, url) for url in pages]
    assert b"Opening session" in read(of_exchange).content
    assert b"First meeting" not in read(of_exchange).content
    assert b"First meeting" in read(of_edition).content
    html = client.get(ALL).content.decode()
    assert "There is no address yet." in html
    assert all(f'href="{url}"' in html for url in pages)
    for url, path in zip(pages, (of_exchange, of_edition), strict=True):
        assert client.post(f"{url}stop/").headers["Location"] == url
        assert read(path).status_code == 404
    assert not Feed.objects.exists()


def test_address_of_an_exchange_is_for_those_who_take_part(client, cast: Cast):
    exchange = make_running(cast)
    url = reverse("calendar-exchange", args=[exchange.pk])
    for part, status in [("student", 200), ("facilitator", 200), ("stranger", 404)]:
        client.force_login(cast.people()[part])
        assert client.get(url).status_code == status, part
        assert client.post(url).status_code == status, part


@pytest.mark.parametrize("many", [1, 5])
def test_page_asks_the_database_the_same_few_questions(
    client, cast: Cast, many, django_assert_num_queries
):
    for _number in range(many):
        feeds.renew(cast.student, make_running(cast), by=cast.student)
    client.force_login(cast.student)
    with django_assert_num_queries(5):
        assert client.get(ALL).status_code == 200


@pytest.mark.parametrize(
    ("part", "is_shown"),
    [("student", True), ("lead_teacher", True), ("facilitator", True), ("office", False)],
)
def test_sessions_page_leads_whoever_takes_part_to_their_own_calendar(
    client, cast: Cast, part, is_shown
):
    exchange = make_running(cast)
    client.force_login(cast.people()[part])
    html = client.get(reverse("exchanges:session-list", args=[exchange.pk])).content.decode()
    assert (reverse("calendar-exchange", args=[exchange.pk]) in html) == is_shown


@pytest.mark.parametrize(("part", "is_shown"), [("lead_teacher", True), ("office", False)])
def test_edition_page_leads_whoever_takes_part_to_their_own_calendar(
    client, cast: Cast, part, is_shown
):
    edition = make_edition()
    training.enrol(edition, by=cast.lead_teacher)
    client.force_login(cast.people()[part])
    html = client.get(edition.get_absolute_url()).content.decode()
    assert (reverse("calendar-edition", args=[edition.pk]) in html) == is_shown
