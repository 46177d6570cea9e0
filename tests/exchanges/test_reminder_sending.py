from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.workflow.people import stop_reminders
from core.delivery import deliver_due
from core.errors import RefusedError
from core.models import Letter, Message
from core.reminding import plan_reminders, resend
from exchanges.enums import EnrolmentState, ExchangeState
from exchanges.models import Enrolment, Exchange, Facilitation, Session
from exchanges.workflow.session import cancel_session, move_session
from tests.exchanges.stage import make_running, make_session, reminders
from tests.exchanges.test_session import plan_of

pytestmark = pytest.mark.django_db
DAY, WEEK = 1440, 10080
LONG_AGO = timedelta(days=60)


@pytest.fixture
def exchange(cast):
    """A running exchange whose students enrolled long ago."""
    running = make_running(cast)
    Enrolment.objects.update(state_changed_at=timezone.now() - LONG_AGO)
    return running


def send_after(change):
    """Plan, change something, then send; return the reasons why reminders were skipped."""
    plan_reminders()
    change()
    Message.objects.filter(offset_minutes=None).delete()
    deliver_due()
    assert reminders().exclude(state__in=["sent", "skipped"]).count() == 0
    return sorted(reminders().filter(state="skipped").values_list("detail", flat=True))


def test_send_needed_reminder_goes_out(exchange):
    make_session(exchange, 55)
    assert send_after(lambda: None) == []
    assert len(mail.outbox) == 4


def test_send_after_cancellation_sends_none(cast, exchange):
    session = make_session(exchange, 55)
    reasons = send_after(lambda: cancel_session(session, "Strike", by=cast.lead_teacher))
    assert reasons == ["The meeting was cancelled."] * 4
    assert mail.outbox == []


def test_send_after_a_move_sends_none_of_the_old_set(cast, exchange):
    session = make_session(exchange, 55)
    reasons = send_after(
        lambda: move_session(session, plan_of(session, minutes=45), by=cast.lead_teacher)
    )
    assert reasons == ["The meeting was moved."] * 4


def test_send_to_somebody_who_withdrew_is_skipped(cast, exchange):
    make_session(exchange, 55)

    def withdraw():
        Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
        exchange.teams.filter(institution=cast.marrakesh).update(lead=None)

    assert send_after(withdraw) == [
        "The person no longer takes part.",
        "The student does not take part.",
    ]
    assert len(mail.outbox) == 2


def test_send_when_a_nearer_one_is_planned_the_older_is_skipped(exchange):
    """The mail server was away for a day: the day's reminder waits, the hour's takes its place."""
    session = make_session(exchange, DAY - 5)
    plan_reminders()
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() + timedelta(minutes=55))

    reasons = send_after(plan_reminders)

    assert reasons == ["A later reminder took its place."] * 4
    assert set(reminders().filter(state="sent").values_list("offset_minutes", flat=True)) == {60}


def test_send_to_somebody_who_stopped_them_is_skipped(cast, exchange):
    make_session(exchange, 55)
    reasons = send_after(lambda: stop_reminders(cast.student))
    assert reasons == ["The person wants no reminder at this time."]
    assert plan_reminders() == 0


def test_plan_own_offsets_of_the_person_count(cast, exchange):
    User.objects.filter(pk=cast.student.pk).update(reminder_offsets=[120])
    User.objects.filter(pk=cast.other_student.pk).update(reminder_offsets=[])
    make_session(exchange, 55)
    plan_reminders()
    assert reminders().get(recipient=cast.student).offset_minutes == 120
    assert not reminders().filter(recipient=cast.other_student).exists()


def test_plan_facilitator_of_the_session_is_reminded(cast, exchange):
    session = make_session(exchange, 55)
    place = Facilitation.objects.create(session=session, person=cast.facilitator)
    plan_reminders()
    assert not reminders().filter(recipient=cast.facilitator).exists()
    # Who was asked after the moment knows the time from that.
    Facilitation.objects.filter(pk=place.pk).update(created_at=timezone.now() - LONG_AGO)
    plan_reminders()
    assert reminders().filter(recipient=cast.facilitator).count() == 1


def test_send_renders_once_for_each_language_and_zone(cast, exchange):
    User.objects.filter(pk=cast.lead_teacher.pk).update(language="it")
    make_session(exchange, 55)
    plan_reminders()
    Message.objects.filter(offset_minutes=None).delete()

    assert deliver_due() == 4

    letters = {message.recipient: message.letter for message in reminders()}
    assert letters[cast.student] != letters[cast.lead_teacher]
    assert Letter.objects.count() == len({(p.language, p.time_zone) for p in letters})
    assert reminders().get(recipient=cast.lead_teacher).language == "it"


def test_send_what_cannot_be_written_holds_up_no_neighbour(exchange):
    poison, good = make_session(exchange, 55), make_session(exchange, 50)
    Session.objects.filter(pk=poison.pk).update(zone="No/Where")
    plan_reminders()

    assert deliver_due() == 4

    assert set(reminders().filter(target_id=good.pk).values_list("state")) == {("sent",)}
    left = reminders().filter(target_id=poison.pk)
    assert set(left.values_list("state", "attempts", "letter")) == {("pending", 1, None)}
    assert "No/Where" in left[0].detail


def test_send_says_how_to_stop_in_one_click(client, cast, exchange):
    make_session(exchange, 55)
    plan_reminders()
    Message.objects.exclude(recipient=cast.student).delete()
    deliver_due()
    [sent] = mail.outbox
    headers = sent.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    path = urlsplit(address).path

    assert "Stop the reminders" in client.get(path).content.decode()
    cast.student.refresh_from_db()
    assert cast.student.reminder_offsets is None

    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    cast.student.refresh_from_db()
    assert cast.student.reminder_offsets == []
    assert client.post(path[:-3] + "x/").status_code == 404


def test_send_after_the_exchange_was_cancelled_is_skipped(exchange):
    make_session(exchange, 55)
    reasons = send_after(
        lambda: Exchange.objects.update(state=ExchangeState.CANCELLED, cancel_reason="x")
    )
    assert reasons == ["The exchange is not open or running."] * 4


def test_send_after_the_session_began_is_too_late(exchange):
    make_session(exchange, 55)
    plan_reminders()
    Message.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    deliver_due()
    assert set(Message.objects.values_list("state", flat=True)) == {"expired"}
    assert mail.outbox == []


def test_resend_makes_one_new_message(cast, exchange):
    session = make_session(exchange, 55)
    plan_reminders()
    deliver_due()
    reminder = reminders().get(recipient=cast.student)

    stop_reminders(cast.student)

    copy = resend(reminder, session, by=cast.lead_teacher)

    assert copy.message_id != reminder.message_id
    assert deliver_due() == 1
    assert len(mail.outbox) == 5


def test_resend_while_it_waits_is_refused(cast, exchange):
    session = make_session(exchange, 55)
    plan_reminders()
    reminder = reminders().get(recipient=cast.student)
    with pytest.raises(RefusedError, match="still waits"):
        resend(reminder, session, by=cast.lead_teacher)


def test_resend_for_a_cancelled_session_is_refused(cast, exchange):
    session = make_session(exchange, 55)
    plan_reminders()
    deliver_due()
    cancel_session(session, "Strike", by=cast.lead_teacher)
    reminder = reminders().get(recipient=cast.student)
    with pytest.raises(RefusedError, match="cancelled"):
        resend(reminder, session, by=cast.lead_teacher)
