"""Students take and leave their places."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from core.forms import SeenForm
from core.views import TransitionView
from exchanges import workflow
from exchanges.models import Enrolment, Exchange, Team
from exchanges.views.mixins import team_of


class TeamEnrol(TransitionView):
    """Take a place in the team of one's own university."""

    permission_required = "exchanges.enrol_team"
    form_class = SeenForm
    verb = staticmethod(workflow.enrol)
    heading = _("Enrol")
    explanation = _("You take a place in your university's team.")
    submit_label = _("Enrol")
    success_message = _("You are enrolled. A confirmation is on its way to you.")

    def get_object(self) -> Team:
        exchanges = Exchange.objects.visible_to(self.request.user).for_page()
        exchange = get_object_or_404(exchanges, pk=self.kwargs["pk"])
        return team_of(exchange, self.kwargs["team"])

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return self.get_success_url()

    def get_success_url(self) -> str:
        url: str = self.object.exchange.get_absolute_url()
        return url


class EnrolmentLeave(TransitionView):
    """Give one's own place up."""

    permission_required = "exchanges.withdraw_enrolment"
    form_class = SeenForm
    verb = staticmethod(workflow.leave)
    heading = _("Give up your place")
    explanation = _("Somebody else can take it.")
    submit_label = _("Give up my place")
    tone = "danger"
    success_message = _("You no longer take part.")

    def get_queryset(self) -> models.QuerySet[Any]:
        own = Enrolment.objects.filter(student=self.request.user)
        return own.select_related("exchange", "team", "student")

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return self.get_success_url()

    def get_success_url(self) -> str:
        url: str = self.object.exchange.get_absolute_url()
        return url
