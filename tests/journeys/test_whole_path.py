"""The whole path: five people, from training together to credits, each at their own browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.journeys.portal import Portal, link_in, text_of
from tests.journeys.steps import (
    belong,
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

TITLE = "Migration and the media"
OFFICE = "office@ve.example"
LEAD = "bianca@ve.example"
PARTNER = "yasmine@uca.ma"
STUDENT = "sofia@student.unisi.it"
PARTNER_STUDENT = "nour@uca.ma"
REMINDED = {
    LEAD: "Europe/Rome",
    PARTNER: "Africa/Casablanca",
    STUDENT: "Europe/Rome",
    PARTNER_STUDENT: "Africa/Casablanca",
}
SIENA, MARRAKESH = "University of Siena", "Cadi Ayyad University"


def test_the_whole_path(portal: Portal, person: Callable[[str], Person]) -> None:
    office, lead, partner = person("office"), person("lead"), person("partner")
    student, partner_student = person("student"), person("partner-student")
    people_arrive(portal, office, lead)
    train_together(portal, office, lead, partner)
    exchange = design_together(portal, lead, partner)
    review(portal, office, lead, partner, exchange)
    agree(portal, office, exchange)
    enrol(portal, lead, student, partner_student, exchange)
    meet(portal, lead, exchange)
    assess(portal, lead, partner, exchange)
    credit(portal, office, lead, student, exchange)


def people_arrive(portal: Portal, office: Person, lead: Person) -> None:
    """The office gets its role on the command line; the teacher signs up and is confirmed."""
    office_arrives(portal, office, OFFICE)
    teacher_arrives(portal, office, lead, LEAD, "Bianca", SIENA)


def train_together(portal: Portal, office: Person, lead: Person, partner: Person) -> None:
    """The office offers an edition; the lead takes a place and invites the partner to it."""
    today = timezone.localdate()
    page = office.page
    page.goto("/training/editions/new/")
    page.get_by_label("Course", exact=True).select_option(index=1)
    page.get_by_label("Starts on").fill((today).isoformat())
    page.get_by_label("Ends on").fill((today + timedelta(days=28)).isoformat())
    page.get_by_label("Enrol by").fill((today + timedelta(days=3)).isoformat())
    page.get_by_label("Places").fill("10")
    office.picture("edition-form")
    page.locator("main form button").first.click()
    edition = page.url

    page = lead.page
    page.goto(edition)
    press(page, "Take a place")
    said(page, "Your place")
    lead.picture("edition")
    press(page, "Invite your partner")
    page.get_by_label("Your partner's e-mail address").fill(PARTNER)
    page.get_by_label("Your partner's university").select_option(label=MARRAKESH)
    page.locator("main form button").first.click()

    invitation = link_in(portal.mailbox.wait_for(PARTNER))
    page = partner.page
    page.goto(invitation)
    partner.picture("training-invitation")
    sign_up(portal, partner, PARTNER, ("Yasmine", "Mithal"))
    page.goto(invitation)
    partner.picture("training-invitation-accept")
    page.locator("main form button").first.click()
    portal.mailbox.wait_for(LEAD, "Mithal")


def design_together(portal: Portal, lead: Person, partner: Person) -> str:
    """The lead begins, the partner joins, both write and confirm."""
    today = timezone.localdate()
    first, last = today + timedelta(days=1), today + timedelta(days=36)
    page = lead.page
    page.goto("/exchanges/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("a contemporary issue").check()
    page.get_by_label("Summary").fill("The same events, read in newspapers of both shores.")
    page.get_by_label("Your course").fill("Politics of the Mediterranean")
    page.get_by_label("First day").fill(last.isoformat())
    page.get_by_label("Last day").fill(first.isoformat())
    press(page, "Save the draft")
    said(page, "The last day must come after the first.")
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    lead.picture("start-refused")
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Last day").fill(last.isoformat())
    press(page, "Save the draft")
    exchange = the_exchange(page)
    page.goto(exchange)
    lead.picture("exchange-draft")

    page.goto(f"{exchange}teams/new/")
    page.get_by_label("University").select_option(label=MARRAKESH)
    page.get_by_label("E-mail address of the partner teacher").fill(PARTNER)
    page.locator("main form button").first.click()
    message = portal.mailbox.wait_for(PARTNER, "to a virtual exchange")
    partner.page.goto(link_in(message))
    partner.picture("team-invitation")
    partner.page.locator("main form button").first.click()
    said(partner.page, TITLE)
    partner.picture("exchange-joined")

    write_design(lead, partner, exchange)
    plan_sessions(lead, exchange)
    for each in (lead, partner):
        confirm_design(each, exchange)
    return exchange


def write_design(lead: Person, partner: Person, exchange: str) -> None:
    """Each fills in a part."""
    page = lead.page
    page.goto(f"{exchange}design/")
    lead.picture("design")
    page.goto(f"{exchange}design/outcomes/")
    page.get_by_label("Dimension").first.select_option(label="intercultural understanding")
    page.get_by_label("Students will be able to").first.fill("See an event from both shores.")
    lead.picture("design-outcomes")
    press(page, "Save")
    page.goto(f"{exchange}design/groups/")
    field(page, "platform").fill("A video service, and a shared document")
    field(page, "are_groups_mixed").check()
    field(page, "facilitators").fill("6")
    field(page, "facilitation").fill("One trained facilitator for each group of five.")
    press(page, "Save")
    page.goto(f"{exchange}design/assessment/")
    field(page, "assessment").fill("A common guide, and a diary.")
    field(page, "fallback").fill("Recorded interviews replace the partner.")
    press(page, "Save")

    page = partner.page
    page.goto(f"{exchange}design/syllabus/")
    press(page, "Start from a six-week template")
    partner.picture("design-syllabus")
    press(page, "Save")
    for each, institution in ((lead, SIENA), (partner, MARRAKESH)):
        page = each.page
        page.goto(f"{exchange}design/teams/")
        page.get_by_role("link", name=re.compile(f"Change.*{institution}")).click()
        page.get_by_label("Course", exact=False).first.fill("A course")
        page.get_by_label("Hours for each student").fill("75")
        page.get_by_label("ECTS credits").fill("3")
        page.get_by_label("CFU").fill("3")
        each.picture("design-team")
        press(page, "Save")


def plan_sessions(lead: Person, exchange: str) -> None:
    """Three sessions: at the start, in the middle, at the end."""
    page = lead.page
    page.goto(f"{exchange}sessions/plan/")
    page.get_by_label("Meeting link").fill("https://meet.example.org/ve")
    lead.picture("sessions-plan")
    page.locator("main form button").first.click()
    said(page, "Midway session")
    lead.picture("sessions")
    page.get_by_role("link", name="Opening session").click()
    said(page, "Marrakesh")
    lead.picture("session")


def confirm_design(each: Person, exchange: str) -> None:
    page = each.page
    page.goto(exchange)
    press(page, "Confirm the design")
    page.locator("main form button[type=submit]").last.click()
    said(page, "Your team has confirmed the design.")
    each.picture("confirmed")


def review(portal: Portal, office: Person, lead: Person, partner: Person, exchange: str) -> None:
    """Submit, return, mend, confirm again, submit again, approve."""
    submit(lead, exchange)
    portal.mailbox.wait_for(OFFICE, TITLE)
    page = office.page
    page.goto("/")
    office.picture("home")
    page.goto("/exchanges/review/")
    office.picture("queue")
    page.get_by_role("link", name=TITLE).click()
    office.picture("review")
    page.goto(f"{exchange}return/")
    page.get_by_label("Note to the teachers").fill("Who trains the facilitators?")
    page.locator("main form button").first.click()
    said(page, "Returned")

    message = portal.mailbox.wait_for(LEAD, "Returned")
    assert "Who trains the facilitators?" in text_of(message)
    page = lead.page
    page.goto(f"{exchange}design/groups/")
    field(page, "facilitation").fill("Facilitators trained by the office, one a group.")
    press(page, "Save")
    for each in (lead, partner):
        confirm_design(each, exchange)
    submit(lead, exchange)
    page = office.page
    page.goto(f"{exchange}approve/")
    office.picture("approve")
    page.locator("main form button").first.click()
    said(page, "Approved")


def submit(lead: Person, exchange: str) -> None:
    page = lead.page
    page.goto(exchange)
    press_surely(page, "Submit the design")
    said(page, "The office has been told")


def agree(portal: Portal, office: Person, exchange: str) -> None:
    """The office drafts the agreement, revises it, and records both signatures on one wording."""
    page = office.page
    page.goto(f"{exchange}agreement/")
    office.picture("agreement-none")
    press(page, "Draft the agreement")
    page.get_by_role("link", name=TITLE).last.click()
    agreement = page.url
    office.picture("agreement-draft")
    press(page, "Change the wording")
    page.get_by_label("What you changed, and why").fill("The costs, in our own words.")
    page.locator("textarea").nth(-1).fill("Each university bears its own costs.")
    office.picture("agreement-wording")
    page.locator("main form button").last.click()
    said(page, "Wording 2")
    press_surely(page, "Send for signature")
    for party, kind in ((SIENA, "digital signature"), (MARRAKESH, "by hand, on paper")):
        page.goto(agreement)
        press(page, "Record a signature")
        page.get_by_label("Who signed").select_option(label=party)
        page.get_by_label(kind, exact=True).check()
        page.get_by_label("Name of the signatory").fill("R. Esempio")
        page.get_by_label("In the capacity of").fill("Rector")
        office.picture("agreement-signature")
        page.locator("main form button").last.click()
    said(page, "in force")
    office.picture("agreement-in-force")
    with page.expect_download() as download:
        page.goto(agreement)
        page.get_by_role("link", name="Open as PDF").evaluate("link => link.download = 'mou.pdf'")
        press(page, "Open as PDF")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    portal.mailbox.wait_for(LEAD, "In force")


def enrol(
    portal: Portal, lead: Person, student: Person, partner_student: Person, exchange: str
) -> None:
    """Enrolment opens, and a student of each university takes a place."""
    page = lead.page
    page.goto(exchange)
    press(page, "Open enrolment")
    said(page, "open for enrolment")
    lead.picture("exchange-open")
    for each, address, names, institution in (
        (student, STUDENT, ("Sofia", "Esempio"), SIENA),
        (partner_student, PARTNER_STUDENT, ("نور", "مثال"), MARRAKESH),
    ):
        sign_up(portal, each, address, names)
        belong(each, institution, "student")
        page = each.page
        page.goto("/exchanges/")
        each.picture("exchanges")
        page.get_by_role("link", name=TITLE).click()
        each.picture("exchange")
        press(page, "Enrol")
        said(page, "Give up my place")
        each.picture("enrolled")
        portal.mailbox.wait_for(address, TITLE)


def meet(portal: Portal, lead: Person, exchange: str) -> None:
    """Everybody is reminded once; the session takes place, and the lead records who came."""
    # A reminder is for those who were enrolled when it fell due: a moment ago, not before.
    lead.page.wait_for_timeout(3000)
    portal.let_time_pass("Opening session", until="59 minutes 59 seconds")
    for address, zone in REMINDED.items():
        at = timezone.localtime(timezone=ZoneInfo(zone)) + timedelta(hours=1)
        message = portal.mailbox.wait_for(address, f"Opening session, {at:%a} {at.day} {at:%B}")
        assert f"({zone})" in message["Subject"]
        assert "text/calendar" in [part.get_content_type() for part in message.walk()]
        assert message["Auto-Submitted"] == "auto-generated"
    # Beat has come by again since, and reminded nobody twice.
    lead.page.wait_for_timeout(5000)
    for address in REMINDED:
        reminders = [message["Subject"] for message in portal.mailbox.to(address, "Reminder:")]
        assert len(reminders) == len(set(reminders))

    page = lead.page
    page.goto(exchange)
    press_surely(page, "Begin the exchange")
    portal.let_time_pass("Opening session", until="-5 minutes")
    page.goto(f"{exchange}sessions/")
    page.get_by_role("link", name="Opening session").click()
    lead.picture("session")
    press(page, "Record who was there")
    lead.picture("attendance")
    page.locator("main form button").last.click()
    said(page, "held")


def assess(portal: Portal, lead: Person, partner: Person, exchange: str) -> None:
    """Each teacher judges their own students."""
    for each, grade, address in ((lead, "30", STUDENT), (partner, "16/20", PARTNER_STUDENT)):
        page = each.page
        page.goto(f"{exchange}results/")
        each.picture("results")
        page.locator("main").get_by_role("link", name=re.compile("^Assess")).first.click()
        page.get_by_label("passed", exact=True).check()
        page.get_by_label("Grade").fill(grade)
        each.picture("assess")
        page.locator("main form button").last.click()
        portal.mailbox.wait_for(address, TITLE, count=2)
    page = lead.page
    page.goto(exchange)
    press_surely(page, "End the exchange")
    said(page, "completed")


def credit(portal: Portal, office: Person, lead: Person, student: Person, exchange: str) -> None:
    """Credits are proposed by the teacher, awarded by the office, and seen by the student."""
    page = lead.page
    page.goto(f"/credits{exchange}")
    lead.picture("credits")
    press(page, "Propose for 1 student")
    said(page, "proposed")
    page = office.page
    page.goto("/credits/proposals/")
    page.get_by_role("checkbox").first.check()
    office.picture("credits")
    press(page, "Award what is ticked")
    portal.mailbox.wait_for(STUDENT, "redit")
    page = student.page
    page.goto("/credits/")
    said(page, "3.0")
    said(page, TITLE)
    student.picture("credits")
    page.goto("/")
    student.picture("home")
