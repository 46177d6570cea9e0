"""Put messages that are due into e-mails."""

import hashlib
import json
import logging
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from core import reminding
from core.mime import Sheet, compose
from core.models import Letter, Message
from core.outbox import Draft
from core.seals import unseal

logger = logging.getLogger(__name__)

# As long as a server takes to accept a few messages.
LOOK_SECONDS = 0.5


class Desk:
    """Where the messages of one run are composed.

    Those who share a meeting, a language and a zone share a letter: it is written once in a run,
    and kept once in the database.
    """

    def __init__(self) -> None:
        self._sheets: dict[reminding.Reading, tuple[int, Sheet]] = {}
        self._meetings: dict[tuple[UUID, int], Any] = {}
        self._ready: dict[int, tuple[reminding.Reading, EmailMultiAlternatives]] = {}
        self._looked_at = 0.0

    def prepare(self, messages: Sequence[Message]) -> None:
        """Look at reminders that are about to be sent, and compose them, all at once.

        What it sees counts for LOOK_SECONDS; whatever is sent later is looked at again. So is
        what cannot be composed here: one message's trouble is not its neighbours'.
        """
        self._ready = {}
        self._looked_at = time.monotonic()
        reminders = [message for message in messages if message.is_reminder]
        if not reminders:
            return
        try:
            readings = reminding.look_at(reminders)
            for message in reminders:
                if reading := readings.get(message.pk):
                    self._ready[message.pk] = (reading, self._write(message, reading))
        except Exception:
            logger.exception("Reminders cannot be composed together.")

    def mail_of(self, message: Message) -> EmailMultiAlternatives | str:
        """Return the mail of a message, or the reason (in English) why it is not needed."""
        if message.is_reminder:
            return self._reminder(message)
        return compose(_draft_of(message), message.address, _headers(message))

    def _reminder(self, message: Message) -> EmailMultiAlternatives | str:
        is_fresh = time.monotonic() - self._looked_at < LOOK_SECONDS
        if is_fresh and message.pk in self._ready:
            reading, mail = self._ready[message.pk]
        else:
            with translation.override("en"):
                answer = reminding.look_again(message)
            if isinstance(answer, str):
                return answer
            reading, mail = answer, self._write(message, answer)
        message.letter_id, message.language = self._sheets[reading][0], reading.language
        return mail

    def _write(self, message: Message, reading: reminding.Reading) -> EmailMultiAlternatives:
        if reading not in self._sheets:
            draft = reminding.draft_of(message, self._meeting(message, reading), reading)
            self._sheets[reading] = (_keep(draft), Sheet(draft))
        _letter, sheet = self._sheets[reading]
        return sheet.to(message.address, _headers(message) | reminding.headers_of(message))

    def _meeting(self, message: Message, reading: reminding.Reading) -> Any:
        """Load what a letter says, once for all languages and zones."""
        key = (reading.meeting_id, reading.version)
        if key not in self._meetings:
            self._meetings[key] = reminding.source_of(message).load(reading.meeting_id)
        return self._meetings[key]


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
