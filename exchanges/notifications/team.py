"""What teachers are told about their teams."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import User
from core.models import Message
from core.outbox import Envelope, envelope_for, queue
from exchanges.enums import DesignSection
from exchanges.models import Team, TeamInvitation


def invited(link: TeamInvitation, token: str) -> Message:
    """Invite somebody to lead or to join a team: the only place where the token is ever written.

    A person whom the portal knows reads it in their language, anybody else in that of the one
    who invites.
    """
    invitation = link.invitation
    known = User.objects.filter(email__iexact=invitation.address, is_active=True).first()
    reader = known or invitation.invited_by
    envelope = Envelope(
        kind="exchanges.team_invitation",
        address=invitation.address,
        language=reader.language,
        zone=reader.time_zone,
        recipient=known,
        target=link.team.exchange,
        is_confidential=True,
        expires_at=invitation.expires_at,
    )
    context = {
        "team": link.team,
        "exchange": link.team.exchange,
        "as_lead": link.as_lead,
        "invitation": invitation,
        "path": reverse("exchanges:invitation-detail", args=[token]),
    }
    return queue(envelope, context)


def lead_joined(team: Team, lead: User, inviter: User) -> Message:
    """Tell the one who invited that the partner leads the team now."""
    envelope = envelope_for(inviter, "exchanges.lead_joined", target=team.exchange)
    return queue(envelope, {"team": team, "exchange": team.exchange, "lead": lead})


def lead_removed(team: Team, lead: User) -> Message:
    """Tell somebody that they no longer lead a team."""
    envelope = envelope_for(lead, "exchanges.lead_removed", target=team.exchange)
    return queue(envelope, {"team": team, "exchange": team.exchange})


def confirmed(team: Team) -> None:
    """Tell the initiating team's lead that a partner confirmed the design."""
    initiator = team.exchange.teams.select_related("lead").filter(is_initiator=True).first()
    if initiator is None or initiator.pk == team.pk or initiator.lead is None:
        return
    envelope = envelope_for(initiator.lead, "exchanges.team_confirmed", target=team.exchange)
    queue(envelope, {"team": team, "exchange": team.exchange})


def confirmation_lapsed(team: Team, sections: Sequence[DesignSection], by: User | None) -> None:
    """Tell a team's lead that a later change waits for their confirmation, and who made it."""
    if team.lead is None:
        return
    envelope = envelope_for(team.lead, "exchanges.confirmation_lapsed", target=team.exchange)
    context = {"team": team, "exchange": team.exchange, "person": by, "sections": sections}
    queue(envelope, context)


def colleague_added(team: Team, colleague: User, lead: User) -> Message:
    """Tell somebody that they are in a team now."""
    envelope = envelope_for(colleague, "exchanges.colleague_added", target=team.exchange)
    return queue(envelope, {"team": team, "exchange": team.exchange, "lead": lead})


def colleague_joined(team: Team, colleague: User, inviter: User) -> Message:
    """Tell the lead that the invited colleague is in the team now."""
    envelope = envelope_for(inviter, "exchanges.colleague_joined", target=team.exchange)
    return queue(envelope, {"team": team, "exchange": team.exchange, "colleague": colleague})


def colleague_removed(team: Team, colleague: User) -> Message:
    """Tell somebody that they are no longer in a team."""
    envelope = envelope_for(colleague, "exchanges.colleague_removed", target=team.exchange)
    return queue(envelope, {"team": team, "exchange": team.exchange})
