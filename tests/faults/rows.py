"""What the fault tests put in the outbox, and what they find there."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from core import outbox
from core.models import Message
from exchanges.models import Enrolment
from tests.exchanges.stage import make_running

S = Message.State
LONG_AGO = timedelta(days=60)


def write(count, kind="core.test"):
    """Write messages to r0, r1, …"""
    letter = outbox.Draft("Subject", "text", "<p>text</p>")
    return outbox.write_many(
        (outbox.Envelope(kind=kind, address=f"r{n}@example.org", language="en"), letter)
        for n in range(count)
    )


def unsettled():
    return Message.objects.waiting().count()


def reminders():
    return Message.objects.filter(offset_minutes__isnull=False)


def make_settled_exchange(cast, students=0):
    """Make a running exchange in which everybody, and so many students more, is for long."""
    exchange = make_running(cast)
    team = exchange.teams.get(is_initiator=True)
    crowd = User.objects.bulk_create(
        User(email=f"student{n}@example.org", given_name="A", family_name="B", is_active=True)
        for n in range(students)
    )
    Enrolment.objects.bulk_create(
        Enrolment(exchange=exchange, team=team, student=student) for student in crowd
    )
    Enrolment.objects.update(state_changed_at=timezone.now() - LONG_AGO)
    return exchange


def ids(messages):
    return {message.message_id for message in messages}
