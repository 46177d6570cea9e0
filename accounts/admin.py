"""People and institutions in the administration, for the portal's administrators.

What an administrator may change goes through the workflow's verbs, so that it is audited. Roles,
affiliations and invitations are only shown: they have their own pages, which tell the person.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest

from accounts import workflow
from accounts.models import Affiliation, Department, Institution, Invitation, RoleGrant, User
from core.admin import ReadOnlyAdmin


class AuditedAdmin(admin.ModelAdmin):
    """Rows that are added and changed through a verb, and never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: BaseForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        verb = "edit" if change else "create"
        workflow.save_as_administrator(obj, form.changed_data, verb=verb, by=request.user)


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People. Addresses and passwords are changed by their owners, through the log-in pages."""

    list_display = ["email", "family_name", "given_name", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "family_name", "given_name"]
    fields = [
        "email",
        "given_name",
        "family_name",
        "language",
        "time_zone",
        "is_active",
        "is_staff",
    ]
    readonly_fields = ["email"]
    ordering = ["family_name", "given_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Institution)
class InstitutionAdmin(AuditedAdmin):
    """Universities."""

    list_display = ["name", "city", "country", "schac_code", "is_active"]
    list_filter = ["is_active", "country"]
    search_fields = ["name", "city", "schac_code"]


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    """Departments of universities."""

    list_display = ["institution", "code", "name"]
    list_select_related = ["institution"]
    search_fields = ["code", "name"]


@admin.register(Affiliation)
class AffiliationAdmin(ReadOnlyAdmin):
    """What people are at their institutions."""

    list_display = ["user", "kind", "institution", "evidence"]
    list_select_related = ["user", "institution"]
    list_filter = ["kind", "evidence"]
    search_fields = ["user__email"]


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Who may do what, since when, and why."""

    list_display = ["user", "role", "institution", "starts_on", "ends_on", "revoked_at"]
    list_select_related = ["user", "institution"]
    list_filter = ["role"]
    search_fields = ["user__email"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations; the hash of their token is of no use to anybody and is left out."""

    list_display = ["address", "institution", "invited_by", "expires_at", "accepted_at"]
    list_select_related = ["institution", "invited_by"]
    search_fields = ["address"]
    exclude = ["token_hash"]


# Log-in to the administration is log-in to the portal, with whatever that asks for.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # -- allauth's documented way
