"""The pages of the review: one submission, the queue, and the chain."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.workflow import grant_role
from core.models import AuditEvent
from exchanges import workflow
from exchanges.enums import DesignSection as D
from exchanges.enums import ExchangeState as S
from exchanges.models import Decision, Endorsement, Exchange, ReviewChain
from tests.exchanges import build


def url(name, exchange):
    return reverse(f"exchanges:exchange-{name}", args=[exchange.pk])


def resubmitted(cast):
    """Return a design that was returned with a remark, changed, and handed in again."""
    exchange = build.make(cast, S.SUBMITTED)
    words = {"note": "Almost", "remarks": {D.GROUPS: "Which platform?"}}
    exchange = workflow.return_for_changes(exchange, **words, by=cast.office)
    build.edit(exchange, D.GROUPS, build.groups(platform="A forum"), by=cast.lead_teacher)
    return build.submit(exchange, cast)


def test_review_of_a_resubmission_has_everything_on_one_page_in_the_order_of_use(client, cast):
    exchange = resubmitted(cast)
    client.force_login(cast.office)
    page = client.get(url("review", exchange)).content.decode()
    parts = [
        "Learning outcomes",
        "Criteria</h2>",
        "Changed since the last submission",
        "<ins>",
        "What was said the last time",
        "Almost",
        "Which platform?",
        "Your answer",
        'name="remark_syllabus"',
        "Return for changes",
        "History</h2>",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert f'value="{exchange.version}"' in page


def test_review_by_the_coordinator_offers_the_endorsement_alone(client, cast):
    exchange = build.make(cast, S.ENDORSING)
    client.force_login(cast.coordinator)
    page = client.get(url("review", exchange)).content.decode()
    assert url("endorse", exchange) in page
    assert url("send-back", exchange) in page
    assert url("approve", exchange) not in page
    client.force_login(cast.office)
    page = client.get(url("review", exchange)).content.decode()
    assert url("endorse", exchange) not in page
    assert url("approve", exchange) not in page


def test_endorsement_is_on_the_offices_page(client, cast):
    exchange = build.make(cast, S.ENDORSING)
    client.force_login(cast.coordinator)
    values = {"note": "A good fit", "seen": exchange.version}
    assert client.post(url("endorse", exchange), values).status_code == 302
    client.force_login(cast.office)
    page = client.get(url("review", exchange)).content.decode()
    assert "The department</h2>" in page
    assert "A good fit" in page
    assert "Coordinator Example" in page


def test_coordinator_who_teaches_in_the_exchange_reads_that_somebody_else_endorses(client, cast):
    exchange = build.make(cast, S.ENDORSING)
    build.partner_team(exchange).teachers.add(cast.coordinator)
    client.force_login(cast.coordinator)
    page = client.get(url("review", exchange)).content.decode()
    assert "nobody an exchange of their own" in page
    assert client.post(url("endorse", exchange)).status_code == 403


def test_return_with_a_comment_on_a_section_needs_no_note(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    client.force_login(cast.office)
    empty = client.post(url("return", exchange), {"seen": exchange.version})
    assert "Write a note, or say of a section" in empty.content.decode()
    assert not Decision.objects.exists()
    values = {"seen": exchange.version, "remark_syllabus": "More weeks", "remark_idea": ""}
    assert client.post(url("return", exchange), values).status_code == 302
    decision = Decision.objects.get()
    assert [remark.text for remark in decision.remarks.all()] == ["More weeks"]
    assert "Syllabus" in decision.note


def test_teachers_read_the_remarks_on_the_overview_and_in_the_history(client, cast):
    exchange = build.make(cast, S.SUBMITTED)
    words = {"note": "Almost", "remarks": {D.SYLLABUS: "More <i>weeks</i>"}}
    workflow.return_for_changes(exchange, **words, by=cast.office)
    client.force_login(cast.partner_teacher)
    for page in (exchange.get_absolute_url(), url("history", exchange)):
        text = client.get(page).content.decode()
        assert "Almost" in text
        assert "More &lt;i&gt;weeks&lt;/i&gt;" in text


def test_teachers_read_the_coordinators_note_on_the_overview_and_in_the_history(client, cast):
    exchange = build.make(cast, S.ENDORSING)
    workflow.send_back(exchange, note="Too long", by=cast.coordinator)
    client.force_login(cast.lead_teacher)
    for page in (exchange.get_absolute_url(), url("history", exchange)):
        assert "Too long" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        ("approve", {"note": "a\0b"}),
        ("return", {"seen": "9" * 40, "note": "x"}),
        ("return", {"seen": "no", "remark_idea": ["a", "b"]}),
        ("reject", {"remark_nothing": "x"}),
        ("approve", {"seen": "-1"}),
    ],
)
def test_decision_that_makes_no_sense_changes_nothing(client, cast, verb, values):
    exchange = build.make(cast, S.SUBMITTED)
    client.force_login(cast.office)
    assert client.post(url(verb, exchange), values).status_code in {200, 409}
    assert not Decision.objects.exists()


def test_late_decision_and_late_endorsement_learn_who_was_first(client, cast):
    exchange = build.make(cast, S.ENDORSING)
    workflow.endorse(exchange, by=cast.coordinator)
    client.force_login(cast.coordinator)
    late = client.post(url("send-back", exchange), {"note": "no"})
    assert (late.status_code, "Coordinator Example" in late.content.decode()) == (409, True)
    exchange.refresh_from_db()
    workflow.approve(exchange, by=cast.office)
    client.force_login(cast.second_office)
    late = client.post(url("reject", exchange), {"note": "no"})
    assert (late.status_code, "Office Example" in late.content.decode()) == (409, True)
    assert Endorsement.objects.count() == Decision.objects.count() == 1


def queue(client, person):
    client.force_login(person)
    page = client.get(reverse("exchanges:review-queue"))
    return [
        (row.exchange.title, row.todo, row.waited, row.previous) for row in page.context["rows"]
    ]


def test_queue_says_what_to_do_for_how_long_it_waits_and_what_came_before(client, cast):
    again = resubmitted(cast)
    Exchange.objects.filter(pk=again.pk).update(
        title="Again", submitted_at=again.submitted_at.replace(year=2020)
    )
    to_endorse = build.make(cast, S.ENDORSING, title="To endorse")
    rows = queue(client, cast.office)
    assert [(title, todo, previous) for title, todo, _days, previous in rows] == [
        ("Again", "decide", "returned for changes")
    ]
    assert rows[0][2].endswith("days")
    assert queue(client, cast.coordinator) == [("To endorse", "endorse", "0 days", "")]
    workflow.send_back(to_endorse, note="Too long", by=cast.coordinator)
    build.submit(to_endorse, cast)
    assert queue(client, cast.coordinator) == [("To endorse", "endorse", "0 days", "sent back")]


def test_queue_of_somebody_with_both_parts_holds_both(client, cast):
    values = {"role": Role.COORDINATOR, "institution": cast.siena, "department": cast.dispi}
    grant_role(cast.office, {**values, "reason": "test"}, by=None)
    build.make(cast, S.SUBMITTED, title="To decide")
    build.make(cast, S.ENDORSING, title="To endorse")
    assert [row[:2] for row in queue(client, cast.office)] == [
        ("To decide", "decide"),
        ("To endorse", "endorse"),
    ]


def test_chain_is_set_by_its_own_office_and_names_who_changed_it_last(client, cast):
    chain = reverse("exchanges:review-chain")
    client.force_login(cast.office)
    assert chain in client.get(reverse("exchanges:review-queue")).content.decode()
    page = client.get(chain).content.decode()
    assert "University of Siena" in page
    assert "Cadi Ayyad" not in page
    values = {"institution": cast.siena.pk, "needs_endorsement": "on"}
    assert client.post(chain, values).status_code == 302
    page = client.get(chain).content.decode()
    assert "checked" in page
    assert "Office Example" in page
    client.post(chain, {"institution": cast.siena.pk})
    assert not ReviewChain.objects.get().needs_endorsement
    assert AuditEvent.objects.filter(verb="exchanges.review_chain.set").count() == 2


@pytest.mark.parametrize("value", ["", "no", "a\0b", "9" * 50])
def test_chain_of_something_that_is_not_ones_own_changes_nothing(client, cast, value):
    client.force_login(cast.office)
    chain = reverse("exchanges:review-chain")
    for institution in (value, str(cast.marrakesh.pk)):
        answer = client.post(chain, {"institution": institution, "needs_endorsement": "on"})
        assert answer.status_code == 409
    assert not ReviewChain.objects.exists()


def test_chain_page_is_not_for_coordinators(client, cast):
    client.force_login(cast.coordinator)
    assert client.get(reverse("exchanges:review-chain")).status_code == 403
    queue_page = client.get(reverse("exchanges:review-queue"))
    assert queue_page.status_code == 200
    assert reverse("exchanges:review-chain") not in queue_page.content.decode()
