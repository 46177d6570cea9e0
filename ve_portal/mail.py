"""The office's pages about all e-mail of the portal: whether it moves, and what failed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from core.components import Tile
from core.delivery_report import LATE, by_day, queue_now, settle_trouble
from core.errors import RefusedError
from core.models import AddressTrouble, Message
from core.permissions import refusal
from core.views import KeysetListPage

DAYS = 14
TROUBLES_SHOWN = 50


class OfficeOnly:
    """The page is for the office of the university that runs the portal."""

    permission = "accounts.view_delivery"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_perm(self.permission):
            raise PermissionDenied(refusal(self.permission))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # -- a view's


class DeliveryPage(OfficeOnly, KeysetListPage):
    """What waits, what became of the e-mails of each day, which failed, and whom nobody reaches."""

    template_name = "delivery.html"

    def get_queryset(self) -> QuerySet[Message]:
        failed = Message.objects.filter(state=Message.State.FAILED)
        return failed.select_related("recipient", "letter")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queue = queue_now()
        troubles = AddressTrouble.objects.open().order_by("-found_at", "-id")
        return super().get_context_data(
            queue=queue,
            late_minutes=int(LATE.total_seconds() // 60),
            tiles=[
                Tile(_("due now"), queue.due, is_late=queue.is_late),
                Tile(_("being sent"), queue.sending),
                Tile(_("wait for their next try"), queue.waiting - queue.due - queue.sending),
            ],
            days=by_day(DAYS, timezone.get_current_timezone()),
            troubles=troubles[:TROUBLES_SHOWN],
            **kwargs,
        )


class SettleTrouble(OfficeOnly, View):
    """Say that an address that was refused is looked after."""

    http_method_names = ["post", "options"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?next={reverse('delivery')}")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        trouble = get_object_or_404(AddressTrouble, pk=pk)
        try:
            settle_trouble(trouble, by=request.user)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The address is noted as settled."))
        return HttpResponseRedirect(reverse("delivery"))
