"""Teams: who leads them, and what they confirm."""

import re

import pytest

from accounts.models import Affiliation
from accounts.workflow import confirm_declared
from core.errors import ConflictError, RefusedError
from core.models import Message
from core.seals import unseal
from exchanges import workflow
from exchanges.enums import DesignSection
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, Team, TeamInvitation
from exchanges.workflow.design import FIELDS
from tests.cast import make_user
from tests.exchanges import build


@pytest.fixture
def draft(cast):
    exchange = build.make_draft(cast)
    workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    return exchange


def test_invitation_is_mailed_sealed_and_accepted_once(cast, draft):
    team = build.partner_team(draft)
    link = workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    message = Message.objects.get(kind="exchanges.team_invitation")
    assert message.is_confidential
    assert "/invitations/" not in message.text
    token = re.search(r"/invitations/([\w-]+)/", unseal(message.text))[1]
    assert token not in link.invitation.token_hash
    workflow.accept_lead(link, by=cast.partner_teacher)
    team.refresh_from_db()
    assert team.lead == cast.partner_teacher
    assert Message.objects.filter(kind="exchanges.lead_joined").get().recipient == cast.lead_teacher
    with pytest.raises(RefusedError, match="used, withdrawn, or has expired"):
        workflow.accept_lead(link, by=cast.partner_teacher)


def test_invitation_accepted_makes_a_confirmed_teacher(cast, draft):
    newcomer = make_user("newcomer")
    link = workflow.invite_lead(build.partner_team(draft), newcomer.email, by=cast.lead_teacher)
    workflow.accept_lead(link, by=newcomer)
    affiliation = Affiliation.objects.get(user=newcomer)
    assert (affiliation.institution, affiliation.evidence) == (cast.marrakesh, "invitation")


def test_invitation_to_a_university_with_an_office_makes_a_lead_but_confirms_nobody(cast):
    """Else any teacher could make a stranger a teacher of the home university."""
    draft = workflow.propose(
        build.idea(),
        {"institution": cast.marrakesh, "course_title": "Politics"},
        by=cast.partner_teacher,
    )
    team = workflow.add_team(draft, cast.siena, by=cast.partner_teacher)
    newcomer = make_user("newcomer")
    link = workflow.invite_lead(team, newcomer.email, by=cast.partner_teacher)
    workflow.accept_lead(link, by=newcomer)
    affiliation = Affiliation.objects.get(user=newcomer)
    assert (affiliation.institution, affiliation.evidence) == (cast.siena, "none")
    team.refresh_from_db()
    assert team.lead == newcomer
    assert newcomer.has_perm("exchanges.edit_design", Exchange.objects.get(pk=draft.pk))
    confirm_declared(affiliation, by=cast.office)
    assert Affiliation.objects.confirmed().filter(user=newcomer).exists()


def test_invitation_for_another_address_is_refused_and_stays_open(cast, draft):
    link = workflow.invite_lead(
        build.partner_team(draft), "partner@example.org", by=cast.lead_teacher
    )
    with pytest.raises(RefusedError, match="another address"):
        workflow.accept_lead(link, by=cast.stranger)
    link.invitation.refresh_from_db()
    assert link.invitation.is_open


def test_second_invitation_closes_the_first(cast, draft):
    team = build.partner_team(draft)
    first = workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    workflow.invite_lead(team, cast.other_teacher.email, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="used, withdrawn"):
        workflow.accept_lead(first, by=cast.partner_teacher)


def test_lead_of_one_team_cannot_accept_another(cast, draft):
    link = workflow.invite_lead(
        build.partner_team(draft), cast.lead_teacher.email, by=cast.lead_teacher
    )
    with pytest.raises(RefusedError, match="already lead a team"):
        workflow.accept_lead(link, by=cast.lead_teacher)


def test_removed_lead_sees_the_draft_no_more(cast):
    exchange = build.make(cast, S.DRAFT)
    partner = cast.partner_teacher
    assert Exchange.objects.visible_to(partner).filter(pk=exchange.pk).exists()
    workflow.remove_lead(build.partner_team(exchange), by=cast.lead_teacher)
    assert not Exchange.objects.visible_to(partner).filter(pk=exchange.pk).exists()
    assert Message.objects.filter(kind="exchanges.lead_removed").get().recipient == partner


def test_team_that_began_stays(cast, draft):
    home = build.home_team(draft)
    with pytest.raises(RefusedError, match="stays"):
        workflow.remove_team(home, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="stays"):
        workflow.remove_lead(home, by=cast.lead_teacher)


def test_team_of_an_institution_that_has_one_is_refused(cast, draft):
    with pytest.raises(RefusedError, match="already has a team"):
        workflow.add_team(draft, cast.marrakesh, by=cast.lead_teacher)


def test_team_removed_takes_its_invitations_along(cast, draft):
    team = build.partner_team(draft)
    link = workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    invitation = link.invitation
    workflow.remove_team(team, by=cast.lead_teacher)
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None
    assert not TeamInvitation.objects.exists()
    assert draft.teams.count() == 1


def test_confirmation_names_the_version_and_lapses_with_the_next_change(cast):
    exchange = build.make(cast, S.DRAFT)
    build.confirm_all(exchange)
    assert all(team.is_confirmed for team in exchange.teams.all())
    exchange = build.edit(
        exchange,
        DesignSection.ASSESSMENT,
        {"assessment": "An essay", "fallback": "Local"},
        by=cast.partner_teacher,
    )
    assert not any(team.is_confirmed for team in Team.objects.filter(exchange=exchange))


def test_confirmation_of_a_version_that_changed_is_a_conflict(cast):
    exchange = build.make(cast, S.DRAFT)
    team = build.home_team(exchange)
    with pytest.raises(ConflictError, match="changed since"):
        workflow.confirm(team, seen=exchange.design_version - 1, by=cast.lead_teacher)


def test_confirmation_by_somebody_else_is_refused(cast):
    exchange = build.make(cast, S.DRAFT)
    with pytest.raises(RefusedError, match="own lead"):
        workflow.confirm(
            build.partner_team(exchange), seen=exchange.design_version, by=cast.lead_teacher
        )


def test_section_of_a_team_that_was_removed_meanwhile_is_refused(cast, draft):
    team = build.partner_team(draft)
    values = {name: getattr(team, name) for name in FIELDS[DesignSection.TEAMS]}
    number = build.seen(draft, DesignSection.TEAMS, team)
    change = workflow.SectionEdit(DesignSection.TEAMS, number, values, team=team)
    workflow.remove_team(build.partner_team(draft), by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="This team was removed"):
        workflow.edit_section(draft, change, by=cast.lead_teacher)
