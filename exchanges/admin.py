"""Office data that is kept in the administration: rules and the ready-made catalogue."""

from django.contrib import admin

from exchanges.models import Package, PackageEdition, ProgrammeRules


@admin.register(ProgrammeRules)
class ProgrammeRulesAdmin(admin.ModelAdmin):
    """The dated thresholds that designs are checked against."""

    list_display = ["name", "valid_from", "min_weeks", "max_weeks", "min_sessions"]


class PackageEditionInline(admin.TabularInline):
    """The editions of a ready-made exchange."""

    model = PackageEdition
    extra = 0


@admin.register(Package)
class PackageAdmin(admin.ModelAdmin):
    """The ready-made catalogue."""

    list_display = ["title", "provider", "applicant", "is_closed", "checked_on"]
    list_filter = ["applicant", "is_closed"]
    search_fields = ["title", "provider"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [PackageEditionInline]
