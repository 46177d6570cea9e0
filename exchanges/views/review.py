"""The review: what waits, one submission, its endorsement and its decision; the chain."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Institution
from core.permissions import refusal
from core.views import KeysetListPage
from exchanges import review, sections, workflow
from exchanges.enums import ExchangeState
from exchanges.forms.review import (
    ChainForm,
    DecisionForm,
    EndorseForm,
    RefusalForm,
    SendBackForm,
)
from exchanges.history import history_of
from exchanges.models import Exchange
from exchanges.views.exchanges import ExchangeTransition
from exchanges.views.mixins import DesignReading, ExchangePage, reader_of

SHOWN = 8


class ReviewList(KeysetListPage):
    """A list of the review: the permission is asked before anything is read."""

    permission_required = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = self.permission_required
        # With an object, only the rules are asked, not the permission tables.
        if request.user.is_authenticated and not request.user.has_perm(name, request.user):
            raise PermissionDenied(refusal(name))
        return super().dispatch(request, *args, **kwargs)


class ReviewQueue(ReviewList):
    """Submitted designs that wait for the reader, oldest first."""

    template_name = "exchanges/review_queue.html"
    permission_required = "exchanges.list_reviews"
    ordering = ("submitted_at", "id")

    def get_queryset(self) -> models.QuerySet[Any]:
        return Exchange.objects.reviewed_by(self.request.user).for_queue()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = review.queue_rows(context["page"].rows)
        return context


class ReviewPage(DesignReading, ExchangePage):
    """The design, its findings, what changed, what was said, the answer and the history."""

    template_name = "exchanges/review.html"
    permission_required = "exchanges.review_exchange"
    tab = "review"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        shown = review.review_of(exchange)
        return super().get_context_data(
            review=shown,
            findings=sections.finding_items(shown.findings, exchange, with_links=False),
            entries=history_of(exchange, SHOWN),
            form=self.answer_form(),
            **self.design(),
            **kwargs,
        )

    def answer_form(self) -> forms.Form | None:
        """Return the form of the answer that the reader may give now."""
        seen = {"seen": self.object.version}
        if self.request.user.has_perm("exchanges.decide_exchange", self.object):
            return DecisionForm(initial=seen)
        if self.request.user.has_perm("exchanges.endorse_exchange", self.object):
            return EndorseForm(initial=seen)
        return None


class Answer(ExchangeTransition):
    """An answer to a submitted design.

    Whoever may answer such designs and comes too late is let through to the verb, which refuses
    and says who was first.
    """

    late_permission = ""
    waits_in: ExchangeState

    def check_permission(self) -> None:
        """Ask the permission, or the wider one of those who come too late."""
        may_hear = self.request.user.has_perm(self.late_permission, self.object)
        if self.object.state == self.waits_in or not may_hear:
            super().check_permission()


class Decide(Answer):
    """The office's answer."""

    permission_required = "exchanges.decide_exchange"
    late_permission = "exchanges.hear_of_decision"
    waits_in = ExchangeState.SUBMITTED


class ExchangeApprove(Decide):
    """Accept the design."""

    form_class = DecisionForm
    verb = staticmethod(workflow.approve)
    heading = _("Approve the design")
    submit_label = _("Approve")
    success_message = _("Approved. The teachers have been told.")


class ExchangeReturn(Decide):
    """Give the design back for changes."""

    form_class = RefusalForm
    verb = staticmethod(workflow.return_for_changes)
    heading = _("Return the design for changes")
    explanation = _("The teams confirm the sections that you comment on again, or all of them.")
    submit_label = _("Return")
    success_message = _("Returned. The teachers have been told what to change.")


class ExchangeReject(Decide):
    """Refuse the design for good."""

    form_class = RefusalForm
    verb = staticmethod(workflow.reject)
    heading = _("Reject the design")
    explanation = _("A rejected design cannot be submitted again.")
    submit_label = _("Reject")
    tone = "danger"
    success_message = _("Rejected. The teachers have been told why.")


class Endorse(Answer):
    """The coordinator's answer."""

    permission_required = "exchanges.endorse_exchange"
    late_permission = "exchanges.hear_of_endorsement"
    waits_in = ExchangeState.ENDORSING


class ExchangeEndorse(Endorse):
    """Stand behind the design for the department."""

    form_class = EndorseForm
    verb = staticmethod(workflow.endorse)
    heading = _("Endorse the design")
    submit_label = _("Endorse")
    success_message = _("Endorsed. The office has been told.")


class ExchangeSendBack(Endorse):
    """Give the design back before it reaches the office."""

    form_class = SendBackForm
    verb = staticmethod(workflow.send_back)
    heading = _("Send the design back")
    explanation = _("The teams change it, confirm it again and submit it again.")
    submit_label = _("Send back")
    success_message = _("Sent back. The teachers have been told what to change.")


class ReviewChainPage(ReviewList):
    """Who looks at designs first, for each institution whose office the reader is."""

    template_name = "exchanges/review_chain.html"
    permission_required = "exchanges.list_chains"
    ordering = ("name", "id")

    def get_queryset(self) -> models.QuerySet[Any]:
        reader = reader_of(self.request)
        rows = Institution.objects.active().select_related("review_chain__changed_by")
        if reader.is_superuser:
            return rows
        return rows.filter(pk__in=reader.institutions_as(Role.OFFICE))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Keep the choice for one institution."""
        form = ChainForm(request.POST, institutions=self.get_queryset())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=409)
        values = form.cleaned_data
        workflow.set_chain(
            values["institution"],
            needs_endorsement=values["needs_endorsement"],
            by=reader_of(request),
        )
        messages.success(request, _("Saved. It holds for the next submissions."))
        return HttpResponseRedirect(request.path)
