"""Exceptions: the office lets a design be submitted although a criterion is not met."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.views import TransitionView
from exchanges import workflow
from exchanges.design_values import findings_of
from exchanges.forms.review import WaiveForm
from exchanges.models import Exchange, Waiver
from exchanges.views.exchanges import ExchangeTransition
from exchanges.views.mixins import reader_of


class WaiverMake(ExchangeTransition):
    """Make an exception from one criterion."""

    permission_required = "exchanges.waive_criterion"
    form_class = WaiveForm
    verb = staticmethod(workflow.waive)
    heading = _("Make an exception")
    submit_label = _("Make the exception")
    success_message = _("The exception holds. The teachers have been told why.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which criterion it is, and what was found; raises Http404 for an unknown one."""
        findings = {finding.code: finding for finding in findings_of(self.object)}
        finding = findings.get(self.kwargs["code"])
        if finding is None:
            raise Http404
        self.explanation = f"{finding.title}. {finding.found}"
        return super().get_context_data(**kwargs)

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {**super().verb_arguments(form), "code": self.kwargs["code"]}


class WaiverRevoke(TransitionView):
    """Take an exception back."""

    permission_required = "exchanges.revoke_waiver"
    verb = staticmethod(workflow.revoke_waiver)
    heading = _("Take the exception back")
    explanation = _("The criterion stops the next submission again. The teachers are told.")
    submit_label = _("Take it back")
    success_message = _("The exception was taken back. The teachers have been told.")

    def get_object(self) -> Waiver:
        """Return the waiver, with the exchange that it was found through."""
        exchanges = Exchange.objects.concerning(reader_of(self.request)).for_page()
        exchange = get_object_or_404(exchanges, pk=self.kwargs["pk"])
        waiver: Waiver = get_object_or_404(exchange.waivers, pk=self.kwargs["waiver"])
        waiver.exchange = exchange
        return waiver

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return self.get_success_url()

    def get_success_url(self) -> str:
        return reverse("exchanges:exchange-detail", args=[self.kwargs["pk"]])
