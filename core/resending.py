"""Send an e-mail about a meeting once more, because somebody asks for it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, reminding
from core.errors import RefusedError
from core.identity import event_mark
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
    if _is_outdated(first):
        return _("A newer e-mail tells this person how the meeting stands. Send that one again.")
    people = reminding.source_for(meeting).participants(meeting)
    if not people.filter(pk=first.recipient_id).exists():
        return _("This person does not take part in the meeting.")
    return ""


def _is_outdated(first: Message) -> bool:
    """Tell whether the person was written to later about any meeting of which the e-mail tells."""
    newer = Message.objects.filter(
        recipient=first.recipient_id, offset_minutes=None, copy_of=None, pk__gt=first.pk
    ).exclude(target_id=None)
    if not first.attachments:
        return newer.filter(target_id=first.target_id).exists()
    files = str(first.attachments)
    targets = newer.order_by().values_list("target_id", flat=True).distinct()
    return any(event_mark(target) in files for target in targets)
