"""The doorbell of what reads several apps."""

from celery import shared_task

from ve_portal.recomputing import recompute_meetings as recompute


@shared_task(name="ve_portal.recompute_meetings")
def recompute_meetings() -> int:
    """Bring all meetings to come up to today's zone rules; return how many they concern."""
    return len(recompute())
