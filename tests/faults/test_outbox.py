"""A sender is asked to end, or outstays its lease: its word still counts, or no longer does."""

import signal

import pytest
from django.db.models.functions import Now

from core.models import Message
from tests.faults.conftest import wait_for
from tests.faults.rows import S, write

pytestmark = pytest.mark.faults


def test_outbox_process_asked_to_end_finishes_the_message_in_hand(stage):
    write(10)
    stage.server.pause = 0.5
    process = stage.start("hand", "manage.py", "deliver_mail")
    wait_for(lambda: Message.objects.filter(state=S.SENDING).exists(), "a message in hand")

    process.terminate()

    assert process.wait() == -signal.SIGTERM
    assert not Message.objects.filter(state=S.SENDING).exists()
    sent = set(Message.objects.filter(state=S.SENT).values_list("message_id", flat=True))
    assert sent == set(stage.server.copies())
    assert 0 < len(sent) < 10


def test_outbox_sender_that_outstays_its_lease_overrules_nobody(stage):
    """The server keeps the first sender waiting; the second takes over, and its word stands."""
    [message] = write(1)
    stage.lease_seconds, stage.mail_timeout = 1, 50
    stage.server.held = {1}
    slow = stage.start("slow", "manage.py", "deliver_mail")
    wait_for(
        lambda: Message.objects.filter(state=S.SENDING, lease_until__lte=Now()).exists(),
        "the first lease to run out",
    )

    assert stage.start("hand", "manage.py", "deliver_mail").wait() == 0
    stage.server.release.set()
    assert slow.wait() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (S.SENT, 2)
    assert [attempt.outcome for attempt in message.tries.all()] == ["lease lost"]
    assert stage.server.copies() == {message.message_id: 2}
