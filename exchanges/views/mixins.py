"""What the pages of one exchange share."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from core.views import DetailPage
from exchanges import presentation
from exchanges.design_reading import reading_of
from exchanges.models import Exchange, Team


def reader_of(request: HttpRequest) -> User:
    """Return who is logged in; raises PermissionDenied for a visitor."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class ExchangeMixin:
    """The row is an exchange that the reader teaches, handles, coordinates or observes."""

    request: HttpRequest

    def get_queryset(self) -> models.QuerySet[Any]:
        return Exchange.objects.concerning(reader_of(self.request)).for_page()


class ExchangePage(ExchangeMixin, DetailPage):
    """One of the tabs of an exchange."""

    tab = "overview"
    permission_required = "exchanges.view_design"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**presentation.frame(self.object, self.tab), **kwargs)


class DesignReading:
    """Adds what the design shows beside the exchange's own fields."""

    object: Exchange

    def design(self) -> dict[str, Any]:
        """Return what the design's body shows."""
        return reading_of(self.object)


class TeamMixin:
    """The row is a team, found through its exchange; success leads back to the people's page."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get_object(self) -> Team:
        """Return the team, with the exchange that it was found through."""
        exchanges = Exchange.objects.concerning(reader_of(self.request)).for_page()
        exchange = get_object_or_404(exchanges, pk=self.kwargs["pk"])
        return team_of(exchange, self.kwargs["team"])

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return self.get_success_url()

    def get_success_url(self) -> str:
        return reverse("exchanges:exchange-people", args=[self.kwargs["pk"]])


def team_of(exchange: Exchange, pk: UUID) -> Team:
    """Return the exchange's own team of that identifier; raises Http404 for any other."""
    team = next((team for team in exchange.teams.all() if team.pk == pk), None)
    if team is None:
        raise Http404
    team.exchange = exchange
    return team
