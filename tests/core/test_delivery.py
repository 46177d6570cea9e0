from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models.functions import Now

from core import delivery, outbox
from core.delivery import GIVE_UP_AFTER, deliver_due
from core.models import DeliveryAttempt, Message
from core.tasks import deliver_mail
from tests.core.mails import make_due, write
from tests.sink import sink

S = Message.State


@pytest.fixture
def server(settings):
    """A real SMTP server that the outbox sends to."""
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 1
        yield running


@pytest.fixture
def checks(monkeypatch):
    """The registered checks, put back after the test."""
    table = {}
    monkeypatch.setattr(outbox, "_checks", table)
    return table


@pytest.mark.django_db
def test_deliver_due_sends_each_message_once():
    message = write()

    assert deliver_due() == 1
    assert deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_token) == (S.SENT, 1, None)
    assert message.sent_at is not None
    assert not message.tries.exists()


@pytest.mark.django_db
def test_deliver_due_sets_the_headers_of_an_automatic_message(server):
    message = write()

    deliver_due()

    received = server.accepted[0].mail
    assert received["Message-ID"] == message.message_id
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["To"] == "reader@example.org"
    assert received.get_body(("plain",)).get_content().strip() == "text"
    assert received.get_body(("html",)).get_content().strip() == "<p>text</p>"


@pytest.mark.django_db
def test_deliver_due_sends_calendar_attachment_with_its_method(server):
    part = {
        "name": "session.ics",
        "type": "text/calendar; method=REQUEST",
        "content": "BEGIN:VCALENDAR\r\nSUMMARY:è\r\nEND:VCALENDAR\r\n",
    }
    write(attachments=[part])

    deliver_due()

    [attached] = server.accepted[0].mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "REQUEST"
    assert attached.get_filename() == "session.ics"
    assert "SUMMARY:è" in attached.get_content()


@pytest.mark.django_db
def test_deliver_due_confidential_message_is_unsealed_on_the_way_and_then_erased(server):
    message = write(is_confidential=True)

    deliver_due()

    assert "text" in server.accepted[0].mail.get_body(("plain",)).get_content()
    message.refresh_from_db()
    assert (message.state, message.text, message.html) == (S.SENT, "", "")


@pytest.mark.django_db
def test_deliver_due_confidential_message_that_must_wait_keeps_its_text(server):
    server.script = lambda command, _: "451 later" if command == "RCPT" else ""
    message = write(is_confidential=True)

    deliver_due()

    message.refresh_from_db()
    assert message.state == S.PENDING
    assert message.text


@pytest.mark.django_db
def test_deliver_due_expired_message_is_not_sent():
    message = write(is_confidential=True)
    Message.objects.update(expires_at=Now())

    assert deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.text, mail.outbox) == (S.EXPIRED, "", [])


@pytest.mark.django_db
def test_deliver_due_unneeded_message_is_skipped_with_its_reason(checks):
    checks["core.test"] = lambda _message: "The session was cancelled."
    message = write()

    assert deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.detail) == (S.SKIPPED, "The session was cancelled.")


@pytest.mark.django_db
def test_deliver_due_several_poison_rows_in_a_row_hold_up_nobody(checks):
    def explode(message):
        if message.address.startswith("poison"):
            raise KeyError("poison")
        return ""

    checks["core.test"] = explode
    poison = [write(f"poison{number}@example.org") for number in range(7)]
    good = [write(f"reader{number}@example.org") for number in range(3)]

    assert deliver_due() == len(good)

    for message in poison:
        message.refresh_from_db()
        assert (message.state, message.attempts) == (S.PENDING, 1)
        assert "KeyError" in message.detail


@pytest.mark.django_db
def test_deliver_due_message_that_cannot_be_composed_fails_in_the_end(checks):
    message = write()
    Message.objects.update(text="", html="", is_confidential=True)

    for _number in range(delivery.MAX_BROKEN):
        deliver_due()
        make_due(message)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (S.FAILED, delivery.MAX_BROKEN)
    assert "InvalidToken" in message.detail


@pytest.mark.django_db
def test_deliver_due_message_that_kills_its_senders_takes_no_neighbour_with_it(checks):
    """Many are claimed at once, and none of them is to blame for what another one does."""

    def die(message):
        if message.address.startswith("poison"):
            raise SystemExit
        return ""

    checks["core.test"] = die
    poison = write("poison@example.org")
    good = [write(f"reader{number}@example.org") for number in range(4)]
    for _number in range(delivery.MAX_DEATHS):
        with pytest.raises(SystemExit):
            deliver_due()
        Message.objects.filter(state=S.SENDING).update(lease_until=Now())

    assert deliver_due() == len(good)

    poison.refresh_from_db()
    assert (poison.state, poison.detail) == (S.FAILED, "Sending it ended without a result.")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_deliver_due_hard_refusal_fails_at_once_and_the_neighbour_is_sent(server, command):
    refused = [True]

    def script(given, _argument):
        if given == command and refused:
            refused.clear()
            return "550 5.1.1 no such user"
        return ""

    server.script = script
    bad, good = write("nobody@example.org"), write()

    assert deliver_due() == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.smtp_code) == (S.FAILED, 550)
    assert "no such user" in bad.detail
    assert good.state == S.SENT
    assert server.connections == 1


