"""The calendar in a real browser: for everybody, on a phone and at a desk."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Feed
from accounts.workflow import feed as feeds
from exchanges.workflow.session import cancel_session
from tests import browser
from tests.browser import complaints
from tests.cast import Cast
from tests.exchanges.stage import make_running, make_session
from tests.training.make import make_edition, make_meeting
from training import workflow as training

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server, cast: Cast) -> Iterator[Page]:
    """A browser in which the lead teacher is logged in."""
    with browser.page_of(cast.lead_teacher, live_server) as opened:
        yield opened


def test_calendar_pages_are_for_everybody(page: Page, cast: Cast):
    agenda, month, subscribe = (
        reverse(f"calendar-{name}") for name in ("agenda", "month", "subscribe")
    )
    found = {}
    for address in (agenda, month, subscribe):
        page.goto(address)
        found[f"{address} without meetings"] = complaints(page)

    exchange, edition = make_running(cast), make_edition()
    make_session(exchange, 60, title="Today")
    make_session(exchange, -3 * 24 * 60, title="Past")
    cancel_session(make_session(exchange, 24 * 60), "The teacher is ill", by=cast.lead_teacher)
    training.enrol(edition, by=cast.lead_teacher)
    make_meeting(edition, by=cast.office)
    feeds.renew(cast.lead_teacher, exchange, by=cast.lead_teacher)
    pages = [agenda, f"{agenda}?past=on", month, subscribe]
    pages += [reverse("calendar-exchange", args=[exchange.pk])]
    pages += [reverse("calendar-edition", args=[edition.pk]), reverse("privacy")]
    for address in pages:
        page.goto(address)
        found[address] = complaints(page)
    assert {address: each for address, each in found.items() if each} == {}


def test_address_is_made_shown_and_stopped_by_keyboard(page: Page, cast: Cast):
    page.goto(reverse("calendar-subscribe"))
    page.get_by_role("button", name="Make the address").press("Enter")
    shown = page.get_by_label("Address of your calendar")
    expect(shown).to_have_value(re.compile(r"/calendar/feed/[\w-]{43}\.ics$"))
    found = {"shown": complaints(page)}

    page.get_by_role("button", name="Stop the address").first.press("Enter")
    question = page.get_by_text("Calendars that use it get no more changes.")
    expect(question).to_be_visible()
    found["asked"] = complaints(page)
    page.locator("dialog[open]").get_by_role("button", name="Stop the address").press("Enter")
    expect(page.get_by_text("The address does not work any more.")).to_be_visible()
    found["stopped"] = complaints(page)
    assert {state: each for state, each in found.items() if each} == {}
    assert not Feed.objects.exists()
