"""Workers are killed, the broker dies, planners overlap: nothing is lost, nobody is told twice."""

import signal
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now
from django.utils import timezone

from core import outbox
from core.models import Message
from core.reminding import plan_reminders
from exchanges.enums import EnrolmentState
from exchanges.models import Enrolment
from exchanges.workflow.session import cancel_session
from tests.cast import make_cast
from tests.exchanges.stage import make_running, make_session
from tests.faults.conftest import kill, wait_for

pytestmark = pytest.mark.faults
S = Message.State
KILLS = 5


def write(count):
    letter = outbox.Draft("Subject", "text", "<p>text</p>")
    return outbox.write_many(
        (outbox.Envelope(kind="core.test", address=f"r{n}@example.org", language="en"), letter)
        for n in range(count)
    )


def unsettled():
    return Message.objects.filter(state__in=[S.PENDING, S.SENDING]).count()


def test_outbox_workers_killed_again_and_again_lose_nothing(stage):
    """Repeats carry the same Message-ID, and there are no more of them than kills."""
    written = {message.message_id for message in write(100)}
    stage.server.pause = 0.05
    upcoming = stage.worker()
    for _number in range(KILLS):
        # The next worker starts up while this one works.
        worker, upcoming = upcoming, stage.worker()
        before = len(stage.server.accepted)

        def carries(start=before):
            stage.ring()
            return len(stage.server.accepted) > start + 3

        wait_for(carries, "a worker to send some messages")
        kill(worker)
    stage.server.pause = 0

    def is_done():
        stage.ring()
        return unsettled() == 0

    wait_for(is_done, "the last worker to send the rest")

    copies = stage.server.copies()
    assert set(copies) == written
    assert sum(copies.values()) - len(written) <= KILLS
    assert Message.objects.filter(state=S.SENT).count() == len(written)


def reminders():
    return Message.objects.filter(offset_minutes__isnull=False)


def reminders_of(session):
    return reminders().filter(target_id=session.pk).count()


def make_due_sessions(cast, count=8):
    exchange = make_running(cast)
    Enrolment.objects.update(state_changed_at=timezone.now() - timedelta(days=30))
    return [make_session(exchange, 40 + number) for number in range(count)]


def test_reminders_two_beats_and_hand_runs_remind_each_person_once(stage):
    cast = make_cast()
    sessions = make_due_sessions(cast)
    cancelled = make_session(sessions[0].exchange, 50, title="Cancelled")
    withdrawn = cast.other_student
    stage.beat("beat-one")
    stage.beat("beat-two")
    stage.worker(processes=2)

    def run_by_hand():
        try:
            for _number in range(20):
                plan_reminders()
        finally:
            connections.close_all()

    hands = [threading.Thread(target=run_by_hand) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    cancel_session(cancelled, "Strike", by=cast.lead_teacher)
    Enrolment.objects.filter(student=withdrawn).update(state=EnrolmentState.WITHDRAWN)

    # This one is left to the beats.
    late = make_session(sessions[0].exchange, 45, title="Late")

    wait_for(lambda: reminders_of(late) == 3 and unsettled() == 0, "all reminders to go")
    # Both beats ring again and again; none of it may add anything.
    made = reminders().count()
    accepted = len(stage.server.accepted)
    wait_for(_bells(stage), "the beats to ring some more")

    assert (reminders().count(), len(stage.server.accepted)) == (made, accepted)
    people = 4
    assert made == people * (len(sessions) + 1) + 3
    assert set(stage.server.copies().values()) == {1}
    told = Counter(
        Message.objects.filter(state=S.SENT, kind="exchanges.session_reminder").values_list(
            "target_id", "recipient_id"
        )
    )
    assert set(told.values()) == {1}
    for session in (*sessions, late):
        for person in (cast.student, cast.lead_teacher, cast.partner_teacher):
            assert told[session.pk, person.pk] == 1


def _bells(stage):
    """Return the condition that three messages more, queued one after another, were sent."""
    probes = []

    def condition():
        if not probes or Message.objects.get(pk=probes[-1].pk).state == S.SENT:
            if len(probes) == 3:
                sent = {message.message_id for message in probes}
                stage.server.accepted[:] = [
                    item for item in stage.server.accepted if item.message_id not in sent
                ]
                return True
            probes.extend(write(1))
        return False

    return condition


def test_outbox_broker_killed_loses_nothing(stage):
    stage.worker()
    stage.beat("beat")
    first = write(3)
    wait_for(lambda: unsettled() == 0, "the first messages to go")

    stage.broker.kill()
    second = write(5)
    hand = stage.start("hand", "manage.py", "deliver_mail")
    assert hand.wait() == 0
    assert unsettled() == 0

    third = write(4)
    stage.broker.start()
    wait_for(lambda: unsettled() == 0, "the messages to go once the broker is back")

    written = {message.message_id for message in (*first, *second, *third)}
    assert set(stage.server.copies()) == written
    assert set(stage.server.copies().values()) == {1}


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
