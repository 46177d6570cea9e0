"""Colleagues: who is taken into a team, by whom, with which rights, and what ends with it."""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.enums import AffiliationKind, Evidence
from accounts.models import Affiliation, Invitation
from accounts.workflow import declare_affiliation
from core.errors import RefusedError
from core.models import AuditEvent, Message
from core.seals import unseal
from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange
from exchanges.workflow import discussion
from exchanges.workflow import team as teams
from tests.cast import affiliate, make_user
from tests.exchanges import build

TEACHER = AffiliationKind.TEACHER


@pytest.fixture
def exchange(cast):
    return build.make(cast, S.DRAFT)


@pytest.fixture
def colleague(cast):
    return affiliate(make_user("colleague"), cast.siena, TEACHER)


def address(name, exchange, *more):
    return reverse(f"exchanges:{name}", args=[exchange.pk, build.home_team(exchange).pk, *more])


def token_of(kind="exchanges.team_invitation"):
    message = Message.objects.filter(kind=kind).latest("created_at")
    return re.search(r"/invitations/([\w-]+)/", unseal(message.text))[1]


def take_in(exchange, colleague, cast):
    teams.add_teacher(build.home_team(exchange), colleague, by=cast.lead_teacher)
    return Exchange.objects.for_page().get(pk=exchange.pk)


def test_colleague_does_what_the_team_does_but_confirming_and_choosing(cast, exchange, colleague):
    exchange = take_in(exchange, colleague, cast)
    team = build.home_team(exchange)
    for name in ("view_design", "edit_design", "read_discussion", "write_comment"):
        assert colleague.has_perm(f"exchanges.{name}", exchange), name
    for name in ("submit_exchange", "add_team", "cancel_exchange"):
        assert not colleague.has_perm(f"exchanges.{name}", exchange), name
    for name in ("confirm_team", "manage_colleagues", "remove_team", "remove_lead"):
        assert not colleague.has_perm(f"exchanges.{name}", team), name
    with pytest.raises(RefusedError, match="own lead confirms"):
        workflow.confirm(team, seen=exchange.design_version, by=colleague)
    with pytest.raises(RefusedError, match="own lead says who"):
        teams.remove_teacher(team, colleague, by=colleague)


def test_colleague_is_told_when_added_and_when_removed(cast, exchange, colleague):
    take_in(exchange, colleague, cast)
    teams.remove_teacher(build.home_team(exchange), colleague, by=cast.lead_teacher)
    mine = Message.objects.filter(recipient=colleague).order_by("created_at")
    assert [message.kind for message in mine] == [
        "exchanges.colleague_added",
        "exchanges.colleague_removed",
    ]
    verbs = AuditEvent.objects.filter(target_id=exchange.pk, data__person=str(colleague.pk))
    assert {event.verb.rpartition(".")[2] for event in verbs} == {"add_teacher", "remove_teacher"}


def test_colleagues_change_no_confirmation(cast, exchange, colleague):
    build.confirm_all(exchange)
    take_in(exchange, colleague, cast)
    teams.remove_teacher(build.home_team(exchange), colleague, by=cast.lead_teacher)
    assert all(team.is_confirmed for team in exchange.teams.all())


def test_who_does_not_teach_there_cannot_be_added(cast, exchange):
    declared = make_user("declared")
    declare_affiliation(declared, {"institution": cast.siena, "kind": TEACHER})
    home = build.home_team(exchange)
    for person in (cast.stranger, cast.student, cast.other_teacher, declared):
        with pytest.raises(RefusedError, match="Only confirmed teachers"):
            teams.add_teacher(home, person, by=cast.lead_teacher)


def test_nobody_has_two_parts_in_an_exchange(cast, exchange, colleague):
    home = build.home_team(exchange)
    take_in(exchange, colleague, cast)
    with pytest.raises(RefusedError, match="already"):
        teams.add_teacher(home, colleague, by=cast.lead_teacher)
    affiliate(cast.partner_teacher, cast.siena, TEACHER)
    with pytest.raises(RefusedError, match="already"):
        teams.add_teacher(home, cast.partner_teacher, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="already"):
        teams.invite_teacher(home, colleague.email.upper(), by=cast.lead_teacher)
    third = workflow.add_team(exchange, cast.cairo, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="another team"):
        build.join(third, colleague, by=cast.lead_teacher)


