"""Which change makes whose confirmation lapse, who is told, and that the two records agree."""

import random
from contextlib import suppress
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import RefusedError
from core.meetings import Plan
from core.models import Message
from exchanges import workflow
from exchanges.enums import DesignSection
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, Team
from exchanges.workflow.confirmation import present_numbers, unconfirmed_sections
from exchanges.workflow.design import FIELDS
from exchanges.workflow.session import (
    NewSession,
    cancel_session,
    move_session,
    schedule_sessions,
)
from tests.exchanges import build

D = DesignSection
LAPSED = "exchanges.confirmation_lapsed"


@pytest.fixture
def confirmed(cast):
    return build.confirm_all(build.make(cast, S.DRAFT))


def open_sections(exchange):
    """Return what each team has to confirm: Siena's, then that of Marrakesh."""
    teams = Team.objects.filter(exchange=exchange)
    return [set(unconfirmed_sections(team)) for team in teams]


def agree(exchange):
    """Tell whether every team's flag says what its rows say."""
    for team in Team.objects.filter(exchange=exchange).select_related("exchange"):
        rows = dict(team.confirmations.values_list("section", "number"))
        present = {section.value: number for section, number in present_numbers(team).items()}
        if not all(present[section] == number for section, number in rows.items()):
            return False
        if team.is_confirmed != (rows == present):
            return False
    return True


def edit_section(exchange, section, by, team=None):
    """Save a section with a small change."""
    fresh = Exchange.objects.get(pk=exchange.pk)
    names = FIELDS[section]
    values, rows = {}, []
    if section == D.OUTCOMES:
        rows = [*fresh.outcomes.values("id", *names), {"dimension": "media", "text": "check"}]
    elif section == D.SYLLABUS:
        rows = list(fresh.activities.values("id", *names))[:-1]
    else:
        values = {name: getattr(team or fresh, name) for name in names}
        text = {"teams": "course_title", "groups": "platform"}.get(section, "assessment")
        values["summary" if section == D.IDEA else text] = f"Words {uuid4()}"
    seen = build.seen(fresh, section, team)
    edit = workflow.SectionEdit(section, seen, values, rows=rows, team=team)
    return workflow.edit_section(fresh, edit, by=by)


@pytest.mark.parametrize("section", [section for section in D if section != D.TEAMS])
def test_change_of_a_shared_section_drops_that_section_of_every_team(cast, confirmed, section):
    after = edit_section(confirmed, section, cast.partner_teacher)
    assert open_sections(confirmed) == [{section}, {section}]
    assert [team.is_initiator for team in after.lapsed] == [True, False]
    assert agree(confirmed)


def test_change_of_a_teams_own_part_drops_that_teams_part_alone(cast, confirmed):
    after = edit_section(confirmed, D.TEAMS, cast.partner_teacher, build.partner_team(confirmed))
    assert open_sections(confirmed) == [set(), {D.TEAMS}]
    assert [team.is_initiator for team in after.lapsed] == [False]
    assert agree(confirmed)


def test_added_team_drops_the_section_on_teams_of_everybody(cast, confirmed):
    workflow.add_team(confirmed, cast.cairo, by=cast.lead_teacher)
    assert open_sections(confirmed) == [{D.TEAMS}, {D.TEAMS}, set(D)]
    assert agree(confirmed)


def test_removed_team_drops_the_section_on_teams_of_who_stays(cast, confirmed):
    workflow.remove_team(build.partner_team(confirmed), by=cast.lead_teacher)
    assert open_sections(confirmed) == [{D.TEAMS}]
    assert agree(confirmed)


@pytest.mark.parametrize("verb", ["schedule", "move", "cancel"])
def test_change_of_the_sessions_drops_the_syllabus(cast, confirmed, verb):
    day = confirmed.starts_on + timedelta(days=8)
    session = confirmed.sessions.first()
    if verb == "schedule":
        new = NewSession("Extra", cast.siena, Plan(day, time(14)))
        schedule_sessions(confirmed, [new], by=cast.partner_teacher)
    elif verb == "move":
        move_session(session, Plan(day, time(15)), by=cast.partner_teacher)
    else:
        cancel_session(session, "A holiday", by=cast.partner_teacher)
    assert open_sections(confirmed) == [{D.SYLLABUS}, {D.SYLLABUS}]
    assert agree(confirmed)


