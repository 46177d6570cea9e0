"""Pages about institutions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import workflow
from accounts.enums import Weekday
from accounts.forms import InstitutionFilter, InstitutionForm
from accounts.models import Institution
from accounts.views.mixins import ValuesView
from core import audit
from core.components import Fact, HistoryEntry
from core.templatetags.ui import word_list, zone_name
from core.views import DetailPage, KeysetListPage, PermittedMixin


class InstitutionList(KeysetListPage):
    """The universities that the portal knows."""

    template_name = "accounts/institution_list.html"
    ordering = ("name", "id")
    filter_form_class = InstitutionFilter

    def get_queryset(self) -> models.QuerySet[Any]:
        return Institution.objects.all()


class InstitutionMixin(PermittedMixin):
    """The row is an institution, named in the address by its SCHAC code."""

    slug_field = "schac_code"

    def get_queryset(self) -> models.QuerySet[Any]:
        return Institution.objects.all()


class InstitutionDetail(InstitutionMixin, DetailPage):
    """One university: where it is, its codes, its weekend, its departments."""

    template_name = "accounts/institution_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        institution = self.object
        may_edit = self.request.user.has_perm("accounts.edit_institution", institution)
        return super().get_context_data(
            facts=institution_facts(institution),
            departments=institution.departments.all(),
            history=edits_of(institution) if may_edit else [],
            may_edit=may_edit,
            **kwargs,
        )


class InstitutionEdit(InstitutionMixin, ValuesView):
    """Keep an institution up to date."""

    permission_required = "accounts.edit_institution"
    form_class = InstitutionForm
    verb = workflow.edit_institution
    heading = _("Edit the institution")
    submit_label = _("Save")
    success_message = _("The institution is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.get_object()}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {**super().verb_arguments(form), "seen": form.cleaned_data["seen"]}


def institution_facts(institution: Institution) -> list[Fact]:
    """Return what an institution's page says of it."""
    days = [Weekday(day).label for day in institution.weekend_days]
    known = [
        Fact(_("City"), institution.city),
        Fact(_("Country"), institution.country.name),
        Fact(_("Time zone"), zone_name(institution.time_zone)),
        Fact(_("Weekend"), word_list(days)),
        Fact(_("SCHAC code"), institution.schac_code),
        Fact(_("Erasmus code"), institution.erasmus_code),
        Fact(_("Source of these data"), institution.source),
    ]
    return [fact for fact in known if fact.value]


def edits_of(institution: Institution) -> list[HistoryEntry]:
    """Return the latest changes of an institution, newest first."""
    events = audit.events_of(institution).filter(verb="accounts.institution.edit")[:10]
    return [
        HistoryEntry(
            what=_("Changed: %(fields)s") % {"fields": word_list(_field_labels(event.data))},
            who=str(event.actor or _("the portal")),
            at=event.created_at,
        )
        for event in events
    ]


def _field_labels(data: dict[str, Any]) -> list[str]:
    fields = {field.name: field for field in Institution._meta.fields}
    return [str(fields[name].verbose_name) for name in data["changes"]]
