"""The kernel's records."""

from core.models.audit import AuditEvent
from core.models.base import AppendOnly, Dated, Entity, Stateful
from core.models.meeting import Meeting
from core.models.outbox import AddressTrouble, DeliveryAttempt, Letter, Message

__all__ = [
    "AddressTrouble",
    "AppendOnly",
    "AuditEvent",
    "Dated",
    "DeliveryAttempt",
    "Entity",
    "Letter",
    "Meeting",
    "Message",
    "Stateful",
]
