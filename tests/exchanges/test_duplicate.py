"""The draft for next year, and the archive."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.audit import events_of
from core.errors import RefusedError
from core.models import Message
from exchanges import workflow
from exchanges.enums import DesignSection as D
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange, SectionRevision
from exchanges.workflow.design import content_of
from tests.exchanges import build


def test_draft_for_next_year_has_the_whole_design_and_nothing_else(cast):
    source = build.make(cast, S.COMPLETED)
    workflow.archive(source, by=cast.lead_teacher)
    build.home_team(source).teachers.add(cast.other_teacher)
    copy = workflow.duplicate(source, by=cast.lead_teacher)
    assert (copy.state, copy.copied_from, copy.archived_at) == (S.DRAFT, source, None)
    assert copy.agreement is None
    assert copy.starts_on - source.starts_on == timedelta(weeks=52)
    assert copy.starts_on.weekday() == source.starts_on.weekday()
    assert copy.weeks == source.weeks
    for section in (D.GROUPS, D.ASSESSMENT):
        assert content_of(copy, section) == content_of(source, section)
    for rows in ("outcomes", "activities"):
        texts = [[str(row) for row in getattr(one, rows).all()] for one in (source, copy)]
        assert texts[0] == texts[1] != []
    teams = [
        (team.institution, team.lead, team.is_initiator, team.is_confirmed, team.seats_taken)
        for team in copy.teams.all()
    ]
    assert teams == [
        (cast.siena, cast.lead_teacher, True, False, 0),
        (cast.marrakesh, cast.partner_teacher, False, False, 0),
    ]
    assert build.home_team(copy).teachers.get() == cast.other_teacher
    assert not copy.sessions.exists()
    assert not copy.submissions.exists()
    assert [event.verb for event in events_of(copy)] == ["exchanges.exchange.duplicate"]


def test_draft_for_next_year_begins_with_a_wording_of_every_section(cast):
    copy = workflow.duplicate(build.make(cast, S.DRAFT), by=cast.office)
    rows = SectionRevision.objects.filter(exchange=copy)
    assert sorted(rows.values_list("section", flat=True)) == sorted([*D, D.TEAMS])
    assert set(rows.values_list("number", "design_version", "by")) == {(1, 1, cast.office.pk)}
    edited = build.edit(copy, D.GROUPS, build.groups(group_size=4), by=cast.lead_teacher)
    assert edited.group_size == 4


@pytest.mark.parametrize("name", ["lead_teacher", "office"])
def test_draft_for_next_year_is_told_to_the_other_leads(cast, name):
    person = cast.people()[name]
    workflow.duplicate(build.make(cast, S.OPEN), by=person)
    told = set(
        Message.objects.filter(kind="exchanges.duplicated").values_list("recipient", flat=True)
    )
    assert told == {cast.lead_teacher.pk, cast.partner_teacher.pk} - {person.pk}


def test_second_click_makes_no_second_draft(cast):
    source = build.make(cast, S.DRAFT)
    workflow.duplicate(source, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="a draft for next year already"):
        workflow.duplicate(source, by=cast.lead_teacher)
    assert source.copies.count() == 1


def test_whoever_makes_the_draft_for_next_year_lands_on_it(client, cast):
    source = build.make(cast, S.RUNNING)
    client.force_login(cast.lead_teacher)
    address = reverse("exchanges:exchange-duplicate", args=[source.pk])
    assert address in client.get(source.get_absolute_url()).content.decode()
    answer = client.post(address)
    assert answer.url == source.copies.get().get_absolute_url()


def titles(client, **filters):
    page = client.get(reverse("exchanges:exchange-list"), filters)
    return {row.exchange.title for row in page.context["rows"]}


def test_archived_exchange_leaves_the_lists_and_is_found_with_the_filter(client, cast):
    old = build.make(cast, S.COMPLETED, title="Old")
    build.make(cast, S.COMPLETED, title="New")
    address = reverse("exchanges:exchange-to-archive", args=[old.pk])
    client.force_login(cast.lead_teacher)
    assert client.post(address).status_code == 302
    for name in ("lead_teacher", "office", "student", "other_teacher"):
        client.force_login(cast.people()[name])
        assert titles(client) == {"New"}, name
        assert titles(client, archived="on") == {"Old"}, name
        assert client.get(old.get_absolute_url()).status_code == 200
    client.force_login(cast.office)
    assert client.post(address).status_code == 403
    back = reverse("exchanges:exchange-from-archive", args=[old.pk])
    assert client.post(back).status_code == 302
    assert titles(client) == {"Old", "New"}
    assert Exchange.objects.get(pk=old.pk).archived_at is None


def test_exchange_is_archived_once_and_taken_out_once(cast):
    exchange = build.make(cast, S.CANCELLED)
    with pytest.raises(RefusedError, match="not in the archive"):
        workflow.unarchive(exchange, by=cast.lead_teacher)
    workflow.archive(exchange, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="in the archive already"):
        workflow.archive(exchange, by=cast.lead_teacher)
    assert workflow.unarchive(exchange, by=cast.lead_teacher).state == S.CANCELLED
