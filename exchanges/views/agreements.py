"""The agreement that an exchange runs under."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.views import ConfirmForm
from exchanges import presentation, workflow
from exchanges.forms.exchange import AttachForm
from exchanges.views.exchanges import ExchangeTransition
from exchanges.views.mixins import ExchangePage
from mou.models import Agreement


class ExchangeAgreement(ExchangePage):
    """Where the agreement stands, and what can be done about it."""

    template_name = "exchanges/exchange_agreement.html"
    tab = "agreement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange, reader = self.object, self.request.user
        agreement = exchange.agreement
        may_ask = reader.has_perm("exchanges.ask_agreement", exchange)
        needs_one = agreement is None or agreement.state in workflow.OVER
        return super().get_context_data(
            agreement=agreement,
            agreement_tone=presentation.AGREEMENT_TONES[agreement.state] if agreement else "",
            may_read=agreement is not None
            and Agreement.objects.visible_to(reader).filter(pk=agreement.pk).exists(),
            parties=agreement.parties.select_related("institution") if agreement else [],
            may_ask=may_ask and needs_one,
            covering=workflow.covering_agreements(exchange) if may_ask and needs_one else [],
            **kwargs,
        )


class AgreementTransition(ExchangeTransition):
    """A change of the agreement; it leads back to the agreement's tab."""

    def get_success_url(self) -> str:
        return reverse("exchanges:exchange-agreement", args=[self.kwargs["pk"]])


class AgreementAsk(AgreementTransition):
    """Have the agreement drafted from the design."""

    permission_required = "exchanges.ask_agreement"
    form_class = ConfirmForm
    verb = staticmethod(workflow.ask_agreement)
    heading = _("Ask for the agreement")
    explanation = _("It is drafted from the design; the office completes it.")
    submit_label = _("Draft the agreement")
    success_message = _("The agreement is drafted. The office has been told.")


class AgreementAttach(AgreementTransition):
    """Run under an agreement that is in force already."""

    permission_required = "exchanges.attach_agreement"
    form_class = AttachForm
    verb = staticmethod(workflow.attach_agreement)
    heading = _("Attach an agreement in force")
    submit_label = _("Attach")
    success_message = _("The agreement is attached.")

    def get_form_kwargs(self) -> dict[str, Any]:
        covering = workflow.covering_agreements(self.object)
        return {**super().get_form_kwargs(), "agreements": covering}

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"agreement": form.cleaned_data["agreement"]}
