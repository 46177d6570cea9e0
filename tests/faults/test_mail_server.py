"""The mail server is away, hangs up, or refuses some: everybody else gets their mail, once."""

import threading
from collections import Counter

import pytest
from django.db.models.functions import Now

from core.models import AddressTrouble, Message
from core.reminding import plan_reminders
from tests.cast import make_cast
from tests.exchanges.stage import make_session
from tests.faults.conftest import wait_for
from tests.faults.rows import S, ids, make_settled_exchange, reminders, unsettled, write
from tests.sink import sink
from ve_portal.local.broker import free_port

pytestmark = pytest.mark.faults


def let_waits_pass():
    Message.objects.filter(state=S.PENDING).update(next_attempt_at=Now())


def is_settled():
    let_waits_pass()
    return unsettled() == 0


def test_mail_server_that_is_down_delays_and_loses_nothing(stage):
    make_session(make_settled_exchange(make_cast(), students=6), 55)
    plan_reminders()
    port = free_port()
    stage.more["EMAIL_PORT"] = str(port)
    stage.worker()
    stage.beat("beat")
    wait_for(lambda: reminders().filter(attempts__gt=0).count() >= 3, "some tries in vain")
    assert not reminders().exclude(state__in=[S.PENDING, S.SENDING]).exists()

    with sink(port) as server:
        wait_for(is_settled, "the reminders to go once the server is back")
        assert server.copies() == Counter(ids(reminders()))
    assert set(reminders().values_list("state", flat=True)) == {S.SENT}


def hang_up_often():
    """Say 421 to every third message, and to every other connection at its start."""
    counted, lock = Counter(), threading.Lock()

    def script(command, _argument):
        with lock:
            counted[command] += 1
            every = {"MAIL": 3, "CONNECT": 2}.get(command)
            is_tired = every is not None and counted[command] % every == 0
        return "421 come back later" if is_tired else ""

    return script


def test_mail_server_that_hangs_up_in_the_middle_gets_each_message_once(stage):
    written = write(20)
    stage.server.script = hang_up_often()
    stage.worker()
    stage.beat("beat")

    wait_for(is_settled, "all messages to go in spite of it")

    assert stage.server.copies() == Counter(ids(written))
    assert set(Message.objects.values_list("state", flat=True)) == {S.SENT}
    assert not AddressTrouble.objects.exists()


def refuse(**answers):
    """Answer to some recipients as told: a list is used up, a text is for ever."""

    def script(command, argument):
        if command != "RCPT":
            return ""
        name = argument.partition("<")[2].partition("@")[0]
        answer = answers.get(name, "")
        if isinstance(answer, list):
            return answer.pop(0) if answer else ""
        return answer

    return script


def test_mail_server_that_refuses_one_address_keeps_no_neighbour_waiting(stage):
    """One address is refused for good, another for a while: only they are treated differently."""
    messages = {message.address: message for message in write(12)}
    gone, later = messages["r3@example.org"], messages["r7@example.org"]
    stage.server.script = refuse(r3="550 5.1.1 no such user", r7=["451 later", "450 later"])
    stage.worker()
    stage.beat("beat")
    others = [message for message in messages.values() if message not in (gone, later)]
    wait_for(
        lambda: Message.objects.filter(pk__in=[m.pk for m in others], state=S.SENT).count() == 10,
        "the neighbours to get theirs",
    )
    wait_for(is_settled, "the message that has to wait")

    gone.refresh_from_db()
    later.refresh_from_db()
    assert (gone.state, gone.smtp_code, gone.attempts) == (S.FAILED, 550, 1)
    assert (later.state, later.attempts) == (S.SENT, 3)
    assert [trouble.address for trouble in AddressTrouble.objects.open()] == [gone.address]
    assert stage.server.copies() == Counter(ids(messages.values()) - {gone.message_id})
