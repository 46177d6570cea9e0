"""The finder of dates that suit the calendar of every partner."""

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.views import TransitionView
from exchanges import window_words, windows
from exchanges.enums import DesignSection
from exchanges.forms.windows import UseDatesForm, WindowSearchForm
from exchanges.models import Exchange, SectionRevision
from exchanges.views.mixins import ExchangeMixin, ExchangePage
from exchanges.window_timeline import timeline
from exchanges.window_values import Place, default_search, places_of
from exchanges.windows import Search
from exchanges.workflow.windows import use_dates


class WindowList(ExchangePage):
    """The best dates within a span, what each of them costs, and the calendars as a timeline."""

    template_name = "exchanges/windows.html"
    tab = "design"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        usual = asdict(default_search(exchange))
        form = WindowSearchForm({**usual, **self.request.GET.dict()})
        found = _found(exchange, form.search()) if form.is_valid() else {}
        return super().get_context_data(
            form=form,
            may_edit=self.request.user.has_perm("exchanges.edit_design", exchange),
            seen=SectionRevision.objects.last_number(exchange, DesignSection.IDEA),
            **found,
            **kwargs,
        )


class WindowUse(ExchangeMixin, TransitionView):
    """Give the exchange the dates of a window; they can be typed as well."""

    permission_required = "exchanges.edit_design"
    form_class = UseDatesForm
    verb = use_dates
    heading = _("Use these dates")
    explanation = _(
        "The dates stand in the section on the idea: the teams that confirmed it confirm it again."
    )
    submit_label = _("Use these dates")
    success_message = _("The exchange has new dates.")

    @property
    def cancel_url(self) -> str:
        return reverse("exchanges:exchange-windows", args=[self.object.pk])

    def get_initial(self) -> dict[str, Any]:
        exchange = self.object
        return {
            "starts_on": exchange.starts_on,
            "ends_on": exchange.ends_on,
            "seen": SectionRevision.objects.last_number(exchange, DesignSection.IDEA),
        }


def _found(exchange: Exchange, search: Search) -> dict[str, Any]:
    """Return what the page shows of a search."""
    places = places_of(exchange, search.first, search.last)
    sites = [place.site for place in places]
    found = windows.find(sites, search)
    table = timeline(sites, search.first, search.last, found)
    return {
        "search": search,
        "cards": window_words.cards(found, places),
        "present": _present(exchange, places, search),
        "gaps": window_words.gaps(places),
        "is_blank": not any(place.has_terms for place in places),
        "without_holidays": window_words.without_holidays(places),
        "table": table,
        "months": window_words.months(table),
        "lanes": window_words.lanes(table),
        "rows": window_words.rows(table, places),
        "legend": window_words.legend(),
    }


def _present(exchange: Exchange, places: list[Place], search: Search) -> window_words.Card | None:
    """Return what the present dates cost, where they lie within the search."""
    first, last = exchange.starts_on, exchange.ends_on
    if not search.first <= first < last <= search.last:
        return None
    sites = [place.site for place in places]
    return window_words.card(windows.judge(sites, first, last), places)
