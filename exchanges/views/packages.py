"""The ready-made catalogue: anybody reads it, students take places."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.enums import AffiliationKind
from accounts.models import User
from core.forms import SeenForm
from core.views import KeysetListPage, TransitionView
from exchanges import catalogue, workflow
from exchanges.forms.readymade import PackageFilterForm
from exchanges.models import Package, PackageEdition, PackageEnrolment


class PackageList(KeysetListPage):
    """The catalogue: what is still offered first, then by title."""

    template_name = "exchanges/package_list.html"
    ordering = ("is_closed", "title", "id")
    filter_form_class = PackageFilterForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let everybody in."""
        return TemplateView.dispatch(self, request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        return Package.objects.for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [catalogue.package_row(package) for package in context["page"].rows]
        context["has_uses"] = _has_uses(self.request.user)
        return context


def _has_uses(reader: catalogue.Reader) -> bool:
    """Tell whether the list of uses in courses can hold anything for the reader."""
    if not isinstance(reader, User):
        return False
    is_teacher = AffiliationKind.TEACHER in reader.affiliation_kinds
    return is_teacher or bool(reader.roles) or reader.is_superuser


class PackageDetail(TemplateView):
    """A ready-made exchange and its editions."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        package = get_object_or_404(Package.objects.for_list(), slug=slug)
        coming, past = catalogue.edition_cards(package, request.user)
        context = {
            "package": package,
            "coming": coming,
            "past": past,
            "facts": catalogue.package_facts(package),
        }
        return render(request, "exchanges/package_detail.html", context)


class EditionEnrol(TransitionView):
    """Take a place in an edition."""

    template_name = "exchanges/package_place.html"
    permission_required = "exchanges.enrol_edition"
    form_class = SeenForm
    verb = staticmethod(workflow.enrol_in_edition)
    heading = _("Enrol")
    explanation = _("You take a place in this edition of the ready-made exchange.")
    submit_label = _("Enrol")
    success_message = _("You are enrolled. A confirmation is on its way to you.")

    def get_queryset(self) -> models.QuerySet[Any]:
        return PackageEdition.objects.select_related("package")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(dates=catalogue.edition_dates(self.object), **kwargs)

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return str(self.object.package.get_absolute_url())

    def get_success_url(self) -> str:
        return str(self.object.edition.package.get_absolute_url())


class EditionLeave(TransitionView):
    """Give one's own place in an edition up."""

    permission_required = "exchanges.withdraw_package_enrolment"
    form_class = SeenForm
    verb = staticmethod(workflow.leave_edition)
    heading = _("Give up your place")
    explanation = _("Somebody else can take it.")
    submit_label = _("Give up my place")
    tone = "danger"
    success_message = _("You no longer take part.")

    def get_queryset(self) -> models.QuerySet[Any]:
        own = PackageEnrolment.objects.filter(student=self.request.user)
        return own.select_related("edition__package", "student")

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return self.get_success_url()

    def get_success_url(self) -> str:
        return str(self.object.edition.package.get_absolute_url())
