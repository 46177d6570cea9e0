"""What became of a session's e-mails."""

from collections.abc import Iterable
from typing import Any

from core.meeting_mail import OtherMailPage, RemindersPage, ResendMailView
from exchanges.views.sessions import OfSession


class SessionReminders(OfSession, RemindersPage):
    """Who was reminded of the session."""

    permission_required = "exchanges.view_session_mail"
    names = "exchanges:session"


class SessionMail(OfSession, OtherMailPage):
    """The other e-mails about the session."""

    permission_required = "exchanges.view_session_mail"
    names = "exchanges:session"

    def shared_targets(self) -> Iterable[Any]:
        """Return the other sessions: one e-mail invites to all that are planned at once."""
        sessions: Iterable[Any] = self.object.exchange.sessions.order_by()
        return [session.pk for session in sessions]


class SessionResend(OfSession, ResendMailView):
    """Send one of them again."""

    permission_required = "exchanges.view_session_mail"
    names = "exchanges:session"