def test_lead_of_another_team_chooses_nobody_here(cast, exchange, colleague):
    with pytest.raises(RefusedError, match="own lead says who"):
        teams.add_teacher(build.home_team(exchange), colleague, by=cast.partner_teacher)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.COMPLETED, S.CANCELLED])
def test_teams_stay_as_they_are_while_the_office_decides_and_after_the_end(cast, colleague, state):
    exchange = build.make(cast, state)
    with pytest.raises(RefusedError, match="cannot be done now"):
        teams.add_teacher(build.home_team(exchange), colleague, by=cast.lead_teacher)


def test_invited_colleague_joins_once_and_becomes_a_teacher_where_nobody_else_says_so(
    client, cast, exchange
):
    newcomer = make_user("newcomer")
    team = build.partner_team(exchange)
    teams.invite_teacher(team, newcomer.email, by=cast.partner_teacher)
    url = reverse("exchanges:invitation-detail", args=[token_of()])
    assert "join the team of Cadi Ayyad University" in client.get(url).content.decode()
    client.force_login(newcomer)
    assert client.get(url).status_code == 200
    assert not team.teachers.exists()
    assert client.post(url).url == exchange.get_absolute_url()
    assert list(team.teachers.all()) == [newcomer]
    assert client.get(exchange.get_absolute_url()).status_code == 200
    assert client.post(url).status_code == 404
    affiliation = Affiliation.objects.get(user=newcomer)
    assert (affiliation.institution, affiliation.evidence) == (cast.marrakesh, "invitation")
    told = Message.objects.get(kind="exchanges.colleague_joined")
    assert told.recipient == cast.partner_teacher


def test_invited_colleague_of_a_university_with_an_office_waits_for_its_confirmation(
    cast, exchange
):
    newcomer = make_user("newcomer")
    link = teams.invite_teacher(build.home_team(exchange), newcomer.email, by=cast.lead_teacher)
    teams.accept_colleague(link, by=newcomer)
    affiliation = Affiliation.objects.get(user=newcomer)
    assert (affiliation.institution, affiliation.evidence) == (cast.siena, Evidence.NONE)
    fresh = Exchange.objects.for_page().get(pk=exchange.pk)
    assert newcomer.has_perm("exchanges.edit_design", fresh)


def test_invitation_to_join_makes_no_lead_and_one_to_lead_no_colleague(cast, exchange):
    newcomer = make_user("newcomer")
    joining = teams.invite_teacher(build.home_team(exchange), newcomer.email, by=cast.lead_teacher)
    with pytest.raises(ValueError, match="to join a team"):
        workflow.accept_lead(joining, by=newcomer)
    third = workflow.add_team(exchange, cast.cairo, by=cast.lead_teacher)
    leading = workflow.invite_lead(third, newcomer.email, by=cast.lead_teacher)
    with pytest.raises(ValueError, match="to lead a team"):
        teams.accept_colleague(leading, by=newcomer)


def test_invitation_of_a_colleague_is_bound_to_its_address(client, cast, exchange):
    teams.invite_teacher(build.home_team(exchange), "x@example.org", by=cast.lead_teacher)
    client.force_login(cast.stranger)
    url = reverse("exchanges:invitation-detail", args=[token_of()])
    assert "another address" in client.get(url).content.decode()
    assert client.post(url).status_code == 409
    assert not build.home_team(exchange).teachers.exists()


def test_second_invitation_of_an_address_closes_the_first_and_no_other(cast, exchange):
    home = build.home_team(exchange)
    links = [
        teams.invite_teacher(home, name, by=cast.lead_teacher)
        for name in ("a@example.org", "b@example.org", "A@example.org")
    ]
    invitations = [Invitation.objects.get(pk=link.invitation_id) for link in links]
    assert [invitation.is_open for invitation in invitations] == [False, True, True]


def test_invitation_to_lead_leaves_those_of_colleagues_alone(cast, exchange):
    team = build.partner_team(exchange)
    joining = teams.invite_teacher(team, "a@example.org", by=cast.partner_teacher)
    workflow.remove_lead(team, by=cast.lead_teacher)
    joining.invitation.refresh_from_db()
    assert not joining.invitation.is_open
    assert not Exchange.objects.for_page().get(pk=exchange.pk).teams.last().is_invited


