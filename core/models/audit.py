"""Who did what, when: written in the transaction of the change itself, and never altered."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.models.base import AppendOnly


class AuditEvent(AppendOnly):
    """One change: the verb (`app.noun.verb`), its target, and what was before and after."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="audit_events"
    )
    verb = models.CharField(max_length=100)
    target_type = models.CharField(max_length=100)
    target_id = models.UUIDField()
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(AppendOnly.Meta):
        indexes = [
            models.Index(fields=["target_id", "-created_at"], name="audit_by_target"),
            models.Index(fields=["-created_at", "-id"], name="audit_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_id}"
