"""Ready-made exchanges in courses: teachers ask, their office decides."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.components import Link
from core.forms import SeenForm
from core.permissions import refusal
from core.views import DetailPage, KeysetListPage, TransitionView
from exchanges import catalogue
from exchanges.enums import AdoptionState
from exchanges.forms.adoption import (
    AcceptAdoptionForm,
    AdoptForm,
    AdoptionFilterForm,
    QueueFilterForm,
    RefuseAdoptionForm,
)
from exchanges.models import Adoption, PackageEdition
from exchanges.querysets import AdoptionQuerySet
from exchanges.views.mixins import reader_of
from exchanges.workflow import adoption as workflow


class EditionAdopt(TransitionView):
    """Ask to use an edition in a course of one's own."""

    template_name = "exchanges/adoption_form.html"
    permission_required = "exchanges.adopt_edition"
    form_class = AdoptForm
    verb = staticmethod(workflow.adopt)
    heading = _("Use it in your course")
    submit_label = _("Send to the office")
    success_message = _("Sent. Your office has been told, and you will hear from it by e-mail.")

    def get_queryset(self) -> models.QuerySet[Any]:
        return PackageEdition.objects.select_related("package")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "edition": self.object, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        package = self.object.package
        return super().get_context_data(
            package=package,
            dates=catalogue.edition_dates(self.object),
            facts=catalogue.workload_facts(package),
            **kwargs,
        )

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        """Return the fields of the form together: the verb takes them as they are."""
        return {"values": form.cleaned_data}

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return str(self.object.package.get_absolute_url())


class AdoptionList(KeysetListPage):
    """The uses that the reader may see, latest first: a teacher's own, an institution's."""

    template_name = "exchanges/adoption_list.html"
    heading = _("Ready-made exchanges in courses")
    filters: type[QueueFilterForm] = AdoptionFilterForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer the universities of the rows that the reader may see as a filter."""
        self.filter_form_class = partial(self.filters, rows=self.everything())  # type: ignore[assignment]  # -- called like the class
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.everything().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            (row, catalogue.ADOPTION_TONES[row.state]) for row in context["page"].rows
        ]
        context["tabs"] = self._tabs()
        return context

    def everything(self) -> AdoptionQuerySet:
        """Return what this list is of, before the filters."""
        rows: AdoptionQuerySet = Adoption.objects.visible_to(self.request.user)
        return rows

    def _tabs(self) -> list[Link]:
        """Return both lists to the office; who else reads this has only one."""
        if not self.request.user.has_perm("exchanges.list_adoptions", self.request.user):
            return []
        pages = (
            (_("Waiting for the office"), "exchanges:adoption-queue", AdoptionQueue),
            (_("All"), "exchanges:adoption-list", AdoptionList),
        )
        return [
            Link(label, reverse(name), is_current=type(self) is page) for label, name, page in pages
        ]


class AdoptionQueue(AdoptionList):
    """What the reader's office must decide, oldest first."""

    ordering = ("created_at", "id")
    filters = QueueFilterForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = "exchanges.list_adoptions"
        if request.user.is_authenticated and not request.user.has_perm(name):
            raise PermissionDenied(refusal(name))
        return super().dispatch(request, *args, **kwargs)

    def everything(self) -> AdoptionQuerySet:
        """Return what this list is of, before the filters."""
        return Adoption.objects.handled_by(self.request.user).waiting()


class AdoptionMixin:
    """The row is a use that the reader asked for, handles, coordinates or observes."""

    request: HttpRequest

    def get_queryset(self) -> models.QuerySet[Any]:
        return Adoption.objects.visible_to(reader_of(self.request)).for_page()


class AdoptionDetail(AdoptionMixin, DetailPage):
    """One use: what was asked, the decision, and what happened."""

    template_name = "exchanges/adoption_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        adoption = self.object
        package = adoption.edition.package
        return super().get_context_data(
            adoption=adoption,
            edition=adoption.edition,
            package=package,
            dates=catalogue.edition_dates(adoption.edition),
            tone=catalogue.ADOPTION_TONES[adoption.state],
            facts=catalogue.adoption_facts(adoption),
            package_facts=catalogue.workload_facts(package),
            entries=catalogue.adoption_history(adoption),
            form=AcceptAdoptionForm(initial={"seen": adoption.version}),
            **kwargs,
        )


class Decide(AdoptionMixin, TransitionView):
    """A decision on what a teacher asked for."""

    permission_required = "exchanges.decide_adoption"

    def check_permission(self) -> None:
        """Ask the permission.

        Whoever comes too late is let through to the verb, which refuses and says who decided.
        """
        handles = self.request.user.has_perm("exchanges.handle_adoption", self.object)
        if self.object.state == AdoptionState.REQUESTED or not handles:
            super().check_permission()


class AdoptionApprove(Decide):
    """Accept it."""

    form_class = AcceptAdoptionForm
    verb = staticmethod(workflow.approve)
    heading = _("Approve it for this course")
    submit_label = _("Approve")
    success_message = _("Approved. The teacher has been told.")


class AdoptionReject(Decide):
    """Refuse it."""

    form_class = RefuseAdoptionForm
    verb = staticmethod(workflow.reject)
    heading = _("Reject it for this course")
    submit_label = _("Reject")
    tone = "danger"
    success_message = _("Rejected. The teacher has been told why.")


class AdoptionWithdraw(AdoptionMixin, TransitionView):
    """Take one's own wish back."""

    permission_required = "exchanges.withdraw_adoption"
    form_class = SeenForm
    verb = staticmethod(workflow.withdraw)
    heading = _("Take it back")
    explanation = _("Your office is told that the course does not use it.")
    submit_label = _("Take back")
    tone = "danger"
    success_message = _("Taken back. Your office has been told.")
