"""Messages to send, and time that passes for them alone."""

from django.db.models.functions import Now

from core import outbox
from core.delivery import GIVE_UP_AFTER
from core.models import Message


def write(address="reader@example.org", **more):
    return outbox.write(make_envelope(address, **more), "Subject", "text", "<p>text</p>")


def claim(lease=60):
    """Claim the oldest due message, or None."""
    return next(iter(Message.objects.claim(1, lease, GIVE_UP_AFTER)), None)


def make_due(message):
    """Let the wait of a message pass."""
    Message.objects.filter(pk=message.pk).update(next_attempt_at=Now())


def run_out(message):
    """Let the lease of a message pass."""
    Message.objects.filter(pk=message.pk).update(lease_until=Now())


def make_envelope(address="reader@example.org", **more):
    return outbox.Envelope(kind="core.test", address=address, language="en", **more)
