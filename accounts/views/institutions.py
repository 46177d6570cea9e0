"""Pages about institutions."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from accounts import workflow
from accounts.enums import Weekday
from accounts.forms import InstitutionFilter, InstitutionForm
from accounts.models import Institution
from accounts.teaching_days import year_label
from accounts.views.calendar import current_calendar
from accounts.views.mixins import InstitutionMixin, ValuesView
from core import audit
from core.components import Fact, HistoryEntry
from core.templatetags.ui import isolated, word_list, zone_name
from core.views import DetailPage, KeysetListPage


class InstitutionList(KeysetListPage):
    """The universities that the portal knows."""

    template_name = "accounts/institution_list.html"
    ordering = ("name", "id")
    filter_form_class = InstitutionFilter

    def get_queryset(self) -> models.QuerySet[Any]:
        return Institution.objects.all()


class InstitutionDetail(InstitutionMixin, DetailPage):
    """One university: where it is, its codes, its weekend, its departments."""

    template_name = "accounts/institution_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        institution = self.object
        may_edit = self.request.user.has_perm("accounts.edit_institution", institution)
        return super().get_context_data(
            **current_calendar(institution),
            facts=institution_facts(institution),
            departments=institution.departments.all(),
            history=edits_of(institution) if may_edit else [],
            may_edit=may_edit,
            may_keep=self.request.user.has_perm("accounts.edit_calendar", institution),
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
        Fact(_("Teaching hours"), _hours(institution)),
        Fact(_("SCHAC code"), institution.schac_code),
        Fact(_("Erasmus code"), institution.erasmus_code),
        Fact(_("Source of these data"), institution.source),
    ]
    return [fact for fact in known if fact.value]


def _hours(institution: Institution) -> str:
    """Return the usual teaching hours, in the institution's own zone."""
    hours = (institution.teaches_from, institution.teaches_until)
    first, last = (time_format(at, "H:i") for at in hours)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def edits_of(institution: Institution) -> list[HistoryEntry]:
    """Return the latest changes of an institution and of its calendar, newest first."""
    events = audit.events_of(institution).filter(verb__in=_CHANGES)[:10]
    return [
        HistoryEntry(
            what=_CHANGES[event.verb](event.data),
            who=str(event.actor or _("the portal")),
            at=event.created_at,
        )
        for event in events
    ]


def _edited(data: dict[str, Any]) -> str:
    return _("Changed: %(fields)s") % {"fields": word_list(_field_labels(data))}


def _field_labels(data: dict[str, Any]) -> list[str]:
    fields = {field.name: field for field in Institution._meta.fields}
    return [str(fields[name].verbose_name) for name in data["changes"]]


def _of_period(sentence: Any) -> Callable[[dict[str, Any]], str]:
    """Return how an event of a period reads; `sentence` has a place for its name and its year."""

    def read(data: dict[str, Any]) -> str:
        names = {"name": isolated(data["name"]), "year": year_label(data["year"])}
        return str(sentence % names)

    return read


def _copied(data: dict[str, Any]) -> str:
    return _("Began the calendar of %(year)s with a copy of the year before") % {
        "year": year_label(data["year"])
    }


_CHANGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "accounts.institution.edit": _edited,
    "accounts.calendar.add": _of_period(_("Added to the calendar of %(year)s: %(name)s")),
    "accounts.calendar.edit": _of_period(_("Changed in the calendar of %(year)s: %(name)s")),
    "accounts.calendar.remove": _of_period(_("Removed from the calendar of %(year)s: %(name)s")),
    "accounts.calendar.copy": _copied,
}
