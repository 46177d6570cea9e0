"""The design page in a real browser: no violation of WCAG 2.2 AA, no broken policy, no overflow."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import FLAGS
from tests.journeys.portal import needed_browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Scheme = Literal["light", "dark"]
LOOKS: list[tuple[int, Scheme, str]] = [
    (390, "light", "en"),
    (390, "dark", "ar"),
    (1280, "light", "ar"),
    (1280, "dark", "en"),
]

pytestmark = pytest.mark.journey


@pytest.fixture
def chromium():
    """The machine's Chromium; its absence is a failure under CI."""
    return needed_browser("the design page was NOT checked in a browser")


def complaints(browser: Browser, address: str, width: int, scheme: Scheme) -> list[str]:
    """Say what is wrong with the page when it is looked at this way, with all details open."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.goto(address)
    page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
    report = Axe().run(page, options={"runOnly": RULES}).response
    found += [f"{item['id']}: {item['nodes'][0]['html'][:200]}" for item in report["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("The page is wider than the window.")
    context.close()
    return found


def test_design_page_every_look_has_no_complaint(live_server, chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        found = {
            f"{width} {scheme} {language}": answer
            for width, scheme, language in LOOKS
            if (
                answer := complaints(
                    browser, f"{live_server.url}/design/?lang={language}", width, scheme
                )
            )
        }
        browser.close()
    assert found == {}


def test_menu_and_dialog_without_javascript_open(live_server, chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/design/")
        dialog = page.locator("dialog[popover]").first
        assert not dialog.is_visible()
        page.locator("button.confirm-open").first.click()
        assert dialog.is_visible()
        browser.close()
