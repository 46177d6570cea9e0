"""Workers are killed in the middle of their work: nobody misses a message for it."""

import os
import signal
from contextlib import suppress

import pytest
from django.db.models.functions import Now

from core.models import Message
from core.reminding import plan_reminders
from tests.cast import make_cast
from tests.exchanges.stage import make_session
from tests.faults.broken import POINTS
from tests.faults.conftest import children_of, kill, wait_for
from tests.faults.rows import S, ids, make_settled_exchange, reminders, unsettled, write

pytestmark = pytest.mark.faults
KILLS = 25
PROCESSES = 3
STUDENTS = 400


def test_kills_workers_killed_again_and_again_lose_no_reminder(stage):
    """Repeats carry the same Message-ID; each process that was killed can cause but one."""
    exchange = make_settled_exchange(make_cast(), STUDENTS)
    make_session(exchange, 55)
    planned = plan_reminders()
    stage.server.pause = 0.05
    workers = [stage.worker(PROCESSES), stage.worker(PROCESSES)]
    killed = 0
    for number in range(KILLS):
        _wait_until_sent(stage, len(stage.server.accepted) + 3)
        turn = number % 2
        # At times the whole worker dies, else one of the processes in it that do the work.
        if number % 10 == 9 or not _kill_child(workers[turn]):
            killed += PROCESSES
            kill(workers[turn])
            workers[turn] = stage.worker(PROCESSES)
        else:
            killed += 1
    stage.server.pause = 0
    wait_for(_is_done(stage), "the last workers to send the rest")

    copies = stage.server.copies()
    assert planned == STUDENTS + 4
    assert set(copies) == ids(reminders())
    assert set(reminders().values_list("state", flat=True)) == {S.SENT}
    assert sum(copies.values()) - planned <= killed


def _wait_until_sent(stage, count):
    def is_so():
        stage.ring()
        return len(stage.server.accepted) >= count

    wait_for(is_so, "a worker to send some messages")


def _is_done(stage):
    def is_so():
        stage.ring()
        return unsettled() == 0

    return is_so


def _kill_child(worker):
    """Kill a process that works for a worker; tell whether the worker lives to have another."""
    wait_for(lambda: worker.poll() is not None or children_of(worker), "the worker to have one")
    for child in children_of(worker):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
            return True
    return False


@pytest.mark.parametrize(("point", "copies"), [*zip(POINTS, (1, 1, 2, 1), strict=True)])
def test_kills_at_each_point_of_a_delivery(stage, point, copies):
    """Only between the server's acceptance and the commit may a kill bring a second copy."""
    [message] = write(1)
    killed = stage.hand(FAULTS_KILLED_AT=point)
    assert killed.wait() == -signal.SIGKILL
    message.refresh_from_db()
    assert message.state == (S.SENT if point == "settled" else S.SENDING)

    Message.objects.filter(state=S.SENDING).update(lease_until=Now())
    stage.deliver()

    message.refresh_from_db()
    assert message.state == S.SENT
    assert stage.server.copies() == {message.message_id: copies}