@pytest.mark.django_db
def test_deliver_due_soft_refusal_waits_longer_each_time(server):
    server.script = lambda command, _: "451 greylisted" if command == "RCPT" else ""
    message = write()
    waits = []
    for _number in range(5):
        deliver_due()
        row = Message.objects.extra(select={"wait": "next_attempt_at - now()"}).get()
        waits.append(row.wait.total_seconds())
        make_due(message)

    assert row.state == S.PENDING
    assert (row.smtp_code, row.attempts, row.detail) == (451, 5, "greylisted")
    for number, wait in enumerate(waits):
        base = delivery.FIRST_RETRY_SECONDS * 2**number
        assert base * 0.4 < wait < base * 1.6
    assert message.tries.count() == 5


@pytest.mark.django_db
def test_deliver_due_soft_refusal_never_waits_beyond_the_expiry(server):
    server.script = lambda command, _: "451 later" if command == "RCPT" else ""
    message = write()
    Message.objects.update(expires_at=Now() + timedelta(seconds=2))

    deliver_due()

    message.refresh_from_db()
    assert message.state == S.PENDING
    assert message.next_attempt_at == message.expires_at


@pytest.mark.django_db
def test_deliver_due_soft_refusal_is_given_up_after_days(server):
    server.script = lambda command, _: "451 later" if command == "RCPT" else ""
    message = write()
    Message.objects.update(created_at=Now() - GIVE_UP_AFTER)

    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.smtp_code) == (S.FAILED, 451)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "answer"),
    [("MAIL", "530 authentication required"), ("MAIL", "451 busy"), ("CONNECT", "554 go away")],
)
def test_deliver_due_trouble_of_the_server_costs_no_message(server, command, answer):
    server.script = lambda given, _: answer if given == command else ""
    message = write()

    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.smtp_code) == (S.PENDING, int(answer[:3]))


@pytest.mark.django_db
def test_deliver_due_message_too_large_for_the_server_fails(server):
    server.script = lambda command, _: "552 too large" if command == "MAIL" else ""
    message = write()

    deliver_due()

    message.refresh_from_db()
    assert message.state == S.FAILED


@pytest.mark.django_db
def test_deliver_due_server_that_is_down_ends_the_run_early(settings, server):
    settings.EMAIL_PORT = 1
    for _number in range(10):
        write()

    assert deliver_due() == 0

    assert DeliveryAttempt.objects.count() == delivery.MAX_SERVER_FAILURES
    assert set(Message.objects.values_list("state", flat=True)) == {S.PENDING}


@pytest.mark.django_db
def test_deliver_due_server_that_stalls_ends_in_time(settings, server):
    settings.EMAIL_TIMEOUT = 0.1
    server.pause = 0.5
    message = write()

    assert deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.smtp_code) == (S.PENDING, None)


@pytest.mark.django_db
def test_deliver_due_server_that_stalls_later_on_is_not_asked_again_at_once(settings, server):
    """It may have the message already, so a second copy would follow on its heels."""
    settings.EMAIL_TIMEOUT = 0.2
    given = []

    def script(command, _argument):
        if command == "DATA":
            given.append(1)
            server.pause = 0 if len(given) == 1 else 1
        return ""

    server.script = script
    write("first@example.org")
    second = write("second@example.org")

    assert deliver_due() == 1

    second.refresh_from_db()
    assert (second.state, second.attempts) == (S.PENDING, 1)
    assert server.connections == 1


@pytest.mark.django_db
def test_deliver_due_many_messages_share_one_connection(server):
    for number in range(5):
        write(f"reader{number}@example.org")

    assert deliver_due() == 5
    assert server.connections == 1


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["hang up", "421 too many messages"])
@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_deliver_due_server_that_hangs_up_after_a_few_gets_a_new_connection(
    server, command, answer
):
    carried = []

    def script(given, _argument):
        if given == "CONNECT":
            carried.clear()
        if given == "DATA":
            carried.append(1)
        return answer if given == command and len(carried) >= 2 else ""

    server.script = script
    for number in range(5):
        write(f"reader{number}@example.org")

    assert deliver_due() == 5
    assert server.connections == 3
    assert set(server.copies().values()) == {1}


@pytest.mark.django_db
def test_deliver_due_after_a_fault_in_the_code_the_connection_is_new(server, checks):
    bad = write("no-such-seal@example.org")
    Message.objects.filter(pk=bad.pk).update(is_confidential=True)
    write()

    assert deliver_due() == 1


@pytest.mark.django_db
def test_deliver_due_limit_is_kept():
    for _number in range(3):
        write()

    assert deliver_due(limit=2) == 2
    assert deliver_due(seconds=0) == 0
    assert deliver_due() == 1


@pytest.mark.django_db
def test_deliver_mail_task_called_twice_sends_once():
    write()
    assert deliver_mail() == 1
    assert deliver_mail() == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_deliver_mail_command_sends_all_that_is_due():
    for _number in range(3):
        write()
    said = StringIO()

    call_command("deliver_mail", stdout=said)

    assert said.getvalue() == "3 sent.\n"
