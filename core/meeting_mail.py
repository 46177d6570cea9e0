"""Pages that tell what became of a meeting's e-mails, whichever app the meeting belongs to."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from core.components import Link
from core.errors import RefusedError
from core.models import Message
from core.offsets import in_words
from core.paging import keyset_page
from core.reminder_account import Account, account_for, people_of
from core.resending import send_again
from core.views import DetailPage, PermittedMixin

BY_NAME = ("family_name", "given_name", "id")
TONES = {
    "planned": "waiting",
    "none": "neutral",
    Message.State.PENDING: "waiting",
    Message.State.SENDING: "waiting",
    Message.State.SENT: "done",
    Message.State.FAILED: "stopped",
    Message.State.SKIPPED: "neutral",
    Message.State.EXPIRED: "neutral",
}


class OfMail(PermittedMixin):
    """A page under a meeting; its address is `names` with an ending: `exchanges:session-mail`."""

    names = ""

    def shared_targets(self) -> Iterable[Any]:
        """Return the keys of what an e-mail about several meetings may be about."""
        return ()

    def address(self, ending: str, *keys: object) -> str:
        """Return the address of another page about this meeting's e-mails."""
        return reverse(f"{self.names}-{ending}", args=[self.object.pk, *keys])


class MeetingMailPage(OfMail, DetailPage):
    """What the two pages have in common: they lead to each other."""

    ending = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = {"mail": _("Reminders"), "mail-others": _("Other e-mails")}
        return super().get_context_data(
            meeting=self.object,
            tabs=[
                Link(label, self.address(ending), is_current=ending == self.ending)
                for ending, label in pages.items()
            ],
            **kwargs,
        )

    def resend_address(self, message: Message | None) -> str:
        """Return where to ask for an e-mail again; empty when there is nothing to ask for."""
        if message is None or message.is_waiting or message.is_confidential:
            return ""
        return self.address("resend", message.public_id)


class RemindersPage(MeetingMailPage):
    """Each person and each reminder: when it was due, what became of it, and why."""

    template_name = "core/meeting_reminders.html"
    ending = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = people_of(self.object)
        page = keyset_page(people, BY_NAME, self.request.GET.get("cursor", ""))
        rows = self._rows(account_for(self.object, page.rows))
        return super().get_context_data(page=page, rows=rows, **kwargs)

    def _rows(self, accounts: Iterable[Account]) -> list[dict[str, Any]]:
        labels = {"planned": _("planned"), "none": _("not sent")}
        is_over = bool(self.object.has_begun) or self.object.state != "scheduled"
        return [
            {
                "account": each,
                "offset": "" if each.offset_minutes is None else in_words(each.offset_minutes),
                "tone": TONES[each.state],
                "state": labels.get(each.state) or each.reason,
                "reason": each.reason if each.state in labels else "",
                "resend": "" if is_over else self.resend_address(each.message),
            }
            for each in accounts
        ]


class OtherMailPage(MeetingMailPage):
    """The other e-mails about the meeting: that it is planned, moved, called off."""

    template_name = "core/meeting_mail.html"
    ending = "mail-others"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = Message.objects.telling_of(self.object, self.shared_targets())
        cursor = self.request.GET.get("cursor", "")
        page = keyset_page(others.select_related("recipient"), ("-created_at", "-id"), cursor)
        rows = [
            {"message": each, "tone": TONES[each.state], "resend": self.resend_address(each)}
            for each in page.rows
        ]
        return super().get_context_data(page=page, rows=rows, **kwargs)


class ResendMailView(OfMail, View):
    """Send one e-mail about the meeting again."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        reminders = Message.objects.about(self.object.pk).exclude(offset_minutes=None)
        others = Message.objects.telling_of(self.object, self.shared_targets())
        about = Q(pk__in=reminders.values("pk")) | Q(pk__in=others.values("pk"))
        message = get_object_or_404(Message.objects.named(kwargs["message"]).filter(about))
        try:
            send_again(message, self.object, by=request.user)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The e-mail is on its way again."))
        return HttpResponseRedirect(self.address("mail" if message.is_reminder else "mail-others"))
