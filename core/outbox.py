"""Write e-mails as rows, and carry the rows to the SMTP server.

PostgreSQL is the queue and Celery only the doorbell. Delivery is at least once: a worker that is
killed between the server's acceptance and our commit leaves a lease that runs out, and the next
worker sends the same message again, under the same Message-ID.
"""

import logging
import random
import smtplib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.models import DeliveryAttempt, Message
from core.seals import seal, unseal

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
FIRST_RETRY_SECONDS = 30
LAST_RETRY_SECONDS = 3600

Check = Callable[[Message], str]
_checks: dict[str, Check] = {}


def register_check(kind: str, check: Check) -> None:
    """Ask `check` just before a message of this kind is sent.

    It returns an empty text to let it go, or the reason why it is no longer needed.
    """
    _checks[kind] = check


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a message goes, in which language and zone, and what it is about."""

    kind: str
    address: str
    language: str
    zone: str = ""
    recipient: Any = None
    target: models.Model | None = None
    is_confidential: bool = False
    expires_at: datetime | None = None
    attachments: Sequence[Mapping[str, str]] = field(default_factory=list)


def envelope_for(user: Any, kind: str, **more: Any) -> Envelope:
    """Return an envelope to a user, in the language and zone that they chose."""
    return Envelope(
        kind=kind,
        address=user.email,
        language=user.language,
        zone=user.time_zone,
        recipient=user,
        **more,
    )


def queue(envelope: Envelope, context: Mapping[str, Any]) -> Message:
    """Render the three templates of the kind and write the row; nothing is sent yet.

    The kind `exchanges.decided` is rendered from `exchanges/mail/decided/{subject,body}.txt` and
    `body.html`, in the recipient's language and zone.
    """
    app, name = envelope.kind.split(".", 1)
    folder = f"{app}/mail/{name}"
    values = {**context, "origin": settings.SITE_ORIGIN, "recipient": envelope.recipient}
    with (
        translation.override(envelope.language),
        timezone.override(envelope.zone or settings.TIME_ZONE),
    ):
        subject = " ".join(render_to_string(f"{folder}/subject.txt", values).split())
        text = render_to_string(f"{folder}/body.txt", values)
        html = render_to_string(f"{folder}/body.html", values)
    return write(envelope, subject, text, html)


def write(envelope: Envelope, subject: str, text: str, html: str = "") -> Message:
    """Write the row of a message whose parts are ready."""
    is_secret = envelope.is_confidential
    domain = settings.SITE_ORIGIN.split("://", 1)[-1].split(":", 1)[0]
    target = envelope.target
    return Message.objects.create(
        message_id=f"<{uuid.uuid4()}@{domain}>",
        kind=envelope.kind,
        recipient=envelope.recipient,
        address=envelope.address,
        language=envelope.language,
        subject=subject[:300],
        text=seal(text) if is_secret else text,
        html=seal(html) if is_secret and html else html,
        attachments=list(envelope.attachments),
        is_confidential=is_secret,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        expires_at=envelope.expires_at,
    )


def deliver_due(limit: int = 500) -> int:
    """Send what is due, one message at a time over one connection; return how many were sent."""
    connection = get_connection()
    sent = 0
    try:
        for _number in range(limit):
            message = Message.objects.claim_next(settings.OUTBOX_LEASE_SECONDS)
            if message is None:
                break
            sent += _deliver(message, connection)
    finally:
        connection.close()
    return sent


def _deliver(message: Message, connection: BaseEmailBackend) -> bool:
    if message.expires_at is not None and message.expires_at <= timezone.now():
        return _settle(message, Message.State.EXPIRED)
    check = _checks.get(message.kind)
    if check is not None and (reason := check(message)):
        return _settle(message, Message.State.SKIPPED, detail=reason)
    try:
        connection.open()
        _compose(message, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        return _refused(message, code, reply)
    except smtplib.SMTPResponseException as error:
        connection.close()
        return _refused(message, error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        return _retry(message, None, f"{type(error).__name__}: {error}")
    except Exception as error:
        # A message that cannot be composed must not hold up its neighbours.
        logger.exception("Message %s cannot be composed.", message.pk)
        return _retry(message, None, f"{type(error).__name__}: {error}")
    return _settle(message, Message.State.SENT)


def _compose(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    secret = message.is_confidential
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=unseal(message.text) if secret else message.text,
        to=[message.address],
        connection=connection,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(unseal(message.html) if secret else message.html, "text/html")
    for part in message.attachments:
        mail.attach(part["name"], part["content"], part["type"])
    return mail


def _refused(message: Message, code: int, reply: bytes | str) -> bool:
    detail = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    if 400 <= code < 500:
        return _retry(message, code, detail)
    return _settle(message, Message.State.FAILED, code=code, detail=detail)


def _retry(message: Message, code: int | None, detail: str) -> bool:
    if message.attempts >= MAX_ATTEMPTS:
        return _settle(message, Message.State.FAILED, code=code, detail=detail)
    wait = min(FIRST_RETRY_SECONDS * 2 ** (message.attempts - 1), LAST_RETRY_SECONDS)
    # Jitter, so that a server that comes back is not met by everything at once.
    wait_for = timedelta(seconds=wait * random.uniform(0.5, 1.5))  # noqa: S311 -- not a secret
    return _settle(message, Message.State.PENDING, code=code, detail=detail, wait_for=wait_for)


def _settle(
    message: Message,
    state: Message.State,
    *,
    code: int | None = None,
    detail: str = "",
    wait_for: timedelta = timedelta(0),
) -> bool:
    """Record the outcome, unless the lease has run out and another worker holds the message."""
    is_sent = state == Message.State.SENT
    changes: dict[str, Any] = {
        "state": state,
        "smtp_code": code,
        "detail": detail[:500],
        "lease_token": None,
        "lease_until": None,
        "sent_at": Now() if is_sent else None,
        "next_attempt_at": Now() + wait_for,
    }
    if message.is_confidential and state != Message.State.PENDING:
        changes |= {"text": "", "html": ""}
    with transaction.atomic():
        held = Message.objects.held_by(message).update(**changes)
        DeliveryAttempt.objects.create(
            message=message,
            lease_token=message.lease_token,
            outcome=state if held else "lease lost",
            smtp_code=code,
            detail=detail[:500],
        )
    return bool(held) and is_sent
