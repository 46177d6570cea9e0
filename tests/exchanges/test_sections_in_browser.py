"""The sections in a real browser: kept and checked by themselves, by keyboard, for everybody."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from exchanges.models import SectionDraft
from tests import browser
from tests.browser import complaints
from tests.cast import PASSWORD
from tests.exchanges import build
from tests.exchanges.test_sections import page_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server, cast) -> Iterator[Page]:
    """A browser in which the lead teacher is logged in."""
    with browser.page_of(cast.lead_teacher, live_server) as opened:
        yield opened


def kept_on_device(page: Page) -> int:
    """Return how many sections this device keeps."""
    return int(page.evaluate("window.localStorage.length"))


def test_sections_are_for_everybody(page, cast):
    draft = build.make_designed(cast)
    addresses = [page_of(draft, name) for name in ("idea", "teams", "outcomes", "syllabus")]
    addresses += [page_of(draft, "groups"), page_of(draft, "teams", build.home_team(draft))]
    found = {}
    for address in [*addresses, reverse("exchanges:exchange-new")]:
        page.goto(address)
        found[address] = complaints(page)
    page.goto(page_of(draft, "assessment"))
    theirs = {"assessment": "Theirs", "fallback": "Theirs"}
    build.edit(draft, "assessment", theirs, by=cast.partner_teacher)
    page.locator("#id_assessment").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="What is there now")).to_be_visible()
    found["conflict"] = complaints(page)
    assert {address: answer for address, answer in found.items() if answer} == {}


def test_what_is_typed_is_checked_and_kept_by_itself(page, cast):
    draft = build.make_designed(cast)
    page.goto(page_of(draft, "assessment"))
    page.locator("#id_assessment").fill("")
    expect(page.locator("#findings")).to_contain_text("With what you have typed")
    expect(page.locator("#kept")).to_contain_text("Kept, not saved yet:")
    assert SectionDraft.objects.get().data["assessment"] == [""]
    page.reload()
    expect(page.locator("main")).to_contain_text("You typed this earlier and did not save it")
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#id_assessment")).to_have_value("A joint report")
    assert kept_on_device(page) == 0


def test_what_is_typed_without_a_connection_is_sent_later(page, cast):
    draft = build.make_designed(cast)
    page.goto(page_of(draft, "assessment"))
    page.context.set_offline(True)
    page.locator("#id_fallback").fill("Written on a train")
    expect(page.locator("#kept")).to_contain_text("No connection.")
    assert kept_on_device(page) == 1
    page.context.set_offline(False)
    expect(page.locator("#kept")).to_contain_text("Kept, not saved yet:")
    assert SectionDraft.objects.get().data["fallback"] == ["Written on a train"]
    assert kept_on_device(page) == 0


def test_what_a_device_kept_is_offered_when_one_comes_back(page, cast):
    draft = build.make_designed(cast)
    page.goto(page_of(draft, "assessment"))
    page.route("**/draft/", lambda route: route.abort())
    page.locator("#id_fallback").fill("Written on a train")
    expect(page.locator("#kept")).to_contain_text("No connection.")
    page.reload()
    expect(page.locator("#id_fallback")).to_have_value("Local groups go on")
    expect(page.locator("#local-copy")).to_be_visible()
    page.unroute("**/draft/")
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator("#id_fallback")).to_have_value("Written on a train")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    expect(page.locator("#local-copy")).to_be_hidden()
    assert kept_on_device(page) == 0


def test_what_is_saved_after_the_session_ended_is_there_after_logging_in(page, cast):
    draft = build.make_designed(cast)
    lead = cast.lead_teacher
    lead.emailaddress_set.create(email=lead.email, verified=True, primary=True)
    page.goto(page_of(draft, "groups"))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#id_platform").fill("A forum")
    expect(page.locator("#kept")).to_contain_text("You are no longer logged in.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("input[name=login]").fill(lead.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#id_platform")).to_have_value("A forum")
    expect(page.locator("#local-copy")).to_be_hidden()


def test_rows_are_written_by_keyboard_alone(page, cast):
    draft = build.make_draft(cast)
    page.goto(page_of(draft, "syllabus"))
    page.get_by_role("button", name="Start from a six-week template").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_rows-0-week")).to_be_focused()
    rows = page.locator("fieldset.design-row").count()
    page.get_by_role("button", name="Add a row").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_rows-{rows - 1}-week")).to_be_focused()
    page.locator("button[value='remove-0']").focus()
    page.keyboard.press("Space")
    expect(page.locator("#id_rows-0-title")).to_have_value(re.compile("^First session"))
    page.locator("#id_rows-0-title").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert draft.activities.count() == rows - 2
