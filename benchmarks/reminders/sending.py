"""Sending with two workers, against a bare loop over one connection."""

import multiprocessing
import smtplib
import time
from typing import Any

from django.conf import settings
from django.db import connection, connections

from benchmarks.reminders.figures import Figure, interleave
from benchmarks.reminders.sink import running_sink
from benchmarks.reminders.stage import forget_messages
from core.delivery import deliver_due
from core.desk import Desk
from core.models import Message
from core.reminding import plan_reminders

WORKERS = 2


def sending_rate(rounds: int) -> Figure:
    """Send all that is planned with two workers, letters written included; mails per second."""
    with running_sink() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        forget_messages()
        count = plan_reminders()
        prepared = _prepared()

        def ours() -> float:
            forget_messages()
            plan_reminders()
            seconds = _work()
            sent = Message.objects.filter(state=Message.State.SENT).count()
            if sent != count:
                raise SystemExit(f"{sent} of {count} reminders were sent.")
            return count / seconds

        def bare() -> float:
            return count / _loop(port, prepared, count)

        measured, floor = interleave(rounds, ours, bare)
    note = f"{count:,} mails of {len(prepared):,} bytes, {WORKERS} workers against one bare loop"
    return Figure("sending", "mails/s", measured, floor, 0.4, at_least=True, note=note)


def _prepared() -> bytes:
    """Return the bytes of one of the reminders."""
    mail: Any = Desk().mail_of(Message.objects.all()[0])
    content: bytes = mail.message().as_bytes(linesep="\r\n")
    return content


def _loop(port: int, content: bytes, count: int) -> float:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench") as server:
        start = time.perf_counter()
        for number in range(count):
            server.sendmail("office@bench.example", [f"student{number}@bench.example"], content)
        return time.perf_counter() - start


def _work() -> float:
    """Let the workers send until nothing is left; return the seconds from their start."""
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(WORKERS + 1)
    connections.close_all()
    workers = [fork.Process(target=_worker, args=[barrier]) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    barrier.wait()
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


def _worker(barrier: Any) -> None:
    connection.ensure_connection()
    barrier.wait()
    while deliver_due():
        pass
