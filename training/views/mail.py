"""What became of a training meeting's e-mails."""

from collections.abc import Iterable
from typing import Any

from core.meeting_mail import OtherMailPage, RemindersPage, ResendMailView
from training.views.meetings import OfMeeting


class MeetingReminders(OfMeeting, RemindersPage):
    """Who was reminded of the meeting."""

    permission_required = "training.view_meeting_mail"
    names = "training:meeting"


class MeetingMail(OfMeeting, OtherMailPage):
    """The other e-mails about the meeting."""

    permission_required = "training.view_meeting_mail"
    names = "training:meeting"

    def shared_targets(self) -> Iterable[Any]:
        """Return the edition: one e-mail tells of all meetings that are planned at once."""
        return [self.object.edition_id]


class MeetingResend(OfMeeting, ResendMailView):
    """Send one of them again."""

    permission_required = "training.view_meeting_mail"
    names = "training:meeting"
