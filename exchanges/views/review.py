"""The office: what waits for its decision, and the decision."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.permissions import refusal
from core.views import KeysetListPage
from exchanges import presentation, sections, workflow
from exchanges.design_values import findings_of
from exchanges.enums import ExchangeState
from exchanges.forms.exchange import ApproveForm, RefuseForm
from exchanges.history import history_of
from exchanges.models import Exchange
from exchanges.views.exchanges import ExchangeTransition
from exchanges.views.mixins import DesignReading, ExchangePage

SHOWN = 8


class ReviewQueue(KeysetListPage):
    """Submitted designs, oldest first."""

    template_name = "exchanges/review_queue.html"
    ordering = ("submitted_at", "id")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = "exchanges.list_reviews"
        if request.user.is_authenticated and not request.user.has_perm(name):
            raise PermissionDenied(refusal(name))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        return Exchange.objects.handled_by(self.request.user).waiting_for_office().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = presentation.rows_for(context["page"].rows, self.request.user)
        return context


class ReviewPage(DesignReading, ExchangePage):
    """The design, its findings, the decision and the history on one screen."""

    template_name = "exchanges/review.html"
    permission_required = "exchanges.review_exchange"
    tab = "review"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        return super().get_context_data(
            findings=sections.finding_items(findings_of(exchange), exchange, with_links=False),
            entries=history_of(exchange, SHOWN),
            form=ApproveForm(initial={"seen": exchange.version}),
            **self.design(),
            **kwargs,
        )


class Decide(ExchangeTransition):
    """A decision on a submitted design."""

    permission_required = "exchanges.decide_exchange"

    def check_permission(self) -> None:
        """Ask the permission.

        Whoever comes too late is let through to the verb, which refuses and says who decided.
        """
        is_office = self.request.user.has_perm("exchanges.review_exchange", self.object)
        if self.object.state == ExchangeState.SUBMITTED or not is_office:
            super().check_permission()


class ExchangeApprove(Decide):
    """Accept the design."""

    form_class = ApproveForm
    verb = staticmethod(workflow.approve)
    heading = _("Approve the design")
    submit_label = _("Approve")
    success_message = _("Approved. The teachers have been told.")


class ExchangeReturn(Decide):
    """Give the design back for changes."""

    form_class = RefuseForm
    verb = staticmethod(workflow.return_for_changes)
    heading = _("Return the design for changes")
    submit_label = _("Return")
    success_message = _("Returned. The teachers have been told what to change.")


class ExchangeReject(Decide):
    """Refuse the design for good."""

    form_class = RefuseForm
    verb = staticmethod(workflow.reject)
    heading = _("Reject the design")
    explanation = _("A rejected design cannot be submitted again.")
    submit_label = _("Reject")
    tone = "danger"
    success_message = _("Rejected. The teachers have been told why.")
