"""The kernel's records."""

from core.models.audit import AuditEvent
from core.models.base import AppendOnly, Entity, Stateful
from core.models.outbox import DeliveryAttempt, Message

__all__ = ["AppendOnly", "AuditEvent", "DeliveryAttempt", "Entity", "Message", "Stateful"]
