"""The office's pages about all e-mail of the portal: whether it moves, and what failed."""

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from core.components import Link, Tile
from core.delivery_report import by_day, last_answer, queue_now, settle_trouble
from core.errors import RefusedError
from core.meeting_mail import TONES
from core.models import AddressTrouble, Message
from core.permissions import refusal
from core.views import KeysetListPage
from exchanges.models import Exchange, Session
from training.models import EditionMeeting

DAYS = 14
TO_SETTLE = "?state=open"
S = Message.State


class OfficeOnly:
    """The page is for the office of the university that runs the portal."""

    permission = "accounts.view_delivery"
    name = ""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_perm(self.permission):
            raise PermissionDenied(refusal(self.permission))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # -- a view's

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = {
            "delivery": (_("How it goes"), ""),
            "delivery-mails": (_("E-mails"), ""),
            "delivery-addresses": (_("Addresses refused"), TO_SETTLE),
        }
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]  # -- a view's
            tabs=[
                Link(label, reverse(name) + query, is_current=name == self.name)
                for name, (label, query) in pages.items()
            ],
            **kwargs,
        )
        return context


class DeliveryPage(OfficeOnly, LoginRequiredMixin, TemplateView):
    """What waits and for how long, and what happened on each day."""

    template_name = "delivery/overview.html"
    name = "delivery"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queue = queue_now()
        mails = reverse("delivery-mails")
        refused = AddressTrouble.objects.open().count()
        return super().get_context_data(
            queue=queue,
            last_answer=last_answer() if queue.in_vain else "",
            tiles=[
                Tile(_("due now"), queue.due, f"{mails}?state=waiting", is_late=queue.is_late),
                Tile(_("being sent"), queue.sending),
                Tile(
                    _("wait for their next try"),
                    queue.waiting - queue.due - queue.sending,
                    f"{mails}?state=waiting",
                    is_late=queue.is_refused,
                ),
                Tile(_("addresses refused"), refused, reverse("delivery-addresses") + TO_SETTLE),
            ],
            days=by_day(DAYS, timezone.get_current_timezone()),
            **kwargs,
        )


class MailFilter(forms.Form):
    """Narrow the list of e-mails."""

    STATES: ClassVar = {
        "failed": (gettext_lazy("failed"), [S.FAILED]),
        "waiting": (gettext_lazy("waiting"), [S.PENDING, S.SENDING]),
        "unneeded": (
            gettext_lazy("not sent: no longer needed, or too late"),
            [S.SKIPPED, S.EXPIRED],
        ),
        "sent": (gettext_lazy("sent"), [S.SENT]),
    }

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            *((key, label) for key, (label, _states) in STATES.items()),
        ],
    )

    def apply(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        """Leave the e-mails that the filter describes."""
        state = self.cleaned_data["state"]
        return rows.filter(state__in=self.STATES[state][1]) if state else rows


class MailListPage(OfficeOnly, KeysetListPage):
    """All e-mails, newest first: to whom, about what, and what became of each."""

    template_name = "delivery/mails.html"
    name = "delivery-mails"
    filter_form_class = MailFilter

    def get_queryset(self) -> QuerySet[Message]:
        rows: QuerySet[Message] = Message.objects.select_related("recipient", "letter")
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = context["page"].rows
        places = _pages_about(rows, self.request.user)
        context["rows"] = [(each, TONES[each.state], places.get(each.target_id)) for each in rows]
        return context


def _pages_about(mails: Iterable[Message], user: Any) -> dict[UUID | None, str]:
    """Return where the office reads who was told of a meeting, for the meetings that it handles."""
    keys = {mail.target_id for mail in mails if mail.target_id}
    sessions = Session.objects.filter(pk__in=keys, exchange__in=Exchange.objects.handled_by(user))
    meetings = EditionMeeting.objects.visible_to(user).filter(pk__in=keys)
    return {
        pk: reverse(name, args=[pk])
        for name, found in (
            ("exchanges:session-mail", sessions),
            ("training:meeting-mail", meetings),
        )
        for pk in found.order_by().values_list("pk", flat=True)
    }


class AddressFilter(forms.Form):
    """Narrow the list of addresses that were refused."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            ("open", gettext_lazy("to be looked after")),
            ("settled", gettext_lazy("settled")),
        ],
    )

    def apply(self, rows: QuerySet[AddressTrouble]) -> QuerySet[AddressTrouble]:
        """Leave the addresses that the filter describes."""
        state = self.cleaned_data["state"]
        return rows.filter(cleared_at__isnull=state == "open") if state else rows


class AddressListPage(OfficeOnly, KeysetListPage):
    """The addresses that a server refused for good, and who settled what."""

    template_name = "delivery/addresses.html"
    name = "delivery-addresses"
    ordering = ("-found_at", "-id")
    filter_form_class = AddressFilter

    def get_queryset(self) -> QuerySet[AddressTrouble]:
        rows: QuerySet[AddressTrouble] = AddressTrouble.objects.select_related(
            "message__recipient", "cleared_by"
        )
        return rows


class SettleTrouble(OfficeOnly, View):
    """Say that an address that was refused is looked after."""

    http_method_names = ["post", "options"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        page = reverse("delivery-addresses") + TO_SETTLE
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?next={quote(page)}")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        trouble = get_object_or_404(AddressTrouble, pk=pk)
        try:
            settle_trouble(trouble, by=request.user)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The address is noted as settled."))
        return HttpResponseRedirect(reverse("delivery-addresses") + TO_SETTLE)