def test_return_with_remarks_drops_the_remarked_sections(cast):
    exchange = build.make(cast, S.SUBMITTED)
    remarks = {D.GROUPS.value: "Who leads the groups?"}
    workflow.return_for_changes(exchange, note="Nearly", remarks=remarks, by=cast.office)
    assert open_sections(exchange) == [{D.GROUPS}, {D.GROUPS}]
    assert agree(exchange)
    assert not Message.objects.filter(kind=LAPSED).exists()


def test_return_without_remarks_drops_everything(cast):
    exchange = build.make(cast, S.RETURNED)
    assert open_sections(exchange) == [set(D), set(D)]
    assert agree(exchange)


def test_new_lead_confirms_anew(cast, confirmed):
    team = build.partner_team(confirmed)
    workflow.remove_lead(team, by=cast.lead_teacher)
    assert open_sections(confirmed) == [set(), set(D)]
    build.join(team, cast.other_teacher, by=cast.lead_teacher)
    assert open_sections(confirmed) == [set(), set(D)]
    assert agree(confirmed)


def test_lead_is_told_once_until_they_confirm_again(cast, confirmed):
    partner = cast.partner_teacher
    partner.language = "it"
    partner.save()
    told = Message.objects.filter(kind=LAPSED)
    edit_section(confirmed, D.GROUPS, cast.lead_teacher)
    edit_section(confirmed, D.GROUPS, cast.lead_teacher)
    edit_section(confirmed, D.IDEA, cast.lead_teacher)
    message = told.get()
    assert (message.recipient, message.language) == (partner, "it")
    url = reverse("exchanges:team-confirm", args=[confirmed.pk, build.partner_team(confirmed).pk])
    assert url in message.text
    assert url in message.html
    build.confirm_all(confirmed)
    edit_section(confirmed, D.SYLLABUS, cast.lead_teacher)
    assert told.count() == 2


def test_lead_who_changes_the_design_is_not_told_of_it(cast, confirmed):
    edit_section(confirmed, D.GROUPS, cast.partner_teacher)
    assert Message.objects.get(kind=LAPSED).recipient == cast.lead_teacher


def test_team_that_had_not_confirmed_everything_is_not_told(cast):
    exchange = build.make(cast, S.DRAFT)
    home = build.home_team(exchange)
    workflow.confirm(home, seen=exchange.design_version, by=cast.lead_teacher)
    edit_section(exchange, D.GROUPS, cast.partner_teacher)
    assert Message.objects.get(kind=LAPSED).recipient == cast.lead_teacher


@pytest.mark.parametrize("seed", range(5))
def test_flag_and_rows_agree_after_any_sequence_of_verbs(cast, seed):
    dice = random.Random(seed)  # noqa: S311 -- it repeats itself, as it should
    exchange = build.make(cast, S.DRAFT)
    steps = [edit, confirm_one, confirm_one, session, partners, lead, review]
    for _number in range(16):
        dice.choice(steps)(Exchange.objects.get(pk=exchange.pk), cast, dice)
        assert agree(exchange)


def edit(exchange, cast, dice):
    """Change some section."""
    if exchange.state in (S.DRAFT, S.RETURNED):
        section = dice.choice(list(D))
        team = dice.choice(list(exchange.teams.all())) if section == D.TEAMS else None
        edit_section(exchange, section, cast.lead_teacher, team)


def confirm_one(exchange, _cast, dice):
    """Have one of the leads confirm."""
    team = dice.choice(list(exchange.teams.all()))
    if exchange.state in (S.DRAFT, S.RETURNED) and team.lead:
        workflow.confirm(team, seen=exchange.design_version, by=team.lead)


