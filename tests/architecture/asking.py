"""Ask an address as somebody, and say what every answer of the portal owes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase

from tests.architecture.world import World

# A page that is only read may still keep its reader's session alive.
_WRITES = re.compile(
    r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|MERGE|TRUNCATE)\s+(?!"django_session")', re.IGNORECASE
)
_OWED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A style sheet is the same for everybody (tests/test_brand.py holds ours to it): it may be kept.
_FOR_EVERYBODY = ("text/css; charset=utf-8",)
_POLICY = ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")


def ask(
    world: World, identity: str, method: str, url: str, *, checks_csrf: bool = False, **more: Any
) -> HttpResponseBase:
    """Send a request as this identity, and undo whatever it did."""
    client = world.client(identity, checks_csrf=checks_csrf)
    with transaction.atomic():
        answer: HttpResponseBase = getattr(client, method)(url, **more)
        if answer.streaming:
            list(answer)
        transaction.set_rollback(True)
    return answer


@contextmanager
def watched_writes() -> Iterator[list[str]]:
    """Collect the statements that change anything but sessions."""
    written: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def unmet(answer: HttpResponseBase, identity: str) -> list[str]:
    """Return which headers an answer lacks; what is somebody's own belongs in no cache."""
    lacks = [name for name, value in _OWED.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    lacks += [words for words in _POLICY if words not in policy]
    is_own = identity != "anonymous" and answer.headers.get("Content-Type") not in _FOR_EVERYBODY
    if is_own and "no-store" not in answer.headers.get("Cache-Control", ""):
        lacks.append("Cache-Control: no-store")
    return lacks
