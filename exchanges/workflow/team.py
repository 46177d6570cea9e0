"""What happens to the teams of an exchange, and to who leads them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import Institution, User
from accounts.workflow import (
    accept_invitation,
    institution_to_vouch_for,
    invite,
    revoke_invitation,
)
from core.errors import ConflictError, RefusedError
from exchanges.enums import DesignSection
from exchanges.models import Exchange, Team, TeamInvitation
from exchanges.notifications import team as notifications
from exchanges.workflow.confirmation import confirm_all_sections, drop_confirmations, lapse
from exchanges.workflow.design import record_removal, record_revision
from exchanges.workflow.walkers import EXCHANGES


def add_team(exchange: Exchange, institution: Institution, *, by: User) -> Team:
    """Add a team without a lead. Every team confirms the section on teams again."""
    with EXCHANGES.step(
        exchange, "add_team", by=by, data={"institution": str(institution.pk)}
    ) as row:
        if row.teams.filter(institution=institution).exists():
            raise RefusedError(_("This institution already has a team."))
        row.design_version += 1
        team = Team.objects.create(exchange=row, institution=institution)
        lapse(row, [DesignSection.TEAMS], by=by)
        record_revision(row, DesignSection.TEAMS, by=by, team=team)
    return team


def remove_team(team: Team, *, by: User) -> Exchange:
    """Take a partner's team out of the design; its invitations open nothing any more."""
    kept = {"institution": str(team.institution_id), "team": str(team.pk)}
    with EXCHANGES.step(team.exchange, "remove_team", by=by, data=kept) as row:
        fresh = _fresh(row, team)
        if fresh.is_initiator:
            raise RefusedError(_("The team that began the exchange stays. Cancel it instead."))
        _revoke_invitations(fresh, by=by)
        if fresh.lead is not None:
            notifications.lead_removed(fresh, fresh.lead)
        for person in fresh.teachers.all():
            notifications.colleague_removed(fresh, person)
        row.design_version += 1
        record_removal(row, fresh, by=by)
        fresh.delete()
        lapse(row, [DesignSection.TEAMS], by=by)
    return row


def invite_lead(team: Team, address: str, *, by: User) -> TeamInvitation:
    """Invite somebody by e-mail to lead the team; earlier invitations to it open nothing more.

    The link is in the e-mail alone. Accepting it makes them a confirmed teacher of the team's
    institution, unless an office of that institution works here: then the office confirms them.
    Raises RefusedError when the team has a lead.
    """
    with EXCHANGES.step(team.exchange, "invite", by=by, data={"team": str(team.pk)}) as row:
        fresh = _fresh(row, team)
        if fresh.lead is not None:
            raise RefusedError(_("This team has a lead already."))
        _revoke_invitations(fresh, by=by, as_lead=True)
        vouched = institution_to_vouch_for(fresh.institution)
        invitation, token = invite(address, by=by, institution=vouched)
        link = TeamInvitation.objects.create(team=fresh, invitation=invitation)
        notifications.invited(link, token)
    return link


def accept_lead(link: TeamInvitation, *, by: User) -> Exchange:
    """Lead the team from now on.

    Raises RefusedError when the invitation is used, withdrawn, expired or for another address,
    when the team has a lead, or when the person has a part in another team of the same exchange.
    """
    if not link.as_lead:
        raise ValueError("This invitation is to join a team, not to lead it.")
    with EXCHANGES.step(
        link.team.exchange, "accept", by=by, data={"team": str(link.team_id)}
    ) as row:
        team = _fresh(row, link.team)
        accept_invitation(link.invitation, team.institution, by=by)
        if team.lead is not None:
            raise RefusedError(_("This team has a lead already."))
        if row.teams.filter(lead=by).exists():
            raise RefusedError(_("You already lead a team of this exchange."))
        if row.teams.filter(teachers=by).exclude(pk=team.pk).exists():
            raise RefusedError(_("You are in another team of this exchange."))
        team.lead = by
        team.teachers.remove(by)
        drop_confirmations(team)
        team.save(update_fields=["lead", "is_confirmed", "updated_at"])
        notifications.lead_joined(team, by, link.invitation.invited_by)
    return row


def remove_lead(team: Team, *, by: User) -> Exchange:
    """Take the lead of a partner's team away: they lose their access with their next request."""
    with EXCHANGES.step(team.exchange, "remove_lead", by=by, data={"team": str(team.pk)}) as row:
        fresh = _fresh(row, team)
        if fresh.is_initiator:
            raise RefusedError(_("The lead of the team that began the exchange stays."))
        if fresh.lead is None:
            raise RefusedError(_("This team has no lead."))
        notifications.lead_removed(fresh, fresh.lead)
        # Whom the former lead asked to join waits for the next one.
        _revoke_invitations(fresh, by=by)
        fresh.lead = None
        drop_confirmations(fresh)
        fresh.save(update_fields=["lead", "is_confirmed", "updated_at"])
    return row


