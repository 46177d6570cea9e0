"""Colleagues in a team: its lead adds, invites and removes them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind
from accounts.models import Affiliation, User
from accounts.querysets import UserQuerySet
from core import paging
from core.views import DetailPage, TransitionView
from exchanges import presentation
from exchanges.forms.team import AddColleagueForm, ColleagueSearchForm, InviteColleagueForm
from exchanges.models import Team
from exchanges.views.mixins import TeamMixin, reader_of
from exchanges.workflow import team as workflow

ORDERING = ("family_name", "given_name", "id")
PAGE_SIZE = 10


def teaches_at(person: User, team: Team) -> bool:
    """Tell whether the person is a confirmed teacher of the team’s institution."""
    teaches = person.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
    return bool(teaches.filter(institution=team.institution_id).exists())


def candidates_for(lead: User, team: Team) -> UserQuerySet:
    """Return whom the lead can add: confirmed teachers of the institution without a part yet.

    Nobody, unless the lead is a confirmed teacher there as well.
    """
    teaches = Affiliation.objects.confirmed().of_kind(AffiliationKind.TEACHER)
    here = teaches.filter(institution=team.institution_id)
    rows: UserQuerySet = User.objects.filter(is_active=True)
    if not teaches_at(lead, team):
        return rows.none()
    parts = Team.objects.filter(exchange=team.exchange_id)
    taken = parts.filter(Q(lead=OuterRef("pk")) | Q(teachers=OuterRef("pk")))
    return rows.filter(Exists(here.filter(user=OuterRef("pk"))), ~Exists(taken))


class ColleagueList(TeamMixin, DetailPage):
    """Who is in the team, and a search among the teachers of its institution.

    Nobody is listed unasked, and only a confirmed teacher of the institution may search there.
    """

    permission_required = "exchanges.manage_colleagues"
    template_name = "exchanges/colleagues.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        team = self.object
        lead = reader_of(self.request)
        form = ColleagueSearchForm(self.request.GET if "q" in self.request.GET else None)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        known = candidates_for(lead, team)
        found = known.search(words) if words else known.none()
        cursor = self.request.GET.get("cursor", "")
        waiting = team.invitations.filter(as_lead=False).select_related("invitation")
        values = {
            **presentation.frame(team.exchange, "people"),
            "team": team,
            "may_search": teaches_at(lead, team),
            "search": form,
            "words": words,
            "page": paging.keyset_page(found, ORDERING, cursor, PAGE_SIZE),
            "colleagues": list(team.teachers.all()),
            "waiting": [link for link in waiting if link.invitation.is_open],
        }
        return super().get_context_data(**kwargs) | values


class ColleagueTransition(TeamMixin, TransitionView):
    """Something that the lead does about a colleague; it leads back to the colleagues."""

    permission_required = "exchanges.manage_colleagues"

    def get_success_url(self) -> str:
        return reverse("exchanges:colleague-list", args=[self.kwargs["pk"], self.kwargs["team"]])


class ColleagueAdd(ColleagueTransition):
    """Take a colleague into the team."""

    form_class = AddColleagueForm
    verb = staticmethod(workflow.add_teacher)
    heading = _("Add a colleague to the team")
    explanation = _("They may do what the team may do, but confirm the design. They are told.")
    submit_label = _("Add to the team")
    success_message = _("Your colleague is in the team now, and has been told.")

    def get_initial(self) -> dict[str, Any]:
        return {"person": self.request.GET.get("person")}

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = self.request.POST.get("person") or self.request.GET.get("person")
        lead = reader_of(self.request)
        return {
            **super().get_form_kwargs(),
            "candidates": candidates_for(lead, self.object),
            "asked": asked,
        }

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"person": form.cleaned_data["person"]}


class ColleagueInvite(ColleagueTransition):
    """Invite a colleague by e-mail."""

    form_class = InviteColleagueForm
    verb = staticmethod(workflow.invite_teacher)
    heading = _("Invite a colleague by e-mail")
    explanation = _("An earlier invitation of the same address opens nothing any more.")
    submit_label = _("Send the invitation")
    success_message = _("The invitation is on its way.")

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"address": form.cleaned_data["address"]}


class ColleagueRemove(ColleagueTransition):
    """Take a colleague out of the team."""

    verb = staticmethod(workflow.remove_teacher)
    heading = _("Remove the colleague from the team")
    explanation = _("They lose access at once, and are told.")
    submit_label = _("Remove from the team")
    tone = "danger"
    success_message = _("Your colleague is no longer in the team.")

    def get_object(self) -> Team:
        """Return the team; raises Http404 for a person who is not in it."""
        team = super().get_object()
        if not any(person.pk == self.kwargs["person"] for person in team.teachers.all()):
            raise Http404
        return team

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        people = self.object.teachers.all()
        return {"person": next(one for one in people if one.pk == self.kwargs["person"])}