def session(exchange, cast, dice):
    """Plan one more session."""
    if exchange.state in (S.DRAFT, S.RETURNED):
        day = exchange.starts_on + timedelta(days=dice.randrange(30))
        new = NewSession("More", cast.siena, Plan(day, time(14)))
        schedule_sessions(exchange, [new], by=cast.lead_teacher)


def partners(exchange, cast, _dice):
    """Add a third team, or remove it."""
    if exchange.state in (S.DRAFT, S.RETURNED):
        third = exchange.teams.filter(institution=cast.cairo).first()
        if third is None:
            workflow.add_team(exchange, cast.cairo, by=cast.lead_teacher)
        else:
            workflow.remove_team(third, by=cast.lead_teacher)


def lead(exchange, cast, _dice):
    """Give the partner's team a lead, or take it away."""
    team = exchange.teams.get(institution=cast.marrakesh)
    if exchange.state in (S.DRAFT, S.RETURNED):
        if team.lead is None:
            build.join(team, cast.partner_teacher, by=cast.lead_teacher)
        else:
            workflow.remove_lead(team, by=cast.lead_teacher)


def review(exchange, cast, dice):
    """Submit it where it can be, or take it back, or have it returned."""
    if exchange.state == S.SUBMITTED:
        dice.choice([build.give_back, withdraw])(exchange, cast)
    elif exchange.teams.filter(lead=None).count() == 0:
        with suppress(RefusedError):
            build.submit(exchange, cast)


def withdraw(exchange, cast):
    """Take it back."""
    workflow.withdraw(exchange, by=cast.lead_teacher)


def test_confirm_page_shows_what_changed_and_what_waits(client, cast, confirmed):
    seen = confirmed.design_version
    edit_section(confirmed, D.GROUPS, cast.lead_teacher)
    new = NewSession("Extra meeting", cast.siena, Plan(confirmed.starts_on, time(10)))
    schedule_sessions(confirmed, [new], by=cast.lead_teacher)
    client.force_login(cast.partner_teacher)
    url = reverse("exchanges:team-confirm", args=[confirmed.pk, build.partner_team(confirmed).pk])
    response = client.get(url)
    page = response.content.decode()
    assert [link.label for link in response.context["awaiting"]] == [
        "Syllabus",
        "Groups and facilitation",
    ]
    assert [change.section for change in response.context["changes"]] == ["groups"]
    assert response.context["since"] == seen
    assert "Extra meeting" in page
    assert f'name="seen" value="{seen + 2}"' in page


def test_confirmation_of_a_version_that_changed_shows_the_new_one(client, cast, confirmed):
    edit_section(confirmed, D.GROUPS, cast.lead_teacher)
    client.force_login(cast.partner_teacher)
    url = reverse("exchanges:team-confirm", args=[confirmed.pk, build.partner_team(confirmed).pk])
    response = client.post(url, {"seen": confirmed.design_version})
    assert response.status_code == 409
    page = response.content.decode()
    assert "The design has changed since you opened it" in page
    now = confirmed.design_version + 1
    assert f'name="seen" value="{now}"' in page
    assert client.post(url, {"seen": now}).status_code == 302
    assert build.partner_team(confirmed).is_confirmed


@pytest.mark.parametrize("seen", ["", "x", "9" * 40, "-1", "\0"])
def test_confirmation_without_a_version_confirms_nothing(client, cast, seen):
    exchange = build.make(cast, S.DRAFT)
    client.force_login(cast.lead_teacher)
    team = build.home_team(exchange)
    url = reverse("exchanges:team-confirm", args=[exchange.pk, team.pk])
    assert client.post(url, {"seen": seen}).status_code in (200, 409)
    team.refresh_from_db()
    assert not team.is_confirmed


def test_people_page_says_who_confirmed_what(client, cast, confirmed):
    edit_section(confirmed, D.GROUPS, cast.lead_teacher)
    client.force_login(cast.office)
    page = client.get(reverse("exchanges:exchange-people", args=[confirmed.pk])).content.decode()
    assert page.count("5 of 6 sections confirmed") == 2
    assert page.count("confirmed since") == 10
    assert page.count("to be confirmed") == 2
