"""What the state of an exchange makes of its sessions: in the feed and in the file of one."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.workflow import feed as feeds
from core.models import Message
from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, Session
from exchanges.workflow.facilitation import add_facilitator
from exchanges.workflow.session import NewSession, cancel_session, schedule_sessions
from tests.cast import Cast
from tests.exchanges import build
from tests.exchanges.stage import make_exchange, make_session
from tests.exchanges.test_session import plan_of

pytestmark = pytest.mark.django_db
DAY = 24 * 60


class Reader:
    """The lead teacher's calendar program, and their browser."""

    def __init__(self, cast: Cast) -> None:
        self.client = Client()
        self.client.force_login(cast.lead_teacher)
        self.url = reverse(
            "calendar-feed", args=[feeds.renew(cast.lead_teacher, by=cast.lead_teacher)]
        )

    def feed(self) -> dict[str, Any]:
        """Return the feed's events by the identifier of their session."""
        calendar = icalendar.Calendar.from_ical(Client().get(self.url).content)
        return {str(event["UID"]).split("@")[0][8:]: event for event in calendar.walk("VEVENT")}

    def file(self, session: Session) -> Any:
        """Return the event of the session's own file."""
        answer = self.client.get(reverse("exchanges:session-calendar", args=[session.pk]))
        (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        return event

    def both(self, session: Session) -> tuple[str, int]:
        """Return the status and the sequence that the feed and the file agree on."""
        event = self.feed()[str(session.pk)]
        assert self.file(session).to_ical() == event.to_ical()
        return str(event["STATUS"]), int(event["SEQUENCE"])


@pytest.fixture
def reader(cast: Cast) -> Reader:
    return Reader(cast)


def sessions_of(exchange: Exchange) -> list[Session]:
    return list(Session.objects.filter(exchange=exchange).order_by("starts_at"))


def first_of(exchange: Exchange) -> Session:
    return sessions_of(exchange)[0]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.DRAFT, ("TENTATIVE", 0)),
        (S.ENDORSING, ("TENTATIVE", 0)),
        (S.SUBMITTED, ("TENTATIVE", 0)),
        (S.RETURNED, ("TENTATIVE", 0)),
        (S.APPROVED, ("CONFIRMED", 1)),
        (S.OPEN, ("CONFIRMED", 1)),
        (S.RUNNING, ("CONFIRMED", 1)),
        (S.COMPLETED, ("CONFIRMED", 1)),
        (S.REJECTED, ("CANCELLED", 1)),
        (S.CANCELLED, ("CANCELLED", 1)),
    ],
)
def test_session_is_tentative_until_its_exchange_is_approved(
    cast: Cast, reader: Reader, state: S, expected: tuple[str, int]
):
    exchange = build.make(cast, state)
    assert reader.both(first_of(exchange)) == expected


def test_approval_is_a_change_that_calendars_notice_at_its_moment(cast: Cast, reader: Reader):
    exchange = build.make(cast, S.SUBMITTED)
    session = first_of(exchange)
    before, seen = reader.feed()[str(session.pk)], Client().get(reader.url).headers
    later = timezone.now() + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        workflow.approve(exchange, by=cast.office)
        changed = {"If-None-Match": seen["ETag"]}
        dated = {"If-Modified-Since": seen["Last-Modified"]}
        assert Client().get(reader.url, headers=changed).status_code == 200
        assert Client().get(reader.url, headers=dated).status_code == 200
        after = reader.feed()[str(session.pk)]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    moment = later.replace(microsecond=0)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == moment
    assert before["DTSTAMP"].dt < moment
    session.refresh_from_db()
    assert session.schedule_seq == 0, "reminders are planned for this number"


def test_step_that_decides_nothing_is_no_change_of_the_event(cast: Cast, reader: Reader):
    exchange = build.make(cast, S.DRAFT)
    session = first_of(exchange)
    before = reader.feed()[str(session.pk)].to_ical()
    exchange = build.submit(exchange, cast)
    assert reader.feed()[str(session.pk)].to_ical() == before
    build.give_back(exchange, cast)
    assert reader.feed()[str(session.pk)].to_ical() == before


def test_session_planned_after_the_approval_is_confirmed_from_the_beginning(
    cast: Cast, reader: Reader
):
    exchange = build.make(cast, S.APPROVED)
    day = exchange.starts_on + timedelta(days=9)
    new = NewSession("Extra", cast.siena, plan_of(first_of(exchange), local_date=day))
    (session,) = schedule_sessions(exchange, [new], by=cast.lead_teacher)
    assert reader.both(session) == ("CONFIRMED", 0)


def test_session_called_off_before_the_approval_stays_as_it_was(cast: Cast, reader: Reader):
    exchange = build.make(cast, S.DRAFT)
    session = cancel_session(first_of(exchange), "Holiday", by=cast.lead_teacher)
    assert reader.both(session) == ("CANCELLED", 1)
    before = reader.feed()[str(session.pk)].to_ical()
    make_session(exchange, 70 * DAY)
    build.approve(build.submit(exchange, cast), cast)
    assert reader.feed()[str(session.pk)].to_ical() == before
    assert reader.both(session) == ("CANCELLED", 1)


def test_session_called_off_after_the_approval_has_the_highest_number(cast: Cast, reader: Reader):
    session = first_of(build.make(cast, S.OPEN))
    confirmed = reader.both(session)
    session = cancel_session(session, "Strike", by=cast.lead_teacher)
    assert (confirmed, reader.both(session)) == (("CONFIRMED", 1), ("CANCELLED", 2))
    told = Message.objects.filter(kind="exchanges.session_cancelled", target_id=session.pk)
    assert {"SEQUENCE:2" in each.attachments[0]["content"] for each in told} == {True}


def test_session_of_a_cancelled_exchange_is_cancelled_in_its_file_as_in_the_feed(
    cast: Cast, reader: Reader
):
    exchange = build.make(cast, S.RUNNING)
    past, *_others, to_come = sessions_of(exchange)
    Session.objects.filter(pk=past.pk).update(starts_at=timezone.now() - timedelta(days=1))
    given_up = workflow.cancel(exchange, "No students", by=cast.lead_teacher)
    assert reader.both(past) == ("CONFIRMED", 1)
    assert reader.both(to_come) == ("CANCELLED", 2)
    moment = given_up.state_changed_at.replace(microsecond=0)
    assert reader.file(to_come)["DTSTAMP"].dt == moment


def test_past_session_of_a_rejected_exchange_never_took_place(cast: Cast, reader: Reader):
    exchange = build.make(cast, S.REJECTED)
    session = first_of(exchange)
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(days=1))
    assert reader.both(session) == ("CANCELLED", 1)


def test_invitation_to_facilitate_what_is_not_approved_says_that_it_is_tentative(cast: Cast):
    session = make_session(make_exchange(cast))
    add_facilitator(session, cast.facilitator, by=cast.lead_teacher)
    (file,) = Message.objects.get(kind="exchanges.facilitator_added").attachments
    assert "STATUS:TENTATIVE" in file["content"]
