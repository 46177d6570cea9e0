"""What became of a session's e-mails."""

from collections.abc import Iterable
from typing import Any

from core.meeting_mail import OfMail, OtherMailPage, RemindersPage, ResendMailView
from exchanges.views.sessions import OfSession


class OfSessionsMail(OfSession, OfMail):
    """A page about the e-mails of a session."""

    permission_required = "exchanges.view_session_mail"
    names = "exchanges:session"

    def shared_targets(self) -> Iterable[Any]:
        """Return the other sessions: one e-mail invites to all that are planned at once."""
        sessions: Iterable[Any] = self.object.exchange.sessions.order_by()
        return [session.pk for session in sessions]


class SessionReminders(OfSessionsMail, RemindersPage):
    """Who was reminded of the session."""


class SessionMail(OfSessionsMail, OtherMailPage):
    """The other e-mails about the session."""


class SessionResend(OfSessionsMail, ResendMailView):
    """Send one of them again."""
