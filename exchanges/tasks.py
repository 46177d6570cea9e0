"""The doorbell of the reminders."""

from celery import shared_task

from exchanges.workflow import reminder


@shared_task(name="exchanges.plan_reminders")
def plan_reminders() -> int:
    """Plan the reminders that are due; return how many."""
    return reminder.plan_reminders()
