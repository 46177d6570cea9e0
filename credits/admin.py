"""The credit rules in the administration: added and closed, never rewritten."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from credits.models import CreditRule


@admin.register(CreditRule)
class CreditRuleAdmin(admin.ModelAdmin):
    """A rule's numbers are fixed once written (the database sees to it); its end may be set."""

    list_display = ("__str__", "institution", "country", "valid_from", "valid_until", "source")
    list_filter = ("country",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return tuple(
            field.name
            for field in obj._meta.fields
            if field.editable and field.name not in {"valid_until", "source"}
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
