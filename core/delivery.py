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
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least, Now

from core.drain import draining
from core.models import DeliveryAttempt, Message
from core.outbox import reason_to_skip
from core.seals import unseal

logger = logging.getLogger(__name__)

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

SERVICE_NOT_AVAILABLE = 421
MESSAGE_TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. `is_servers`: the trouble is the server's, not the message's."""

    state: Message.State
    code: int | None = None
    detail: str = ""
    is_servers: bool = False


class Courier:
    """One connection to the SMTP server, reused from message to message."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._carried = 0

    def carry(self, mail: EmailMultiAlternatives) -> None:
        """Hand one mail over; raises what smtplib raises.

        A server may hang up after some messages: then the mail goes over a new connection.
        """
        try:
            self._hand_over(mail)
        except smtplib.SMTPException as error:
            if not self._carried or not _has_hung_up(error):
                raise
            self.hang_up()
            self._hand_over(mail)

    def hang_up(self) -> None:
        """Close the connection; the next mail opens a new one."""
        with suppress(smtplib.SMTPException, OSError):
            self._backend.close()
        self._carried = 0

    def _hand_over(self, mail: EmailMultiAlternatives) -> None:
        self._backend.open()
        self._backend.send_messages([mail])
        self._carried += 1


def deliver_due(limit: int = 500, seconds: float = RUN_SECONDS) -> int:
    """Send what is due, one message at a time over one connection; return how many were sent.

    Stops after `limit` messages or `seconds`, when the server fails again and again, and after
    the message in hand when the process is asked to end (SIGTERM).
    """
    courier = Courier()
    until = time.monotonic() + seconds
    sent = failures = 0
    with draining() as is_ending:
        for _number in range(limit):
            if is_ending() or failures >= MAX_SERVER_FAILURES or time.monotonic() >= until:
                break
            message = Message.objects.claim_next(settings.OUTBOX_LEASE_SECONDS, GIVE_UP_AFTER)
            if message is None:
                break
            outcome = _try(message, courier)
            failures = failures + 1 if outcome.is_servers else 0
            sent += _settle(message, outcome)
        courier.hang_up()
    return sent


def _try(message: Any, courier: Courier) -> Outcome:
    """Send a claimed message, and say what became of it; never raises."""
    try:
        if refusal := _reason_against(message):
            return refusal
        courier.carry(_compose(message))
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
    if _kills(message):
        return Outcome(Message.State.FAILED, detail="Sending it ended without a result.")
    if reason := reason_to_skip(message):
        return Outcome(Message.State.SKIPPED, detail=reason)
    return None


def _judge(message: Any, error: Exception, courier: Courier) -> Outcome:
    """Tell the message's own trouble from the server's."""
    code, detail = _reply(error)
    is_its_own = (
        isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        or code == MESSAGE_TOO_LARGE
    ) and code != SERVICE_NOT_AVAILABLE
    if not is_its_own:
        courier.hang_up()
    if (is_its_own and code is not None and code >= 500) or message.is_old:
        return Outcome(Message.State.FAILED, code, detail, is_servers=not is_its_own)
    return Outcome(Message.State.PENDING, code, detail, is_servers=not is_its_own)


def _reply(error: Exception) -> tuple[int | None, str]:
    """Return the server's code and words, or the error's own words."""
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return None, f"{type(error).__name__}: {error}"
    # smtplib says -1 where the server hung up in the middle of its answer.
    known = code if 200 <= code <= 599 else None
    return known, words.decode(errors="replace") if isinstance(words, bytes) else words


def _has_hung_up(error: smtplib.SMTPException) -> bool:
    """Tell whether the server ended the dialogue, which is not the same as being slow.

    A slow server may have the message already: that one waits for its turn.
    """
    if isinstance(error.__context__, TimeoutError):
        return False
    code, _words = _reply(error)
    return isinstance(error, smtplib.SMTPServerDisconnected) or code == SERVICE_NOT_AVAILABLE


def _kills(message: Message) -> bool:
    """Tell whether earlier tries ended without a trace too often: with the worker that tried."""
    if message.attempts <= MAX_DEATHS:
        return False
    return message.attempts - 1 - message.tries.count() >= MAX_DEATHS


def _compose(message: Message) -> EmailMultiAlternatives:
    secret = message.is_confidential
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=unseal(message.text) if secret else message.text,
        to=[message.address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(unseal(message.html) if secret else message.html, "text/html")
    for part in message.attachments:
        mail.attach(part["name"], part["content"], part["type"])
    return mail


def _wait(message: Message, outcome: Outcome) -> timedelta:
    """Return how long to wait before the next try: twice as long each time, with jitter."""
    if outcome.state != Message.State.PENDING:
        return timedelta(0)
    doublings = min(message.attempts - 1, 16)
    wait = min(FIRST_RETRY_SECONDS * 2**doublings, LAST_RETRY_SECONDS)
    # Jitter, so that a server that comes back is not met by everything at once.
    return timedelta(seconds=wait * random.uniform(0.5, 1.5))  # noqa: S311 -- not a secret


def _settle(message: Message, outcome: Outcome) -> bool:
    """Record the outcome, unless the lease has run out and another worker holds the message."""
    is_sent = outcome.state == Message.State.SENT
    detail = outcome.detail.replace("\0", "")[:500]
    changes: dict[str, Any] = {
        "state": outcome.state,
        "smtp_code": outcome.code,
        "detail": detail,
        "lease_token": None,
        "lease_until": None,
        "sent_at": Now() if is_sent else None,
        # LEAST ignores an empty expiry; at the expiry the next claim says that it is too late.
        "next_attempt_at": Least(Now() + _wait(message, outcome), F("expires_at")),
    }
    if message.is_confidential and outcome.state != Message.State.PENDING:
        changes |= {"text": "", "html": ""}
    with transaction.atomic():
        held = Message.objects.held_by(message).update(**changes)
        DeliveryAttempt.objects.create(
            message=message,
            lease_token=message.lease_token or uuid.uuid4(),
            outcome=outcome.state if held else "lease lost",
            smtp_code=outcome.code,
            detail=detail,
        )
    return bool(held) and is_sent
