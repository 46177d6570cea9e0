"""Hand mails over to the SMTP server, and read its replies."""

import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from core.mime import wire_address

SERVICE_NOT_AVAILABLE = 421


class Courier:
    """One connection to the SMTP server, reused from message to message."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()
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
        if type(self._backend) is EmailBackend:
            # Django's own way parses each address anew, which takes longer than the dialogue.
            server: Any = self._backend.connection
            content = mail.message().as_bytes(linesep="\r\n")
            server.sendmail(wire_address(mail.from_email), [wire_address(mail.to[0])], content)
        else:
            self._backend.send_messages([mail])
        self._carried += 1


def reply_of(error: Exception) -> tuple[int | None, str]:
    """Return the server's code and words, or the error's own words without a code."""
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
    code, _words = reply_of(error)
    return isinstance(error, smtplib.SMTPServerDisconnected) or code == SERVICE_NOT_AVAILABLE
