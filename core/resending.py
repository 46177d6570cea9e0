"""Send an e-mail about a meeting once more, because somebody asks for it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, reminding
from core.errors import RefusedError
from core.models import Meeting, Message
from core.outbox import write_copy


def send_again(message: Message, meeting: Meeting, *, by: Any) -> Message:
    """Queue an e-mail about a meeting again, as a message of its own, and return that one.

    Raises RefusedError while an earlier one still waits, for a reminder that is no longer needed,
    and for another e-mail that is no longer true or that the person may no longer read.
    """
    if message.is_reminder:
        return reminding.resend(message, meeting, by=by)
    with transaction.atomic():
        first = Message.objects.select_for_update().get(pk=message.copy_of_id or message.pk)
        if reason := _reason_against(first, meeting):
            raise RefusedError(reason)
        copy = write_copy(first)
        audit.record("core.mail.resend", meeting, by=by, data={"message": copy.message_id})
        return copy


def _reason_against(first: Message, meeting: Meeting) -> str:
    if first.is_waiting or any(copy.is_waiting for copy in first.copies.all()):
        return _("This e-mail still waits to be sent.")
    newer = Message.objects.about(meeting.pk).filter(
        recipient=first.recipient_id, offset_minutes=None, copy_of=None, pk__gt=first.pk
    )
    if newer.exists():
        return _("A newer e-mail tells this person how the meeting stands. Send that one again.")
    people = reminding.source_for(meeting).participants(meeting)
    if not people.filter(pk=first.recipient_id).exists():
        return _("This person does not take part in the meeting.")
    return ""
