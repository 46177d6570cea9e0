"""The planner of sessions: times that are fair to every site, to be compared and chosen."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.models import Institution
from core.errors import RefusedError
from exchanges import planner_words, window_words
from exchanges.forms.planner import (
    NONE,
    Bounds,
    ChoiceForm,
    ChosenForms,
    PlannerForm,
    SecondChoiceForm,
    TogetherForm,
)
from exchanges.planner import Proposal, Taken, Wanted, Wish, propose
from exchanges.planner_table import Table, shares, titles, value_of
from exchanges.planning import LUNCH, Place, names_of, places_of, taken_of
from exchanges.views.sessions import OfExchange
from exchanges.workflow.session import schedule_sessions


@dataclass(frozen=True, slots=True)
class Found:
    """What the planner answered, and the forms that choose from it."""

    wish: Wish
    places: list[Place]
    proposal: Proposal
    taken: tuple[Taken, ...]
    forms: ChosenForms
    anchor: Institution


class PlannerPage(OfExchange, TemplateView):
    """Ask for sessions (GET), compare what is proposed, and schedule what is chosen (POST)."""

    permission_required = "exchanges.schedule_session"
    template_name = "exchanges/planner.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = self._query()
        return self._page(query, self._found(query, None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = self._query()
        found = self._found(query, request.POST)
        if found is None or not found.forms.is_valid(found.taken):
            return self._page(query, found)
        together = found.forms.together
        try:
            made = schedule_sessions(
                self.object,
                found.forms.new_sessions(found.anchor),
                by=request.user,  # type: ignore[arg-type]  # -- logged in
                seen=together.cleaned_data["seen"],
            )
        except RefusedError as error:
            together.add_error(None, str(error))
            return self._page(query, found, status=409)
        text = ngettext("The session is planned.", "The sessions are planned.", len(made))
        messages.success(request, text)
        return HttpResponseRedirect(reverse("exchanges:session-list", args=[self.object.pk]))

    def _query(self) -> PlannerForm:
        exchange = self.object
        teams = exchange.teams.all()
        institutions = {team.institution_id: team.institution for team in teams}
        bounds = Bounds.of(exchange, timezone.localdate() + timedelta(days=1))
        return PlannerForm(
            self.request.GET.dict(), bounds=bounds, institutions=list(institutions.values())
        )

    def _found(self, query: PlannerForm, data: Any) -> Found | None:
        """Ask the planner; nothing for a query that makes no sense."""
        if not query.is_valid():
            return None
        exchange = self.object
        taken = taken_of(exchange)
        wish = query.wish(taken)
        lunch = LUNCH if query.keeps_lunch else None
        places = places_of(query.institutions, exchange.starts_on, exchange.ends_on, lunch)
        proposal = propose([place.site for place in places], wish)
        anchor = next(each for each in query.institutions if str(each.pk) == wish.anchor)
        forms = self._forms(data, wish, proposal, anchor)
        return Found(wish, places, proposal, taken, forms, anchor)

    def _forms(self, data: Any, wish: Wish, proposal: Proposal, anchor: Institution) -> ChosenForms:
        called = titles(len(proposal.sessions))
        meetings = [
            [self._choice(data, wanted, number, title, anchor) for number in range(wish.options)]
            for wanted, title in zip(proposal.sessions, called, strict=True)
        ]
        together = TogetherForm(data, initial={"seen": self.object.version})
        return ChosenForms(together, meetings, wish.minutes)

    def _choice(
        self, data: Any, wanted: Wanted, number: int, title: str, anchor: Institution
    ) -> ChoiceForm:
        proposed = [value_of(candidate) for candidate in wanted.candidates]
        picks = [proposed[place] for place in wanted.picks]
        form_class = SecondChoiceForm if number else ChoiceForm
        return form_class(
            data,
            prefix=f"s{wanted.number}{'b' if number else ''}",
            proposed=proposed,
            pick=picks[number] if number < len(picks) else NONE,
            initial={"title": title},
            first=self.object.starts_on,
            last=self.object.ends_on,
            zone=anchor.time_zone,
        )

    def _page(self, query: PlannerForm, found: Found | None, status: int = 200) -> HttpResponse:
        shown: dict[str, Any] = {"exchange": self.object, "query": query}
        if found:
            shown |= self._shown(found)
        return self.render_to_response(self.get_context_data(**shown), status=status)

    def _shown(self, found: Found) -> dict[str, Any]:
        names = names_of(found.places)
        proposal = found.proposal
        return {
            "found": found,
            "together": found.forms.together,
            "sites": [(place, names[place.site.key]) for place in found.places],
            "anchor_name": names[proposal.anchor],
            "groups": Table(proposal, names, found.forms.meetings).groups,
            "shares": shares(proposal, names),
            "changes": planner_words.changes(proposal, names),
            "closed": planner_words.closed(proposal.closed, names),
            "gaps": window_words.gaps(found.places),
            "without_holidays": window_words.without_holidays(found.places),
            "problems": found.forms.problems(),
            "columns": len(found.places) + 2,
            "between": len(found.places) + 1,
        }
