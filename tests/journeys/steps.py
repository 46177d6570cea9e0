"""What people do on every journey: press, read, sign up, log in, say where they belong."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Person
from tests.journeys.portal import Portal, link_in

PASSWORD = "a long enough phrase"


def press(page: Page, name: str) -> None:
    """Press the button (or follow the link) of this name in the page's main part."""
    main = page.locator("main")
    button = main.get_by_role("button", name=name, exact=True)
    (button if button.count() else main.get_by_role("link", name=name, exact=True)).first.click()


def press_surely(page: Page, name: str) -> None:
    """Press a button that asks first, and say yes."""
    press(page, name)
    page.locator("dialog[open]").get_by_role("button", name=name, exact=True).click()


def field(page: Page, name: str) -> Locator:
    """Return the field of this name in the page's main part."""
    return page.locator(f"main [name={name}]")


def said(page: Page, words: str) -> None:
    """The page shows the words."""
    expect(page.locator("body")).to_contain_text(words)


def sign_up(portal: Portal, person: Person, address: str, names: tuple[str, str]) -> None:
    """Make an account, and verify the address by the link in the e-mail."""
    page = person.page
    page.goto("/account/signup/")
    page.get_by_label("Given name").fill(names[0])
    page.get_by_label("Family name").fill(names[1])
    page.get_by_label(re.compile("^E-?mail", re.IGNORECASE)).fill(address)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    person.picture("sign-up")
    page.locator("main form button").first.click()
    page.goto(link_in(portal.mailbox.wait_for(address, "onfirm")))
    page.locator("main form button").first.click()
    if "login" in page.url:
        log_in(person, address)


def log_in(person: Person, address: str, verifying: Portal | None = None) -> None:
    """Log in; `verifying` also follows the link that verifies a new address."""
    page = person.page
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    if verifying and "confirm-email" in page.url:
        page.goto(link_in(verifying.mailbox.wait_for(address, "onfirm")))
        page.locator("main form button").first.click()
        if "login" in page.url:
            log_in(person, address)
    expect(page.locator("header")).not_to_contain_text("Log in")


def office_arrives(portal: Portal, office: Person, address: str, name: str = "Livia") -> None:
    """Give somebody the office's role on the command line, and let them choose a password."""
    portal.manage("add_office", address, "--given-name", name, "--family-name", "Esempio")
    page = office.page
    page.goto("/account/password/reset/")
    page.locator("input[name=email]").fill(address)
    page.locator("main form button").first.click()
    page.goto(link_in(portal.mailbox.wait_for(address)))
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.locator("main form button").first.click()
    log_in(office, address, verifying=portal)


def teacher_arrives(
    portal: Portal, office: Person, teacher: Person, address: str, given_name: str, institution: str
) -> None:
    """Sign a teacher up, and have the office confirm where they teach."""
    sign_up(portal, teacher, address, (given_name, "Esempio"))
    belong(teacher, institution, "teacher")
    page = office.page
    page.goto("/people/?waiting=on")
    office.picture("people")
    page.get_by_role("link", name=f"Esempio, {given_name}").click()
    office.picture("person")
    press(page, "Confirm")


def belong(person: Person, institution: str, kind: str) -> None:
    """Say where one teaches or studies."""
    page = person.page
    page.goto("/people/me/affiliations/new/")
    page.get_by_label("Institution").select_option(label=institution)
    page.get_by_label(kind, exact=True).check()
    if kind == "student":
        page.get_by_label("Student number").fill("100200")
    person.picture("affiliation")
    page.locator("main form button").first.click()


def the_exchange(page: Page) -> str:
    """Return the address of the exchange that the page is about."""
    match = re.search(r"/exchanges/[0-9a-f-]{36}/", page.url)
    assert match, page.url
    return match.group()
