"""Pages on which people make, renew and stop the addresses of their feeds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.models import Feed, User
from accounts.workflow import feed as workflow
from ve_portal.calendars.kinds import KINDS, Kind
from ve_portal.calendars.views.pages import tabs

ALL = "calendar-subscribe"


class OfFeed(LoginRequiredMixin):
    """A page about one feed of the reader's: of all their meetings, or of a group (with `kind`)."""

    kind: Kind | None = None
    group: Model | None = None
    request: Any
    args: Any
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.kind is not None:
            self.group = get_object_or_404(self.kind.groups(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def address(self, suffix: str = "") -> str:
        """Return the path of the feed's page, or of what is done there."""
        name = ALL if self.kind is None else self.kind.subscription
        return reverse(f"{name}{suffix}", kwargs=self.kwargs)


class SubscribePage(OfFeed, TemplateView):
    """A feed's address: POST makes a new one, and this one answer shows it; nothing keeps it."""

    template_name = "calendars/subscribe.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = workflow.renew(self.request.user, self.group, by=self.request.user)
        path = reverse("calendar-feed", args=[token])
        host = settings.SITE_ORIGIN.partition("://")[2]
        shown = {
            "feed_url": f"{settings.SITE_ORIGIN}{path}",
            "webcal_url": f"webcal://{host}{path}",
        }
        return self.render_to_response(self.get_context_data(**shown, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feeds = list(Feed.objects.filter(owner=self.request.user))
        of = Feed.target_of(self.group)
        mine = next((feed for feed in feeds if (feed.target_type, feed.target_id) == of), None)
        return super().get_context_data(
            tabs=tabs(ALL),
            group=self.group,
            feed=mine,
            others=others_of(self.request.user, feeds) if self.group is None else [],
            stop_url=self.address("-stop"),
            **kwargs,
        )


class StopView(OfFeed, View):
    """Let an address stop working."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if workflow.revoke(self.request.user, self.group, by=self.request.user):
            messages.success(request, _("The address does not work any more."))
        return HttpResponseRedirect(self.address())


@dataclass(frozen=True, slots=True)
class Other:
    """A feed of one group, in the list of somebody's feeds."""

    title: str
    url: str
    renewed_at: datetime


def others_of(user: User, feeds: Iterable[Feed]) -> list[Other]:
    """Return the feeds of what the person still takes part in. One query for each kind."""
    wanted: dict[str, dict[UUID, Feed]] = defaultdict(dict)
    for feed in feeds:
        if feed.target_id is not None:
            wanted[feed.target_type][feed.target_id] = feed
    found = []
    for kind in KINDS.values():
        if known := wanted[kind.group_type]:
            groups = kind.groups(user).filter(pk__in=known).order_by(kind.title, "pk")
            found += [
                Other(title, reverse(kind.subscription, args=[pk]), known[pk].renewed_at)
                for pk, title in groups.values_list("pk", kind.title)
            ]
    return found
