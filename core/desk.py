"""Put a message that is due into an e-mail."""

import hashlib
import json
import time
from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from core import reminding
from core.mime import Sheet, compose
from core.models import Letter, Message
from core.outbox import Draft
from core.seals import unseal

# As long as a server takes to accept a few messages.
LOOK_SECONDS = 0.5


class Desk:
    """Where the messages of one run are composed.

    Those who share a meeting, a language and a zone share a letter: it is written once in a run,
    and kept once in the database.
    """

    def __init__(self) -> None:
        self._sheets: dict[reminding.Reading, tuple[int, Sheet]] = {}
        self._readings: dict[int, reminding.Reading] = {}
        self._looked_at = 0.0

    def look_at(self, messages: Sequence[Message]) -> None:
        """Look at messages that are about to be sent, all at once.

        What it sees counts for LOOK_SECONDS; whatever is sent later is looked at again.
        """
        reminders = [message for message in messages if message.is_reminder]
        self._looked_at = time.monotonic()
        self._readings = reminding.look_at(reminders) if reminders else {}

    def mail_of(self, message: Message) -> EmailMultiAlternatives | str:
        """Return the mail of a message, or the reason (in English) why it is not needed."""
        if message.is_reminder:
            return self._reminder(message)
        headers = _headers(message)
        return compose(_draft_of(message), message.address, headers)

    def _reminder(self, message: Message) -> EmailMultiAlternatives | str:
        reading = self._reading(message)
        if isinstance(reading, str):
            return reading
        if reading not in self._sheets:
            draft = reminding.draft_of(message, reading)
            self._sheets[reading] = (_keep(draft), Sheet(draft))
        message.letter_id, sheet = self._sheets[reading]
        message.language = reading.language
        return sheet.to(message.address, _headers(message) | reminding.headers_of(message))

    def _reading(self, message: Message) -> reminding.Reading | str:
        is_fresh = time.monotonic() - self._looked_at < LOOK_SECONDS
        if is_fresh and message.pk in self._readings:
            return self._readings[message.pk]
        with translation.override("en"):
            return reminding.look_again(message)


def _headers(message: Message) -> dict[str, str]:
    return {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}


def _draft_of(message: Message) -> Draft:
    text, html = message.text, message.html
    if message.is_confidential:
        text, html = unseal(text), unseal(html) if html else ""
    return Draft(message.subject, text, html, message.attachments)


def _keep(draft: Draft) -> int:
    """Keep a letter, once however often it is written; return its key."""
    values = {
        "subject": draft.subject,
        "text": draft.text,
        "html": draft.html,
        "attachments": [dict(part) for part in draft.attachments],
    }
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    letter, _is_new = Letter.objects.get_or_create(digest=digest, defaults=values)
    return letter.pk
