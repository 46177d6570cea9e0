"""A real browser in which somebody is logged in, and what is wrong with the page that it shows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Page, ViewportSize, sync_playwright

from accounts.models import User
from tests.design.test_accessibility import RULES
from tests.journeys.conftest import FLAGS, WIDTHS
from tests.journeys.portal import needed_browser

# Playwright's loop runs in the thread of the tests; what touches the database here is not async.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@contextmanager
def page_of(person: User, live_server: Any) -> Iterator[Page]:
    """Open a page of a browser in which this person is logged in; see `needed_browser`."""
    path = needed_browser("these pages were NOT checked in a browser")
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(base_url=live_server.url, viewport=size("desk"))
        context.set_default_timeout(20000)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        yield context.new_page()
        browser.close()
        # While Playwright's loop runs, Django keeps another connection than outside of it.
        connections.close_all()


def size(name: str) -> ViewportSize:
    """Return a window's size."""
    width, height = WIDTHS[name]
    return {"width": width, "height": height}


def complaints(page: Page) -> list[str]:
    """Return what axe finds on the page, and whether it is wider than a phone or a desk."""
    found = []
    for name in WIDTHS:
        page.set_viewport_size(size(name))
        report = Axe().run(page, options={"runOnly": RULES}).response
        found += [f"{item['id']}: {item['nodes'][0]['html']}" for item in report["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than a {name}")
    return found
