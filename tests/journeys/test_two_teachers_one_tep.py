"""Two teachers, one TEP: proposed, written at two browsers, checked, returned, approved."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person
from tests.journeys.portal import Portal, link_in, text_of
from tests.journeys.steps import (
    field,
    office_arrives,
    press,
    press_surely,
    said,
    sign_up,
    teacher_arrives,
    the_exchange,
)

pytestmark = pytest.mark.journey

TITLE = "Two shores, one menu"
OFFICE = "desk@ve.example"
LEAD = "tito@ve.example"
PARTNER = "hedi@univ-sfax.tn"
SIENA, SFAX = "University of Siena", "University of Sfax"
PLATFORM = "A video service in the browser, and a shared document"


def test_two_teachers_write_one_tep(portal: Portal, person: Callable[[str], Person]) -> None:
    office, lead, partner = person("tep-office"), person("tep-lead"), person("tep-partner")
    office_arrives(portal, office, OFFICE, "Olga")
    teacher_arrives(portal, office, lead, LEAD, "Tito", SIENA)
    exchange = propose(lead)
    invite(portal, lead, partner, exchange)
    write(lead, partner, exchange)
    collide(lead, partner, exchange)
    lose_nothing(partner, exchange)
    discuss(portal, lead, partner, exchange)
    check(lead, partner, exchange)
    submit(portal, lead, exchange)
    give_back(portal, office, lead, exchange)
    mend(lead, partner, exchange)
    submit(portal, lead, exchange)
    approve(portal, office, lead, exchange)


def first_day() -> date:
    """A Monday in two months."""
    day = timezone.localdate() + timedelta(days=60)
    return day - timedelta(days=day.weekday())


def propose(lead: Person) -> str:
    """The idea; dates the wrong way round are refused beside the field, and nothing is lost."""
    page = lead.page
    page.goto("/exchanges/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("a contemporary issue").check()
    page.get_by_label("Summary").fill("Groups follow one dish across the sea and back.")
    page.get_by_label("Your course").fill("Food and society")
    page.get_by_label("First day").fill((first_day() + timedelta(days=40)).isoformat())
    page.get_by_label("Last day").fill(first_day().isoformat())
    press(page, "Save the draft")
    said(page, "The last day must come after the first.")
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    page.get_by_label("First day").fill(first_day().isoformat())
    page.get_by_label("Last day").fill((first_day() + timedelta(days=40)).isoformat())
    press(page, "Save the draft")
    lead.picture("draft")
    return the_exchange(page)


def invite(portal: Portal, lead: Person, partner: Person, exchange: str) -> None:
    """The partner has no account: the link brings them to sign up, and back to accept."""
    page = lead.page
    page.goto(f"{exchange}teams/new/")
    page.get_by_label("University").select_option(label=SFAX)
    page.get_by_label("E-mail address of the partner teacher").fill(PARTNER)
    page.locator("main form button").first.click()
    link = link_in(portal.mailbox.wait_for(PARTNER, "to a virtual exchange"))
    partner.page.goto(link)
    said(partner.page, TITLE)
    partner.picture("invitation")
    sign_up(portal, partner, PARTNER, ("Hédi", "Exemple"))
    partner.page.goto(link)
    partner.page.locator("main form button").first.click()
    said(partner.page, TITLE)
    partner.picture("joined")
    portal.mailbox.wait_for(LEAD, "Hédi")


def write(lead: Person, partner: Person, exchange: str) -> None:
    """Each fills in a part; the syllabus begins from the template; the sessions follow."""
    page = lead.page
    page.goto(f"{exchange}design/outcomes/")
    page.get_by_label("Dimension").first.select_option(label="intercultural understanding")
    page.get_by_label("Students will be able to").first.fill("Tell a dish from two shores.")
    lead.picture("outcomes")
    save(page)
    page = partner.page
    page.goto(f"{exchange}design/syllabus/")
    press(page, "Start from a six-week template")
    said(page, "change it as you like")
    partner.picture("syllabus-template")
    save(page)
    for each, institution in ((lead, SIENA), (partner, SFAX)):
        page = each.page
        page.goto(f"{exchange}design/teams/")
        page.get_by_role("link", name=re.compile(f"^Change.*{institution}")).click()
        field(page, "course_title").fill("Food and society")
        page.get_by_label("Hours for each student").fill("50")
        page.get_by_label("ECTS credits").fill("2")
        page.get_by_label("CFU").fill("2")
        save(page)
    page = lead.page
    page.goto(f"{exchange}sessions/plan/")
    page.get_by_label("Meeting link").fill("https://meet.example.org/two-shores")
    page.locator("main form button").first.click()
    said(page, "Midway session")


def collide(lead: Person, partner: Person, exchange: str) -> None:
    """Both open one section; who saves second sees both wordings, and puts them together."""
    address = f"{exchange}design/groups/"
    for each in (lead, partner):
        each.page.goto(address)
    page = lead.page
    field(page, "platform").fill(PLATFORM)
    field(page, "are_groups_mixed").check()
    field(page, "facilitators").fill("6")
    field(page, "facilitation").fill("Two trained facilitators.")
    save(page)
    page = partner.page
    field(page, "facilitation").fill("One trained person for each group.")
    with page.expect_navigation() as answer:
        press(page, "Save")
    assert answer.value is not None
    assert answer.value.status == 409
    said(page, "What is there now")
    said(page, "Two trained facilitators.")
    said(page, PLATFORM)
    expect(field(page, "facilitation")).to_have_value("One trained person for each group.")
    partner.picture("conflict")
    field(page, "platform").fill(PLATFORM)
    field(page, "are_groups_mixed").check()
    field(page, "facilitators").fill("6")
    press(page, "Save in place of it")
    said(page, "Saved.")


def lose_nothing(partner: Person, exchange: str) -> None:
    """What was half typed is there again after the page is left, and is saved when wanted."""
    page = partner.page
    page.goto(f"{exchange}design/assessment/")
    field(page, "assessment").fill("A common menu, and a diary.")
    field(page, "fallback").press_sequentially("Recorded inter")
    expect(page.locator("#kept")).to_contain_text("Kept, not saved yet")
    page.goto(exchange)
    page.goto(f"{exchange}design/assessment/")
    said(page, "You typed this earlier and did not save it")
    expect(field(page, "fallback")).to_have_value("Recorded inter")
    partner.picture("kept")
    field(page, "fallback").fill("Recorded interviews replace the partner.")
    save(page)


def discuss(portal: Portal, lead: Person, partner: Person, exchange: str) -> None:
    """A question beside a section reaches the partner by e-mail, and is settled."""
    page = lead.page
    page.goto(f"{exchange}discussion/syllabus/")
    field(page, "text").fill("Is week 4 too full for your students?")
    page.get_by_label("Hédi Exemple").check()
    lead.picture("discussion")
    page.locator("main form button[type=submit]").last.click()
    message = portal.mailbox.wait_for(PARTNER, "writes to you about")
    assert "Is week 4 too full" in text_of(message)
    page = partner.page
    page.goto(f"{exchange}discussion/syllabus/")
    said(page, "Is week 4 too full for your students?")
    press(page, "Mark as settled")
    partner.picture("settled")


def check(lead: Person, partner: Person, exchange: str) -> None:
    """The findings follow what is typed; an unmet criterion stops the submission."""
    page = lead.page
    page.goto(f"{exchange}design/groups/")
    field(page, "facilitation").fill("")
    field(page, "facilitators").fill("0")
    expect(page.locator("#findings")).to_contain_text("Nobody is named who moderates.")
    lead.picture("findings-live")
    save(page)
    for each in (lead, partner):
        confirm(each, exchange)
    page.goto(exchange)
    press_surely(page, "Submit the design")
    said(page, "It cannot be submitted yet.")
    lead.picture("stopped")
    page.goto(f"{exchange}design/groups/")
    field(page, "facilitation").fill("One trained person for each group.")
    field(page, "facilitators").fill("6")
    save(page)
    said(page, f"To confirm again: {SIENA}, {SFAX}.")
    for each in (lead, partner):
        confirm(each, exchange)


def confirm(each: Person, exchange: str) -> None:
    """Read what changed, and confirm it."""
    page = each.page
    page.goto(exchange)
    press(page, "Confirm the design")
    each.picture("confirm")
    page.locator("main form button[type=submit]").last.click()
    said(page, "Your team has confirmed the design.")


def submit(portal: Portal, lead: Person, exchange: str) -> None:
    page = lead.page
    page.goto(exchange)
    press_surely(page, "Submit the design")
    said(page, "Submitted.")
    portal.mailbox.wait_for(OFFICE, TITLE)


def give_back(portal: Portal, office: Person, lead: Person, exchange: str) -> None:
    """The office finds it in its queue, and returns it with a remark on one section."""
    page = office.page
    page.goto("/exchanges/review/")
    office.picture("queue")
    page.get_by_role("link", name=TITLE).click()
    office.picture("review")
    page.get_by_label("Note to the teachers").fill("Nearly there.")
    page.locator("main summary", has_text="Comments on single sections").click()
    page.locator("main textarea[name$=outcomes]").fill("Name an outcome of the subject, too.")
    press(page, "Return for changes")
    said(page, "Returned")
    message = portal.mailbox.wait_for(LEAD, "Returned")
    assert "Name an outcome of the subject, too." in text_of(message)


def mend(lead: Person, partner: Person, exchange: str) -> None:
    """The remark stands beside its section; only that section is confirmed again."""
    page = lead.page
    page.goto(f"{exchange}design/outcomes/")
    said(page, "Name an outcome of the subject, too.")
    lead.picture("remark")
    page.get_by_label("Students will be able to").first.fill("Tell one dish from both shores.")
    page.get_by_label("Dimension").nth(1).select_option(label="subject")
    page.get_by_label("Students will be able to").nth(1).fill("Compare two histories of a dish.")
    save(page)
    for each in (lead, partner):
        page = each.page
        page.goto(exchange)
        press(page, "Confirm the design")
        waiting = page.locator("main h3", has_text="To be confirmed").locator("+ ul")
        expect(waiting.locator("li")).to_have_text(["Learning outcomes"])
        sees_the_change(page)
        each.picture("confirm-again")
        page.locator("main form button[type=submit]").last.click()
        said(page, "Your team has confirmed the design.")


def sees_the_change(page: Page) -> None:
    """The redline shows the words that were replaced, and the outcome that was added."""
    redline = page.locator("main .redline")
    expect(redline.locator("del")).to_contain_text(["a", "two"])
    expect(redline.locator("ins")).to_contain_text(["one", "both"])
    expect(redline).to_contain_text("Compare two histories of a dish.")


def approve(portal: Portal, office: Person, lead: Person, exchange: str) -> None:
    """The reviewer sees what changed since the last time, and approves."""
    page = office.page
    page.goto(f"{exchange}review/")
    said(page, "Changed since the last submission")
    sees_the_change(page)
    said(page, "Name an outcome of the subject, too.")
    office.picture("review-redline")
    press(page, "Approve")
    said(page, "Approved")
    portal.mailbox.wait_for(LEAD, "Approved")
    page = lead.page
    page.goto(exchange)
    said(page, "approved")
    lead.picture("approved")


def save(page: Page) -> None:
    """Save the section."""
    press(page, "Save")
    said(page, "Saved.")
