"""Teams: adding and removing them, inviting who leads them, and confirming the design."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.models import Institution, User
from accounts.zone_notice import telling_new_zone
from core import audit
from core.components import Link
from core.errors import RefusedError
from core.forms import SeenForm
from core.seals import token_hash
from core.views import TransitionView
from exchanges import presentation, redline, workflow
from exchanges.forms.team import AddTeamForm, InviteLeadForm
from exchanges.models import Exchange, Session, Team, TeamInvitation
from exchanges.sections import section_url
from exchanges.views.mixins import ExchangeMixin, TeamMixin
from exchanges.workflow.confirmation import unconfirmed_sections
from exchanges.workflow.team import accept_colleague


def add_and_invite(
    exchange: Exchange, institution: Institution, address: str = "", *, by: User
) -> Exchange:
    """Add a team and, with an address, invite its lead."""
    with transaction.atomic():
        team = workflow.add_team(exchange, institution, by=by)
        if address:
            workflow.invite_lead(team, address, by=by)
    return exchange


class TeamAdd(ExchangeMixin, TransitionView):
    """Add a partner university."""

    permission_required = "exchanges.add_team"
    form_class = AddTeamForm
    verb = staticmethod(add_and_invite)
    heading = _("Add a partner university")
    explanation = _("Every team confirms the design again afterwards.")
    submit_label = _("Add the team")
    success_message = _("The team is added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "exchange": self.object}

    def get_success_url(self) -> str:
        return reverse("exchanges:exchange-people", args=[self.kwargs["pk"]])

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("institution", "address")}


class TeamTransition(TeamMixin, TransitionView):
    """An action on a team."""


class TeamRemove(TeamTransition):
    """Take a partner's team out of the design."""

    permission_required = "exchanges.remove_team"
    verb = staticmethod(workflow.remove_team)
    heading = _("Remove the team")
    explanation = _("Its lead loses access at once. Every team confirms the design again.")
    submit_label = _("Remove the team")
    tone = "danger"
    success_message = _("The team is removed.")


class LeadInvite(TeamTransition):
    """Invite somebody to lead a team."""

    permission_required = "exchanges.invite_lead"
    form_class = InviteLeadForm
    verb = staticmethod(workflow.invite_lead)
    heading = _("Invite the partner teacher")
    explanation = _("An earlier invitation to the same team opens nothing any more.")
    submit_label = _("Send the invitation")
    success_message = _("The invitation is on its way.")

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"address": form.cleaned_data["address"]}


class LeadRemove(TeamTransition):
    """Take the lead of a team away."""

    permission_required = "exchanges.remove_lead"
    verb = staticmethod(workflow.remove_lead)
    heading = _("Remove the lead of the team")
    explanation = _("They lose access at once. You can invite somebody else.")
    submit_label = _("Remove the lead")
    tone = "danger"
    success_message = _("The team has no lead now.")


class TeamConfirm(TeamTransition):
    """Confirm the design for one's own team: what changed since it did so last, then the button."""

    template_name = "exchanges/team_confirm.html"
    permission_required = "exchanges.confirm_team"
    form_class = SeenForm
    verb = staticmethod(workflow.confirm)
    heading = _("Confirm the design")
    submit_label = _("Confirm")
    success_message = _("Your team has confirmed the design.")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.object.exchange.design_version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if kwargs.pop("is_conflict", False):
            # What is shown, and what the next confirmation names, is the design as it is now.
            kwargs["form"] = self._form_for_now(kwargs["form"])
        team, exchange = self.object, self.object.exchange
        since = team.confirmed_version
        return super().get_context_data(
            **presentation.frame(exchange, "design"),
            team=team,
            since=since,
            changes=redline.between(exchange, since, exchange.design_version) if since else [],
            sessions=sessions_since_confirmed(team) if since else [],
            awaiting=[
                Link(section.label, section_url(exchange, section))
                for section in unconfirmed_sections(team)
            ],
            **kwargs,
        )

    def _form_for_now(self, form: Any) -> Any:
        """Return the form with the sentence of its refusal and the version that is there now."""
        self.object = self.get_object()
        fresh = SeenForm({"seen": self.object.exchange.design_version})
        for error in form.non_field_errors():
            fresh.add_error(None, error)
        return fresh

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"seen": form.cleaned_data["seen"]}

    def get_success_url(self) -> str:
        return reverse("exchanges:exchange-detail", args=[self.kwargs["pk"]])


def sessions_since_confirmed(team: Team) -> list[Session]:
    """Return the sessions that were planned, moved or cancelled since the team confirmed last."""
    events = audit.events_of(team.exchange).filter(verb="exchanges.exchange.confirm")
    last = events.filter(data__team=str(team.pk)).first()
    if last is None:
        return []
    rows = team.exchange.sessions.filter(updated_at__gt=last.created_at)
    return list(rows.order_by("starts_at", "id"))


@method_decorator(never_cache, name="dispatch")
class InvitationPage(TemplateView):
    """What an invitation offers; POST accepts it.

    An unknown, a used, a withdrawn and an expired link look the same: they tell nobody anything.
    """

    template_name = "exchanges/invitation.html"
    link: TeamInvitation | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.link = _open_invitation(kwargs["token"])
        if self.link is None:
            self.template_name = "accounts/invitation_closed.html"
            return self.render_to_response({"view": self}, status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link, exchange = self._link, self._link.team.exchange
        user = self.request.user
        is_other = user.is_authenticated and user.email.casefold() != _address(link)
        return super().get_context_data(
            link=link,
            exchange=exchange,
            facts=presentation.key_facts(exchange),
            initiator=exchange.teams.select_related("institution")
            .filter(is_initiator=True)
            .first(),
            is_other_address=is_other,
            **kwargs,
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.path)
        try:
            with telling_new_zone(request):
                exchange = self._accept(request.user)
        except RefusedError as error:
            return self.render_to_response(self.get_context_data(refusal=str(error)), status=409)
        return HttpResponseRedirect(exchange.get_absolute_url())

    @property
    def _link(self) -> TeamInvitation:
        if self.link is None:
            raise TypeError("An invitation page without its invitation.")
        return self.link

    def _accept(self, user: User) -> Exchange:
        if self._link.as_lead:
            exchange = workflow.accept_lead(self._link, by=user)
            messages.success(self.request, _("You lead the team now. Look at the design."))
        else:
            exchange = accept_colleague(self._link, by=user)
            messages.success(self.request, _("You are in the team now. Look at the design."))
        return exchange


def _address(link: TeamInvitation) -> str:
    return link.invitation.address.casefold()


def _open_invitation(token: str) -> TeamInvitation | None:
    rows = TeamInvitation.objects.select_related(
        "invitation__invited_by", "team__institution", "team__exchange"
    )
    link = rows.filter(invitation__token_hash=token_hash(token)).first()
    return link if link is not None and link.invitation.is_open else None
