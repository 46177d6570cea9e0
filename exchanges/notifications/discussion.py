"""What teachers are told of the discussion of their design."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.models import Message
from core.outbox import envelope_for, queue, register_check
from exchanges.models import Comment
from exchanges.people import is_teacher_of

MENTIONED = "exchanges.mentioned"


def mentioned(comment: Comment, person: User) -> Message:
    """Send somebody of the teams the comment that names them."""
    envelope = envelope_for(person, MENTIONED, target=comment)
    return queue(envelope, {"comment": comment, "exchange": comment.exchange})


def _reason_to_skip(message: Message) -> str:
    """Hold a letter back whose comment was taken back, or whose reader has left the teams."""
    comment = Comment.objects.select_related("exchange").filter(pk=message.target_id).first()
    if comment is None or comment.removed_at is not None:
        return _("The comment was taken back.")
    if message.recipient is None or not is_teacher_of(message.recipient, comment.exchange):
        return _("They are no longer in a team of the exchange.")
    return ""


register_check(MENTIONED, _reason_to_skip)
