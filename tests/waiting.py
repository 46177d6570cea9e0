"""Two transactions of which one waits for the other: which comes first is no chance here."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connection, transaction

from core.errors import RefusedError

PATIENCE_SECONDS = 30
WAITERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


def one_behind_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Commit what `first` did only once `second` waits for it; return what each gave or refused.

    Each has a connection of its own. Fails when the second does not need to wait.
    """
    has_begun = Event()

    def hold() -> Any:
        with transaction.atomic():
            answer = first()
            has_begun.set()
            _wait_for_a_waiter()
            return answer

    def follow() -> Any:
        assert has_begun.wait(PATIENCE_SECONDS)
        return second()

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(_answer, action) for action in (hold, follow)]
        one, other = (future.result() for future in futures)
    return one, other


def _answer(action: Callable[[], Any]) -> Any:
    try:
        return action()
    except RefusedError as error:
        return error
    finally:
        connection.close()


def _wait_for_a_waiter() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITERS)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waits for this transaction.")
