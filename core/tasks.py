"""The kernel's doorbells."""

from celery import shared_task

from core import delivery, reminding


@shared_task(name="core.deliver_mail")
def deliver_mail() -> int:
    """Send the e-mails that are due; return how many were sent."""
    return delivery.deliver_due()


@shared_task(name="core.plan_reminders")
def plan_reminders() -> int:
    """Plan the reminders that are due; return how many."""
    return reminding.plan_reminders()
