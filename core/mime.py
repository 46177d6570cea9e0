"""Compose e-mails: once for all who read the same letter, then only the headers differ."""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from email.utils import formatdate, parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from core.outbox import Draft

CALENDAR_FILE = "application/ics"
_OWN_HEADERS = ("To", "Message-ID", "Date")
_ENCODING = "utf-8"
# Most addresses: nothing in them needs to be quoted or encoded.
_ATOMS = "[A-Za-z0-9_%+-]+(?:[.][A-Za-z0-9_%+-]+)*"
_PLAIN = re.compile(f"{_ATOMS}@[A-Za-z0-9-]+(?:[.][A-Za-z0-9-]+)*")


def wire_address(address: str) -> str:
    """Return an address as it stands in headers, with its name.

    Raises ValueError for what is no address.
    """
    return address if _PLAIN.fullmatch(address) else _encoded(address)


def envelope_address(address: str) -> str:
    """Return an address as it stands in the envelope: without a name. Raises as `wire_address`."""
    return address if _PLAIN.fullmatch(address) else _bare(address)


@lru_cache(maxsize=64)
def _bare(address: str) -> str:
    return parseaddr(_encoded(address))[1]


@lru_cache(maxsize=64)
def _encoded(address: str) -> str:
    encoded: str = sanitize_address(address, _ENCODING)
    return encoded


def compose(letter: Draft, to: str, headers: Mapping[str, str]) -> EmailMultiAlternatives:
    """Return the mail of a letter to one address.

    An attachment with a `method` (REQUEST, CANCEL) is a calendar's invitation: it stands among
    the alternatives, where mail programs look for it, and is attached as a file for the others.
    """
    mail = EmailMultiAlternatives(
        subject=letter.subject, body=letter.text, to=[to], headers=dict(headers)
    )
    _add_parts(mail, letter.html, letter.attachments)
    return mail


def _add_parts(
    mail: EmailMultiAlternatives, html: str, attachments: Iterable[Mapping[str, str]]
) -> None:
    if html:
        mail.attach_alternative(html, "text/html")
    for part in attachments:
        if method := part.get("method"):
            mail.attach_alternative(part["content"], f"text/calendar; method={method}")
            # As bytes: mail programs must not read it as a text that they may change.
            mail.attach(part["name"], part["content"].encode(), CALENDAR_FILE)
        else:
            mail.attach(part["name"], part["content"], part["type"])


@dataclass(frozen=True, slots=True)
class _Wire:
    """A message that is bytes already."""

    content: bytes

    def as_bytes(self, **_options: Any) -> bytes:
        return self.content

    def get_charset(self) -> str:
        return _ENCODING


class _ReadyMail(EmailMultiAlternatives):
    """A mail whose bytes are known; Django's backends see one like any other."""

    wire: _Wire

    def message(self, **_options: Any) -> Any:
        return self.wire


class Sheet:
    """A letter, composed once; `to` puts an address on it."""

    def __init__(self, letter: Draft) -> None:
        pattern = compose(letter, "somebody@example.org", {})
        message = pattern.message()
        for name in _OWN_HEADERS:
            del message[name]
        self._rest = message.as_bytes(linesep="\r\n")
        self._pattern = _ReadyMail(
            subject=pattern.subject,
            body=pattern.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            attachments=pattern.attachments,
            alternatives=pattern.alternatives,
        )

    def to(self, address: str, headers: Mapping[str, str]) -> EmailMultiAlternatives:
        """Return the mail to one address, with these headers of its own (ASCII).

        Raises ValueError for a line break in a header.
        """
        lines = [f"To: {wire_address(address)}", f"Date: {formatdate()}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if any("\n" in line or "\r" in line for line in lines):
            raise ValueError("A header of an e-mail holds a line break.")
        mail = copy(self._pattern)
        mail.to, mail.extra_headers = [address], dict(headers)
        mail.wire = _Wire("\r\n".join(lines).encode("ascii") + b"\r\n" + self._rest)
        return mail
