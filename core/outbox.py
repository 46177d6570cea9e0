"""Write e-mails as rows, in the transaction of what they tell. `core.delivery` carries them.

PostgreSQL is the queue and Celery only the doorbell: nothing that a request does depends on the
broker or on the SMTP server.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.errors import RefusedError
from core.identity import site_host
from core.models import Message
from core.seals import seal

SUBJECT_LENGTH = 300

Check = Callable[[Message], str]
_checks: dict[str, Check] = {}


def register_check(kind: str, check: Check) -> None:
    """Ask `check` just before a message of this kind is sent.

    It returns an empty text to let it go, or the reason why it is no longer needed.
    """
    _checks[kind] = check


def reason_to_skip(message: Message) -> str:
    """Return why a message is no longer needed, or an empty text."""
    check = _checks.get(message.kind)
    return check(message) if check is not None else ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a message goes, in which language and zone, and what it is about.

    An attachment has a `name`, a `type` and a `content`, all text. A `method` besides (REQUEST,
    CANCEL) makes it a calendar's invitation, which mail programs show as one.
    """

    kind: str
    address: str
    language: str
    zone: str = ""
    recipient: Any = None
    target: models.Model | None = None
    is_confidential: bool = False
    expires_at: datetime | None = None
    attachments: Sequence[Mapping[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message says, with what is attached (as in an envelope)."""

    subject: str
    text: str
    html: str = ""
    attachments: Sequence[Mapping[str, str]] = ()


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


def render(kind: str, language: str, zone: str, context: Mapping[str, Any]) -> Draft:
    """Render the three templates of a kind in a language and a zone.

    The kind `exchanges.decided` is rendered from `exchanges/mail/decided/{subject,body}.txt` and
    `body.html`. One letter serves all recipients who share language and zone, unless the context
    names the recipient.
    """
    app, name = kind.split(".", 1)
    folder = f"{app}/mail/{name}"
    values = {**context, "origin": settings.SITE_ORIGIN}
    with translation.override(language), timezone.override(zone or settings.TIME_ZONE):
        return Draft(
            subject=_one_line(render_to_string(f"{folder}/subject.txt", values)),
            text=render_to_string(f"{folder}/body.txt", values),
            html=render_to_string(f"{folder}/body.html", values),
        )


def queue(envelope: Envelope, context: Mapping[str, Any]) -> Message:
    """Render the templates of the envelope's kind and write the row; nothing is sent yet.

    The templates see the context, `origin` and `recipient`.
    """
    values = {**context, "recipient": envelope.recipient}
    letter = render(envelope.kind, envelope.language, envelope.zone, values)
    return write(envelope, letter.subject, letter.text, letter.html)


def write(envelope: Envelope, subject: str, text: str, html: str = "") -> Message:
    """Write the row of a message whose parts are ready."""
    message = _row(envelope, Draft(subject, text, html))
    message.save(force_insert=True)
    return message


def write_many(letters: Iterable[tuple[Envelope, Draft]]) -> list[Message]:
    """Write many rows with few statements."""
    rows = [_row(envelope, letter) for envelope, letter in letters]
    created: list[Message] = Message.objects.bulk_create(rows, batch_size=500)
    return created


def write_copy(message: Message) -> Message:
    """Queue the message again, as a message of its own (with its own Message-ID).

    Raises RefusedError for a confidential message: its secret is gone from the row.
    """
    if message.is_confidential:
        raise RefusedError(
            _("This message carried a secret link, which is not kept. Make a new one.")
        )
    copied = (
        "kind",
        "recipient",
        "address",
        "language",
        "subject",
        "text",
        "html",
        "attachments",
        "target_type",
        "target_id",
        "expires_at",
    )
    values = {name: getattr(message, name) for name in copied}
    values["copy_of_id"] = message.copy_of_id or message.pk
    copy: Message = Message.objects.create(message_id=new_message_id(), **values)
    return copy


def _row(envelope: Envelope, letter: Draft) -> Message:
    secret = envelope.is_confidential
    if secret and (envelope.attachments or letter.attachments):
        raise ValueError("A confidential message has no attachments: they would not be sealed.")
    target = envelope.target
    return Message(
        message_id=new_message_id(),
        kind=envelope.kind,
        recipient=envelope.recipient,
        address=envelope.address,
        language=envelope.language,
        subject=_one_line(letter.subject),
        text=seal(letter.text) if secret else letter.text,
        html=seal(letter.html) if secret and letter.html else letter.html,
        attachments=[*envelope.attachments, *letter.attachments],
        is_confidential=secret,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        expires_at=envelope.expires_at,
    )


def _one_line(subject: str) -> str:
    """Keep a line break in a title from beginning a new header, and the subject in bounds."""
    return " ".join(subject.split())[:SUBJECT_LENGTH]


def new_message_id() -> str:
    """Return a Message-ID that nothing else has."""
    return f"<{uuid.uuid4()}@{site_host()}>"
