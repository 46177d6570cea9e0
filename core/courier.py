"""Hand mails over to the SMTP server, and read its replies."""

import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from core.mime import envelope_address

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
            content = mail.message().as_bytes(linesep="\r\n")
            sender, address = envelope_address(mail.from_email), envelope_address(mail.to[0])
            server: Any = self._backend.connection
            _post(server, sender, address, content)
        else:
            self._backend.send_messages([mail])
        self._carried += 1


def _post(server: smtplib.SMTP, sender: str, address: str, content: bytes) -> None:
    """Hand a message over, as `SMTP.sendmail` does; raises what that raises.

    Django's backend and `sendmail` parse each address anew, five times in all: that takes longer
    than the dialogue itself.
    """
    server.ehlo_or_helo_if_needed()
    size = f" SIZE={len(content)}" if server.has_extn("size") else ""
    code, words = server.docmd("MAIL", f"FROM:<{sender}>{size}")
    if code != 250:
        _begin_anew(server, code)
        raise smtplib.SMTPSenderRefused(code, words, sender)
    code, words = server.docmd("RCPT", f"TO:<{address}>")
    if code not in {250, 251}:
        _begin_anew(server, code)
        raise smtplib.SMTPRecipientsRefused({address: (code, words)})
    code, words = server.data(content)
    if code != 250:
        _begin_anew(server, code)
        raise smtplib.SMTPDataError(code, words)


def _begin_anew(server: smtplib.SMTP, code: int) -> None:
    """Leave the connection ready for the next message; a server that hangs up is left."""
    if code == SERVICE_NOT_AVAILABLE:
        server.close()
    else:
        with suppress(smtplib.SMTPServerDisconnected):
            server.rset()


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
