"""Write and read the audit log."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from core.models import AuditEvent


def record(
    verb: str, target: models.Model, *, by: Any, data: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Append one event. Call it in the transaction of the change, through a workflow's step."""
    return AuditEvent.objects.create(
        actor=by,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        data=dict(data or {}),
    )


def events_of(target: models.Model) -> models.QuerySet[AuditEvent]:
    """Return the target's events, newest first, with their actors."""
    return (
        AuditEvent.objects.filter(target_id=target.pk)
        .select_related("actor")
        .order_by("-created_at", "-id")
    )


def last_event(target: models.Model) -> AuditEvent | None:
    """Return the target's newest event."""
    return events_of(target).first()


def last_move(target: models.Model, state: str) -> AuditEvent | None:
    """Return the newest event that brought the target into a state, not merely left it there."""
    return events_of(target).filter(data__to=state).exclude(data__from=state).first()
