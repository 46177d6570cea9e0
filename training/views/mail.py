"""What became of a training meeting's e-mails."""

from collections.abc import Iterable
from typing import Any

from core.meeting_mail import OfMail, OtherMailPage, RemindersPage, ResendMailView
from training.views.meetings import OfMeeting


class OfMeetingsMail(OfMeeting, OfMail):
    """A page about the e-mails of a meeting."""

    permission_required = "training.view_meeting_mail"
    names = "training:meeting"

    def shared_targets(self) -> Iterable[Any]:
        """Return the edition: one e-mail tells of all meetings that are planned at once."""
        return [self.object.edition_id]


class MeetingReminders(OfMeetingsMail, RemindersPage):
    """Who was reminded of the meeting."""


class MeetingMail(OfMeetingsMail, OtherMailPage):
    """The other e-mails about the meeting."""


class MeetingResend(OfMeetingsMail, ResendMailView):
    """Send one of them again."""