def confirm(team: Team, seen: int | None = None, *, by: User) -> Exchange:
    """Confirm the design for the team, as the version (`Exchange.design_version`) that was seen.

    Raises ConflictError when the design has changed since.
    """
    with EXCHANGES.step(team.exchange, "confirm", by=by, data={"team": str(team.pk)}) as row:
        fresh = _fresh(row, team)
        if fresh.lead_id != by.pk:
            raise RefusedError(_("Each team's own lead confirms the design."))
        if seen != row.design_version:
            raise ConflictError(
                _("The design has changed since you opened it. Look at it again, then confirm.")
            )
        confirm_all_sections(fresh, by=by)
        fresh.is_confirmed = True
        fresh.confirmed_version = row.design_version
        fresh.save(update_fields=["is_confirmed", "confirmed_version", "updated_at"])
        notifications.confirmed(fresh)
    return row


def add_teacher(team: Team, person: User, *, by: User) -> Exchange:
    """Take a colleague into the team: everything that the team may do, but confirming.

    Raises RefusedError unless `by` leads the team, the person is a confirmed teacher of its
    institution, and has no part in a team of the exchange yet.
    """
    data = {"team": str(team.pk), "person": str(person.pk)}
    with EXCHANGES.step(team.exchange, "add_teacher", by=by, data=data) as row:
        fresh = _led(row, team, by)
        teaches = person.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
        if not person.is_active or not teaches.filter(institution=fresh.institution).exists():
            raise RefusedError(_("Only confirmed teachers of the team’s university can join it."))
        _refuse_second_part(row, person)
        fresh.teachers.add(person)
        notifications.colleague_added(fresh, person, by)
    return row


def remove_teacher(team: Team, person: User, *, by: User) -> Exchange:
    """Take a colleague out of the team: they lose their access with their next request."""
    data = {"team": str(team.pk), "person": str(person.pk)}
    with EXCHANGES.step(team.exchange, "remove_teacher", by=by, data=data) as row:
        fresh = _led(row, team, by)
        if not fresh.teachers.filter(pk=person.pk).exists():
            raise RefusedError(_("This person is no longer in the team."))
        fresh.teachers.remove(person)
        notifications.colleague_removed(fresh, person)
    return row


def invite_teacher(team: Team, address: str, *, by: User) -> TeamInvitation:
    """Invite a colleague by e-mail; an earlier invitation of the same address opens nothing more.

    Whom the invitation makes a confirmed teacher is as with `invite_lead`.
    """
    data = {"team": str(team.pk), "invited": True}
    with EXCHANGES.step(team.exchange, "add_teacher", by=by, data=data) as row:
        fresh = _led(row, team, by)
        known = User.objects.filter(email__iexact=address.strip()).first()
        if known is not None:
            _refuse_second_part(row, known)
        _revoke_invitations(fresh, by=by, as_lead=False, address=address.strip())
        vouched = institution_to_vouch_for(fresh.institution)
        invitation, token = invite(address, by=by, institution=vouched)
        link = TeamInvitation.objects.create(team=fresh, invitation=invitation, as_lead=False)
        notifications.invited(link, token)
    return link


def accept_colleague(link: TeamInvitation, *, by: User) -> Exchange:
    """Join the team from now on.

    Raises RefusedError when the invitation is used, withdrawn, expired or for another address, or
    when the person has a part in a team of the same exchange.
    """
    if link.as_lead:
        raise ValueError("This invitation is to lead a team, not to join it.")
    data = {"team": str(link.team_id), "person": str(by.pk)}
    with EXCHANGES.step(link.team.exchange, "accept", by=by, data=data) as row:
        team = _fresh(row, link.team)
        accept_invitation(link.invitation, team.institution, by=by)
        _refuse_second_part(row, by)
        team.teachers.add(by)
        notifications.colleague_joined(team, by, link.invitation.invited_by)
    return row


def _refuse_second_part(exchange: Exchange, person: User) -> None:
    if exchange.teams.filter(Q(lead=person) | Q(teachers=person)).exists():
        raise RefusedError(_("This person is in a team of this exchange already."))


def _led(exchange: Exchange, team: Team, by: User) -> Team:
    """Lock the team; raise RefusedError when somebody else leads it by now."""
    fresh = _fresh(exchange, team)
    if fresh.lead_id != by.pk:
        raise RefusedError(_("Each team’s own lead says who is in it."))
    return fresh


def _fresh(exchange: Exchange, team: Team) -> Team:
    """Lock the team, after its exchange; raise RefusedError when it was removed meanwhile."""
    rows = Team.objects.select_for_update(of=("self",)).select_related("institution", "lead")
    fresh: Team | None = rows.filter(exchange=exchange, pk=team.pk).first()
    if fresh is None:
        raise RefusedError(_("This team was removed."))
    fresh.exchange = exchange
    return fresh


def _revoke_invitations(
    team: Team, *, by: User, as_lead: bool | None = None, address: str = ""
) -> None:
    """Make invitations to the team useless: all of them, or those of one kind or address."""
    links = team.invitations.select_related("invitation")
    if as_lead is not None:
        links = links.filter(as_lead=as_lead)
    if address:
        links = links.filter(invitation__address__iexact=address)
    for link in links:
        revoke_invitation(link.invitation, by=by)