def test_invited_colleague_is_no_invited_lead(cast, exchange):
    teams.invite_teacher(build.partner_team(exchange), "a@example.org", by=cast.partner_teacher)
    fresh = Exchange.objects.for_page().get(pk=exchange.pk)
    assert not any(team.is_invited for team in fresh.teams.all())


def test_invitation_that_has_expired_opens_nothing(client, cast, exchange):
    link = teams.invite_teacher(build.home_team(exchange), "a@example.org", by=cast.lead_teacher)
    Invitation.objects.filter(pk=link.invitation_id).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    url = reverse("exchanges:invitation-detail", args=[token_of()])
    assert client.get(url).status_code == 404


def test_search_finds_teachers_of_the_own_university_alone(client, cast, exchange, colleague):
    make_user("colleague.nowhere")
    affiliate(make_user("colleague.cairo"), cast.cairo, TEACHER)
    affiliate(make_user("colleague.student"), cast.siena, AffiliationKind.STUDENT)
    affiliate(make_user("colleague.gone", is_active=False), cast.siena, TEACHER)
    client.force_login(cast.lead_teacher)
    url = address("colleague-list", exchange)
    assert client.get(url).context["page"].rows == []
    for words in ("colleague", "Example COLLEAGUE", "colleague@example"):
        found = client.get(url, {"q": words}).context["page"].rows
        assert found == [colleague], words
    take_in(exchange, colleague, cast)
    assert client.get(url, {"q": "colleague"}).context["page"].rows == []


@pytest.mark.parametrize("words", ["c", "\0", "x" * 500, "%", "__", "zz zz"])
def test_search_for_next_to_nothing_finds_nobody(client, cast, exchange, colleague, words):
    client.force_login(cast.lead_teacher)
    response = client.get(address("colleague-list", exchange), {"q": words})
    assert response.status_code == 200
    assert response.context["page"].rows == []


def test_search_is_closed_to_a_lead_whom_the_office_has_not_confirmed(client, cast):
    """Else an invited outsider could read the names of a whole university."""
    draft = workflow.propose(
        build.idea(),
        {"institution": cast.marrakesh, "course_title": "Politics"},
        by=cast.partner_teacher,
    )
    team = workflow.add_team(draft, cast.siena, by=cast.partner_teacher)
    outsider = make_user("outsider")
    build.join(team, outsider, by=cast.partner_teacher)
    client.force_login(outsider)
    url = reverse("exchanges:colleague-list", args=[draft.pk, team.pk])
    response = client.get(url, {"q": "lead"})
    assert response.context["page"].rows == []
    assert "once its office has confirmed you" in response.content.decode()
    add = reverse("exchanges:colleague-add", args=[draft.pk, team.pk])
    page = client.get(add, {"person": cast.lead_teacher.pk}).content.decode()
    assert str(cast.lead_teacher) not in page
    client.post(add, {"person": cast.lead_teacher.pk})
    assert not team.teachers.exists()


def test_long_search_goes_on_page_by_page(client, cast, exchange, django_assert_max_num_queries):
    for number in range(12):
        affiliate(make_user(f"many{number:02}"), cast.siena, TEACHER)
    client.force_login(cast.lead_teacher)
    url = address("colleague-list", exchange)
    with django_assert_max_num_queries(14):
        first = client.get(url, {"q": "many"}).context["page"]
    second = client.get(url, {"q": "many", "cursor": first.next}).context["page"]
    assert [len(first.rows), len(second.rows)] == [10, 2]


def test_colleague_is_added_and_removed_on_the_pages(client, cast, exchange, colleague):
    client.force_login(cast.lead_teacher)
    add = address("colleague-add", exchange)
    assert str(colleague) in client.get(add, {"person": colleague.pk}).content.decode()
    assert client.post(add, {"person": colleague.pk}).url == address("colleague-list", exchange)
    people = client.get(reverse("exchanges:exchange-people", args=[exchange.pk]))
    assert str(colleague) in people.content.decode()
    remove = address("colleague-remove", exchange, colleague.pk)
    assert client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    assert client.post(remove).status_code == 404
    assert not build.home_team(exchange).teachers.exists()


