"""Carry the outbox's rows to the SMTP server.

Delivery is at least once. A worker that is killed between the server's acceptance and our commit
leaves a lease that runs out, and the next worker sends the same message again, under the same
Message-ID. Whoever cannot reach the server tries again, ever later, until the message expires or
has waited for too long; one message's trouble never holds up its neighbours.
"""

import logging
import random
import smtplib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from core.courier import SERVICE_NOT_AVAILABLE, Courier, reply_of
from core.desk import Desk
from core.drain import draining
from core.models import AddressTrouble, Message
from core.outbox import reason_to_skip

logger = logging.getLogger(__name__)

# So many are claimed at once; they are looked at together, and sent one by one.
CLAIMED = 50
# Of a lease, this share is for sending what was claimed: the rest outlasts the last try.
LEASE_SHARE = 4
# A run ends after this long, so that a worker that is asked to stop is soon ready to.
RUN_SECONDS = 20
FIRST_RETRY_SECONDS = 30
LAST_RETRY_SECONDS = 3600
# RFC 5321, 4.5.4.1: the give-up time generally needs to be at least four to five days.
GIVE_UP_AFTER = timedelta(days=5)
# A message that our own code cannot compose, or that kills whoever sends it.
MAX_BROKEN = 5
MAX_DEATHS = 10
# So many failures of the server in a row end the run: the rest would only wait for it, too.
MAX_SERVER_FAILURES = 3

MESSAGE_TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try.

    `is_servers`: the trouble is the server's, not the message's; `is_address`: the server says
    for good that nobody is reached at the address.
    """

    state: Message.State
    code: int | None = None
    detail: str = ""
    is_servers: bool = False
    is_address: bool = False


def deliver_due(limit: int | None = None, seconds: float = RUN_SECONDS) -> int:
    """Send what is due, one message at a time over one connection; return how many were sent.

    Stops after `limit` are sent or `seconds` have passed, when the server fails again and again,
    and after the message in hand when the process is asked to end (SIGTERM).
    """
    with draining() as is_ending:
        run = _Run(limit, seconds, is_ending)
        while not run.is_over and run.send_some():
            pass
        run.courier.hang_up()
    return run.sent


class _Run:
    """One run over the outbox: a few messages are claimed at a time, and sent one by one."""

    def __init__(self, limit: int | None, seconds: float, is_ending: Callable[[], bool]) -> None:
        self.courier, self.desk = Courier(), Desk()
        self.sent = self.failures = 0
        self._limit, self._size = limit, CLAIMED
        self._until = time.monotonic() + seconds
        self._is_ending = is_ending

    @property
    def is_over(self) -> bool:
        """Tell whether no other message is to be begun."""
        return (
            self.failures >= MAX_SERVER_FAILURES
            or self.sent == self._limit
            or self._is_ending()
            or time.monotonic() >= self._until
        )

    def send_some(self) -> bool:
        """Claim some messages and send them; tell whether there were any.

        Those that a slow server leaves no time for go back: a lease must outlast the try.
        """
        lease = settings.OUTBOX_LEASE_SECONDS
        until = time.monotonic() + lease / LEASE_SHARE
        claimed = Message.objects.claim(self._at_most, lease, GIVE_UP_AFTER)
        left, others = _safe_together(claimed)
        Message.objects.release(others)
        self._size = 1 if left and left[0].deaths else CLAIMED
        self.desk.prepare(left)
        while left and not self.is_over and time.monotonic() < until:
            self._send(left.pop(0))
        Message.objects.release(left)
        return bool(claimed)

    @property
    def _at_most(self) -> int:
        return self._size if self._limit is None else min(self._size, self._limit - self.sent)

    def _send(self, message: Any) -> None:
        outcome = _try(message, self.courier, self.desk)
        self.failures = self.failures + 1 if outcome.is_servers else 0
        self.sent += _settle(message, outcome)


def _safe_together(claimed: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the messages to hold while they are sent, and those to give back.

    One that was held by a worker that died may have killed it, so it is held alone: another death
    then counts against it, and against none of its neighbours.
    """
    if claimed and claimed[0].deaths:
        return list(claimed[:1]), list(claimed[1:])
    left = [message for message in claimed if not message.deaths]
    return left, [message for message in claimed if message.deaths]


def _try(message: Any, courier: Courier, desk: Desk) -> Outcome:
    """Send a claimed message, and say what became of it; never raises."""
    try:
        if refusal := _reason_against(message):
            return refusal
        mail = desk.mail_of(message)
        if isinstance(mail, str):
            return Outcome(Message.State.SKIPPED, detail=mail)
        courier.carry(mail)
    except (smtplib.SMTPException, OSError) as error:
        return _judge(message, error, courier)
    except Exception as error:
        logger.exception("Message %s cannot be composed.", message.pk)
        courier.hang_up()
        is_hopeless = message.attempts >= MAX_BROKEN
        state = Message.State.FAILED if is_hopeless else Message.State.PENDING
        return Outcome(state, detail=f"{type(error).__name__}: {error}")
    return Outcome(Message.State.SENT)


def _reason_against(message: Any) -> Outcome | None:
    """Look at the message again, just before it goes."""
    if message.is_late:
        return Outcome(Message.State.EXPIRED)
    if message.deaths >= MAX_DEATHS:
        return Outcome(Message.State.FAILED, detail="Sending it ended without a result.")
    if reason := reason_to_skip(message):
        return Outcome(Message.State.SKIPPED, detail=reason)
    return None


def _judge(message: Any, error: Exception, courier: Courier) -> Outcome:
    """Tell the message's own trouble from the server's."""
    code, detail = reply_of(error)
    is_its_own = (
        isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        or code == MESSAGE_TOO_LARGE
    ) and code != SERVICE_NOT_AVAILABLE
    if not is_its_own:
        courier.hang_up()
    is_final = is_its_own and code is not None and code >= 500
    state = Message.State.FAILED if is_final or message.is_old else Message.State.PENDING
    return Outcome(
        state,
        code,
        detail,
        is_servers=not is_its_own,
        is_address=is_final and _blames_address(error, detail),
    )


def _blames_address(error: Exception, detail: str) -> bool:
    """Tell whether a final refusal means that nobody is reached there, ever.

    The server refused the recipient, or said so after the message by a code of the class
    "addressing" (RFC 3463, 3.2: x.1.x).
    """
    return isinstance(error, smtplib.SMTPRecipientsRefused) or detail.startswith("5.1.")


def _wait(message: Message, outcome: Outcome) -> timedelta:
    """Return how long to wait before the next try: twice as long each time, with jitter."""
    if outcome.state != Message.State.PENDING:
        return timedelta(0)
    doublings = min(message.attempts - 1, 16)
    wait = min(FIRST_RETRY_SECONDS * 2**doublings, LAST_RETRY_SECONDS)
    # Jitter, so that a server that comes back is not met by everything at once.
    return timedelta(seconds=wait * random.uniform(0.5, 1.5))  # noqa: S311 -- not a secret


def _settle(message: Message, outcome: Outcome) -> bool:
    """Record the outcome; tell whether the message is sent, and the lease still ours."""
    held = Message.objects.settle(message, outcome, _wait(message, outcome))
    if held and outcome.is_address:
        AddressTrouble.objects.note(message, outcome)
    return held and outcome.state == Message.State.SENT
