"""Office data that the administration keeps: programmes, their rules, the catalogue."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest

from exchanges.forms.programme import ProgrammeRulesForm
from exchanges.forms.readymade import EditionForm, PackageForm
from exchanges.models import Package, PackageEdition, Programme, ProgrammeRules
from exchanges.workflow import programme, readymade


class KeptAdmin(admin.ModelAdmin):
    """What the office keeps of a programme: through a verb, and never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: BaseForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        verb = "edit" if change else "create"
        programme.save_programme(obj, form.changed_data, verb=verb, by=request.user)


@admin.register(Programme)
class ProgrammeAdmin(KeptAdmin):
    """The programmes that exchanges are run under; a slug stays, since documents name it."""

    list_display = ["name", "slug", "position"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        return ["slug"] if obj else []


@admin.register(ProgrammeRules)
class ProgrammeRulesAdmin(KeptAdmin):
    """The dated thresholds that designs are checked against."""

    form = ProgrammeRulesForm
    list_display = ["name", "programme", "valid_from", "valid_until", "min_weeks", "max_weeks"]
    list_filter = ["programme"]
    list_select_related = ["programme"]


class PackageEditionInline(admin.TabularInline):
    """The editions of a ready-made exchange; one that is over stays on record."""

    model = PackageEdition
    form = EditionForm
    extra = 0
    can_delete = False
    readonly_fields = ["seats_taken"]


@admin.register(Package)
class PackageAdmin(admin.ModelAdmin):
    """The ready-made catalogue. A package is closed, never deleted: students hold places in it."""

    form = PackageForm
    list_display = ["title", "provider", "applicant", "is_closed", "checked_on"]
    list_filter = ["applicant", "is_closed"]
    search_fields = ["title", "provider"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [PackageEditionInline]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: BaseForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        verb = "edit" if change else "create"
        readymade.save_in_catalogue(obj, form.changed_data, verb=verb, by=request.user)

    def save_formset(
        self,
        request: HttpRequest,
        form: BaseForm,
        formset: Any,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        formset.save(commit=False)
        for row in formset.new_objects:
            readymade.save_in_catalogue(row, [], verb="create", by=request.user)
        for row, names in formset.changed_objects:
            readymade.save_in_catalogue(row, names, verb="edit", by=request.user)
