"""What became of a session's e-mails."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from core.errors import RefusedError
from core.models import Message
from core.paging import keyset_page
from core.reminder_account import account_for
from core.reminding import resend
from core.views import DetailPage
from exchanges.enums import SessionState
from exchanges.views.sessions import OfSession

TONES = {
    Message.State.PENDING: "waiting",
    Message.State.SENDING: "waiting",
    Message.State.SENT: "done",
    Message.State.FAILED: "stopped",
    Message.State.SKIPPED: "neutral",
    Message.State.EXPIRED: "neutral",
}


class MailPage(OfSession, DetailPage):
    """Each e-mail about the session: to whom, when, and what failed and why."""

    permission_required = "exchanges.view_session_mail"
    template_name = "exchanges/session_mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Message.objects.about(self.object.pk).select_related("recipient", "letter")
        page = keyset_page(rows, ("-created_at", "-id"), self.request.GET.get("cursor", ""))
        accounts = []
        if self.object.state == SessionState.SCHEDULED:
            accounts = [item for item in account_for(self.object) if item.message is None]
        return super().get_context_data(
            session=self.object,
            page=page,
            rows=[(message, TONES[message.state]) for message in page.rows],
            accounts=accounts,
            **kwargs,
        )


class ResendView(OfSession, View):
    """Queue one reminder again."""

    permission_required = "exchanges.view_session_mail"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        about = Message.objects.about(self.object.pk).filter(offset_minutes__isnull=False)
        reminder = get_object_or_404(about.named(kwargs["message"]))
        try:
            resend(reminder, self.object, by=request.user)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The reminder is on its way again."))
        return HttpResponseRedirect(reverse("exchanges:session-mail", args=[self.object.pk]))
