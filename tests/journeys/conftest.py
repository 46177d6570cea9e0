"""Journeys: a real browser, and a real portal with its worker, beat and SMTP listener."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.portal import Portal, needed_browser, running_portal

# Playwright's loop runs in the thread of the tests; what touches the database here is not async.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    path = needed_browser("the browser journeys were NOT run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A whole portal of its own, kept for the run."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


class Person:
    """Somebody at their own browser: a page, and whom it belongs to."""

    def __init__(self, name: str, page: Page, pictures: Path | None) -> None:
        self.name = name
        self.page = page
        self._pictures = pictures
        self._taken = 0

    def picture(self, title: str) -> None:
        """Keep the page as a picture, on a desk and on a phone (with SCREENSHOTS=folder)."""
        if self._pictures is None:
            return
        self._taken += 1
        for width_name, (width, height) in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            name = f"{self.name}-{self._taken:02}-{title}-{width_name}.png"
            self.page.screenshot(path=self._pictures / name, full_page=True)
        width, height = WIDTHS["desk"]
        self.page.set_viewport_size({"width": width, "height": height})


@pytest.fixture
def person(browser: Browser, portal: Portal) -> Iterator[Callable[[str], Person]]:
    """Open a browser of their own for somebody; errors of the page or its policy fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    folder = os.environ.get("SCREENSHOTS")
    pictures = Path(folder) if folder else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)

    def open_for(name: str) -> Person:
        context = browser.new_context(
            base_url=portal.origin,
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
        page.on(
            "console",
            lambda line: (
                complaints.append(f"{name}: {line.text}")
                if "Content Security Policy" in line.text
                else None
            ),
        )
        page.on(
            "response",
            lambda answer: (
                complaints.append(f"{name}: {answer.status} {answer.url}")
                if answer.status >= 500
                else None
            ),
        )
        return Person(name, page, pictures)

    yield open_for
    for context in contexts:
        context.close()
    assert not complaints, complaints
