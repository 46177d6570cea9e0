"""The kernel's doorbell."""

from celery import shared_task

from core import delivery


@shared_task(name="core.deliver_mail")
def deliver_mail() -> int:
    """Send the e-mails that are due; return how many were sent."""
    return delivery.deliver_due()
