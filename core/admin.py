"""The kernel's records in the administration: to read, never to change."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.models import AuditEvent, DeliveryAttempt, Message

SECRET_FIELDS = {"text", "html", "attachments"}


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the administration shows and cannot add, change or delete."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, *_rest: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what, when."""

    list_display = ["created_at", "actor", "verb", "target_type", "target_id"]
    list_select_related = ["actor"]
    search_fields = ["verb", "target_id"]
    ordering = ["-created_at", "-id"]


class DeliveryAttemptInline(admin.TabularInline):
    """The tries that did not send a message."""

    model = DeliveryAttempt
    fields = ("ended_at", "outcome", "smtp_code", "detail")
    readonly_fields = ("ended_at", "outcome", "smtp_code", "detail")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, *_rest: Any) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """E-mails and what became of them; the text of a confidential one is not shown."""

    list_display = ["created_at", "kind", "address", "subject", "state", "attempts"]
    list_filter = ["state", "kind"]
    search_fields = ["address", "message_id"]
    ordering = ["-created_at", "-id"]
    inlines = [DeliveryAttemptInline]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        hidden = SECRET_FIELDS if obj is None or obj.is_confidential else set()
        hidden = hidden | {"id", "lease_token"}
        return [field.name for field in Message._meta.fields if field.name not in hidden]