@pytest.mark.parametrize("person", ["", "nobody", "\0", "9" * 50])
def test_ill_formed_colleague_is_no_colleague(client, cast, exchange, person):
    client.force_login(cast.lead_teacher)
    add = address("colleague-add", exchange)
    assert client.get(add, {"person": person}).status_code == 200
    assert client.post(add, {"person": person}).status_code == 200
    assert not build.home_team(exchange).teachers.exists()


def test_colleague_is_invited_on_the_page(client, cast, exchange):
    client.force_login(cast.lead_teacher)
    url = address("colleague-invite", exchange)
    for wrong in ("", "nobody", "a@b\0.example"):
        assert client.post(url, {"address": wrong}).status_code == 200
    assert client.post(url, {"address": "new@example.org"}).status_code == 302
    page = client.get(address("colleague-list", exchange)).content.decode()
    assert "Invited, no answer yet: new@example.org" in page


# Access ends with the next request.


def pages_under(exchange, team):
    """Return the address of every page that takes the exchange, and the team where it asks one."""
    resolver = next(
        r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "exchanges"
    )
    found = {}
    for pattern in resolver.url_patterns:
        if not str(pattern.pattern).startswith("<uuid:pk>/"):
            continue
        known = {"pk": exchange.pk, "team": team.pk, "section": "groups", "person": team.pk}
        arguments = {name: known.get(name, exchange.pk) for name in pattern.pattern.converters}
        found[pattern.name] = reverse(f"exchanges:{pattern.name}", kwargs=arguments)
    return found


def everything(client, urls, *others):
    """Return what each address answers, read and written."""
    found = {
        name: (client.get(url).status_code, client.post(url).status_code)
        for name, url in urls.items()
    }
    return found | {
        url: (client.get(url).status_code, client.post(url).status_code) for url in others
    }


def test_partner_who_was_removed_finds_nothing_more(client, cast, exchange):
    team = build.partner_team(exchange)
    said = discussion.comment(exchange, "", "Welcome", by=cast.partner_teacher)
    comment = reverse("exchanges:comment-settle", args=[said.pk])
    urls = pages_under(exchange, team)
    assert len(urls) > 30
    client.force_login(cast.partner_teacher)
    assert client.get(urls["design-detail"]).status_code == 200
    workflow.remove_team(team, by=cast.lead_teacher)
    answers = everything(client, urls, comment)
    left = {name: pair for name, pair in answers.items() if not set(pair) <= {404, 405}}
    assert left == {}


def test_lead_who_was_removed_finds_nothing_more(client, cast, exchange):
    team = build.partner_team(exchange)
    urls = pages_under(exchange, team)
    client.force_login(cast.partner_teacher)
    assert client.get(urls["team-confirm"]).status_code == 200
    workflow.remove_lead(team, by=cast.lead_teacher)
    answers = everything(client, urls)
    left = {name: pair for name, pair in answers.items() if not set(pair) <= {404, 405}}
    assert left == {}


def test_colleague_who_was_removed_finds_nothing_more(client, cast, exchange, colleague):
    take_in(exchange, colleague, cast)
    home = build.home_team(exchange)
    urls = pages_under(exchange, home)
    client.force_login(colleague)
    for name in ("design-detail", "design-section", "discussion-detail", "exchange-people"):
        assert client.get(urls[name]).status_code == 200, name
    for name in ("team-confirm", "colleague-list", "exchange-submit"):
        assert client.get(urls[name]).status_code == 403, name
    teams.remove_teacher(home, colleague, by=cast.lead_teacher)
    answers = everything(client, urls)
    left = {name: pair for name, pair in answers.items() if not set(pair) <= {404, 405}}
    assert left == {}


def test_removed_team_takes_its_colleagues_along_and_tells_them(client, cast, exchange):
    colleague = affiliate(make_user("colleague"), cast.marrakesh, TEACHER)
    team = build.partner_team(exchange)
    teams.add_teacher(team, colleague, by=cast.partner_teacher)
    workflow.remove_team(team, by=cast.lead_teacher)
    client.force_login(colleague)
    assert client.get(exchange.get_absolute_url()).status_code == 404
    assert Message.objects.get(kind="exchanges.colleague_removed").recipient == colleague
