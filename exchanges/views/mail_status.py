"""What became of a session's e-mails."""

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


class SessionResend(OfSession, ResendMailView):
    """Send one of them again."""

    permission_required = "exchanges.view_session_mail"
    names = "exchanges:session"
