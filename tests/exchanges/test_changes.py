"""The page of changes: any two versions of a design, and what it compares unasked."""

import pytest
from django.urls import reverse

from exchanges import workflow
from exchanges.enums import DesignSection
from exchanges.enums import ExchangeState as S
from exchanges.models import SectionRevision
from exchanges.workflow.design import FIELDS
from tests.exchanges import build
from tests.exchanges.test_pages import INSIDERS, answers, expected


@pytest.fixture
def designed(cast):
    return build.make(cast, S.DRAFT)


def url_of(exchange):
    return reverse("exchanges:exchange-changes", args=[exchange.pk])


def retitle(exchange, title, by):
    exchange.refresh_from_db()
    values = {name: getattr(exchange, name) for name in FIELDS[DesignSection.IDEA]}
    build.edit(exchange, DesignSection.IDEA, values | {"title": title}, by=by)
    exchange.refresh_from_db()


def shown(client, exchange, **asked):
    response = client.get(url_of(exchange), asked)
    assert response.status_code == 200
    return response


def test_page_opens_for_insiders_and_is_missing_for_others(client, cast, designed):
    assert answers(client, cast, url_of(designed)) == expected(cast, opens=INSIDERS)
    client.force_login(cast.lead_teacher)
    assert client.post(url_of(designed)).status_code == 405


def test_history_leads_to_the_changes(client, cast, designed):
    client.force_login(cast.office)
    history = client.get(reverse("exchanges:exchange-history", args=[designed.pk]))
    assert url_of(designed) in history.content.decode()


def test_unasked_it_compares_with_what_the_team_confirmed_last(client, cast, designed):
    build.confirm_all(designed)
    confirmed = designed.design_version
    retitle(designed, "Borders", cast.partner_teacher)
    client.force_login(cast.lead_teacher)
    response = shown(client, designed)
    assert response.context["chosen"] == {"old": confirmed, "new": confirmed + 1}
    page = response.content.decode()
    assert "Since your team confirmed it last." in page
    assert "<del>" in page
    assert "Borders" in page


def test_unasked_it_compares_with_the_last_submission_for_the_office(client, cast):
    exchange = build.make(cast, S.RETURNED)
    submitted = exchange.submissions.get().design_version
    retitle(exchange, "Borders", cast.partner_teacher)
    client.force_login(cast.office)
    response = shown(client, exchange)
    assert response.context["chosen"] == {"old": submitted, "new": exchange.design_version}
    assert "Since it was submitted last." in response.content.decode()


def test_unasked_it_compares_with_the_beginning_where_nothing_else_is_known(client, cast, designed):
    client.force_login(cast.coordinator)
    response = shown(client, designed)
    assert response.context["chosen"] == {"old": 1, "new": designed.design_version}
    assert "Since the beginning." in response.content.decode()


def test_every_pair_of_versions_has_its_page(client, cast, designed):
    workflow.remove_team(build.partner_team(designed), by=cast.lead_teacher)
    designed.refresh_from_db()
    client.force_login(cast.lead_teacher)
    last = designed.design_version
    for old, new in ((1, 1), (1, last), (last, 1), (3, last - 1), (last, last)):
        response = shown(client, designed, old=old, new=new)
        assert response.context["chosen"] == {"old": old, "new": new}
        assert bool(response.context["changes"]) == (old != new)


@pytest.mark.parametrize("bad", ["", "x", "0", "-1", "999", "9" * 50, "\0", "1.5", "١٢٣"])
def test_version_that_does_not_exist_is_named_in_the_form(client, cast, designed, bad):
    client.force_login(cast.lead_teacher)
    response = shown(client, designed, old=bad, new=1)
    assert response.context["form"].errors["old"]
    assert response.context["changes"] == []
    assert shown(client, designed, cursor=bad).status_code == 200


def test_reading_the_changes_writes_nothing(client, cast, designed):
    client.force_login(cast.lead_teacher)
    before = (designed.version, SectionRevision.objects.count())
    shown(client, designed, old=1, new=2)
    designed.refresh_from_db()
    assert (designed.version, SectionRevision.objects.count()) == before


def test_list_says_who_changed_what_and_keeps_the_name_of_a_removed_team(client, cast, designed):
    workflow.remove_team(build.partner_team(designed), by=cast.lead_teacher)
    client.force_login(cast.lead_teacher)
    versions = shown(client, designed).context["page"].rows
    labels = [(version.label, str(version.revision.by)) for version in versions]
    assert labels[0] == (f"Teams and credits: {cast.marrakesh}", str(cast.lead_teacher))
    assert ("Syllabus", str(cast.partner_teacher)) in labels


def test_long_list_goes_on_with_the_same_queries(
    client, cast, designed, django_assert_max_num_queries
):
    SectionRevision.objects.bulk_create(
        SectionRevision(
            exchange=designed,
            section=DesignSection.IDEA,
            number=number,
            design_version=1,
            content={"title": f"Title {number}"},
            by=cast.partner_teacher,
        )
        for number in range(10, 110)
    )
    client.force_login(cast.lead_teacher)
    with django_assert_max_num_queries(16):
        page = shown(client, designed).context["page"]
    seen = list(page.rows)
    while page.next:
        page = shown(client, designed, cursor=page.next).context["page"]
        seen += page.rows
    assert len({version.revision.pk for version in seen}) == SectionRevision.objects.count()
