import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from core.delivery import deliver_due
from core.errors import RefusedError
from core.models import AuditEvent, Message
from core.reminding import plan_reminders
from core.resending import send_again
from exchanges.enums import EnrolmentState
from exchanges.models import Enrolment
from exchanges.notifications.session import sessions_scheduled
from exchanges.workflow.session import cancel_session, move_session
from tests.exchanges.stage import make_running, make_session
from tests.exchanges.test_session import plan_of
from tests.exchanges.test_session_views import get, post, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast):
    session = make_session(make_running(cast), 55)
    Enrolment.objects.update(state_changed_at=timezone.now() - timedelta(days=30))
    Message.objects.all().delete()
    return session


@pytest.fixture
def moved(cast, session):
    """A session that was moved; everybody was told."""
    session = move_session(session, plan_of(session, minutes=45), by=cast.lead_teacher)
    deliver_due()
    return session


def enrol(session, address):
    """Let one more student take part, and have done so for long."""
    Enrolment.objects.create(
        exchange=session.exchange,
        team=session.exchange.teams.get(is_initiator=True),
        student=User.objects.create_user(address, family_name="Zz"),
        state_changed_at=timezone.now() - timedelta(days=30),
    )


def row_of(page: str, text: str) -> str:
    """Return the table's row that holds the text."""
    found: list[str] = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    return next(row for row in found if text in row)


def test_reminders_page_tells_of_each_person_and_offset(client, cast, session):
    plan_reminders()
    deliver_due()
    page = get(client, cast.office, "session-mail", session.pk).content.decode()
    rows = [
        row
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
        if f">{cast.student.email}<" in row
    ]
    assert len(rows) == 3
    assert "7 days before" in rows[0]
    assert "a nearer one was due" in rows[0]
    assert "sent" in rows[2]
    assert "Send again" in rows[2]


def test_reminders_page_tells_who_left_and_that_they_were_reminded(client, cast, session):
    plan_reminders()
    deliver_due()
    Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    page = get(client, cast.office, "session-mail", session.pk).content.decode()
    assert cast.student.email in page


def test_reminders_page_asks_the_same_queries_for_any_number(
    client, cast, session, django_assert_num_queries
):
    plan_reminders()
    client.force_login(cast.office)
    with django_assert_num_queries(15):
        client.get(url("session-mail", session.pk))
    for number in range(5):
        enrol(session, f"more{number}@example.org")
    plan_reminders()
    with django_assert_num_queries(15):
        page = client.get(url("session-mail", session.pk)).content.decode()
    assert "more4@example.org" in page


def test_reminders_page_has_pages(client, cast, session):
    for number in range(30):
        enrol(session, f"student{number:02}@example.org")
    first = get(client, cast.office, "session-mail", session.pk).content.decode()
    following = re.search(r'href="(\?cursor=[^"]+)"', first)
    assert following is not None
    second = client.get(url("session-mail", session.pk) + following[1]).content.decode()
    shown = [set(re.findall(r"student\d\d@example.org", page)) for page in (first, second)]
    assert len(shown[0] | shown[1]) == 30
    assert not shown[0] & shown[1]


def test_reminders_page_before_anything_is_due_says_what_is_planned(client, cast):
    session = make_session(make_running(cast), 60 * 24 * 20)
    page = get(client, cast.lead_teacher, "session-mail", session.pk).content.decode()
    assert "It will be planned when it is due." in page
    assert "Send again" not in page


def test_other_mail_page_tells_of_invitations_and_moves(client, cast, moved):
    page = get(client, cast.office, "session-mail-others", moved.pk).content.decode()
    assert cast.student.email in page
    assert "Send again" in row_of(page, cast.student.email)


def test_send_again_moved_mail_is_one_more_message(cast, moved):
    first = Message.objects.get(recipient=cast.student)
    copy = send_again(first, moved, by=cast.office)
    assert (copy.copy_of, copy.subject, copy.state) == (first, first.subject, "pending")
    assert copy.message_id != first.message_id
    assert AuditEvent.objects.filter(verb="core.mail.resend", actor=cast.office).count() == 1
    with pytest.raises(RefusedError, match="still waits"):
        send_again(first, moved, by=cast.office)


def test_send_again_what_is_no_longer_true_is_refused(cast, moved):
    first = Message.objects.get(recipient=cast.student)
    cancelled = cancel_session(moved, "Strike", by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="newer e-mail"):
        send_again(first, cancelled, by=cast.office)


def test_send_again_to_somebody_who_left_is_refused(cast, moved):
    Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    first = Message.objects.get(recipient=cast.student)
    with pytest.raises(RefusedError, match="does not take part"):
        send_again(first, moved, by=cast.office)
    assert Message.objects.filter(copy_of=first).count() == 0


def test_resend_button_shows_why_it_was_refused(client, cast, moved):
    first = Message.objects.get(recipient=cast.student)
    for _number in range(2):
        response = post(client, cast.office, "session-resend", moved.pk, first.public_id)
    assert response.url == url("session-mail-others", moved.pk)
    assert "still waits" in client.get(response.url).content.decode()
    assert Message.objects.filter(copy_of=first).count() == 1


def test_other_mail_page_finds_an_invitation_to_several_sessions(client, cast):
    exchange = make_running(cast)
    plans = [make_session(exchange, minutes) for minutes in (4000, 9000)]
    other = make_session(exchange, 14000)
    sessions_scheduled(plans, [cast.student])
    for session, is_there in ((plans[0], True), (plans[1], True), (other, False)):
        page = get(client, cast.office, "session-mail-others", session.pk).content.decode()
        assert (cast.student.email in page) is is_there


@pytest.fixture
def invited(cast):
    """Two sessions that one e-mail invites to, settled."""
    exchange = make_running(cast)
    plans = [make_session(exchange, minutes) for minutes in (4000, 9000)]
    Message.objects.all().delete()
    sessions_scheduled(plans, [cast.student])
    deliver_due()
    return plans


def test_invitation_to_several_sessions_is_sent_again_from_the_page_of_each(client, cast, invited):
    [first] = Message.objects.all()
    for number, session in enumerate(invited, 1):
        page = get(client, cast.office, "session-mail-others", session.pk).content.decode()
        assert page.count("Send again") == number
        post(client, cast.office, "session-resend", session.pk, first.public_id)
        assert Message.objects.filter(copy_of=first).count() == number
        deliver_due()


def test_invitation_to_several_sessions_is_outdated_when_one_of_them_moved(cast, invited):
    first = Message.objects.get()
    move_session(invited[1], plan_of(invited[1], minutes=45), by=cast.lead_teacher)
    for session in invited:
        with pytest.raises(RefusedError, match="newer e-mail"):
            send_again(first, session, by=cast.office)


def test_resend_of_an_email_about_something_else_is_not_found(client, cast, session, invited):
    first = Message.objects.get()
    response = post(client, cast.office, "session-resend", session.pk, first.public_id)
    assert response.status_code == 404
