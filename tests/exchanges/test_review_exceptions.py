"""Exceptions from criteria: who may make one, from what, and what it changes."""

import pytest
from django.urls import reverse

from core.audit import events_of
from core.errors import RefusedError
from core.models import Message
from exchanges import workflow
from exchanges.design_values import findings_of
from exchanges.enums import ExchangeState as S
from exchanges.models import Waiver
from tests.exchanges import build


@pytest.fixture
def stopped(cast):
    """Return a confirmed design that lacks nothing but its sessions, which its rules ask for."""
    exchange = build.make(cast, S.DRAFT)
    exchange.sessions.all().delete()
    return build.confirm_all(exchange)


def status(exchange, code):
    return next(finding for finding in findings_of(exchange) if finding.code == code)


def test_exception_lets_the_design_be_submitted_and_tells_the_teachers_why(cast, stopped):
    with pytest.raises(RefusedError, match="cannot be submitted yet"):
        workflow.submit(stopped, by=cast.lead_teacher)
    exchange = workflow.waive(stopped, "sessions", "A pilot", by=cast.office)
    assert status(exchange, "sessions").exception == "A pilot"
    letters = Message.objects.filter(kind="exchanges.exception_made")
    assert {letter.recipient for letter in letters} == {cast.lead_teacher, cast.partner_teacher}
    assert all("A pilot" in letter.text for letter in letters)
    event = events_of(exchange)[0]
    assert (event.verb, event.data["code"]) == ("exchanges.exchange.waive", "sessions")
    exchange = workflow.submit(exchange, by=cast.lead_teacher)
    kept = {f["code"]: f["exception"] for f in exchange.submissions.get().findings["en"]}
    assert kept["sessions"] == "A pilot"


def test_exception_taken_back_stops_the_design_again_and_stays_on_record(cast, stopped):
    workflow.waive(stopped, "sessions", "A pilot", by=cast.office)
    exchange = workflow.revoke_waiver(Waiver.objects.get(), by=cast.second_office)
    waiver = Waiver.objects.get()
    assert (waiver.reason, waiver.revoked_by) == ("A pilot", cast.second_office)
    assert Message.objects.filter(kind="exchanges.exception_taken_back").count() == 2
    with pytest.raises(RefusedError, match="cannot be submitted yet"):
        workflow.submit(exchange, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match=r"Office\.Two Example has taken this"):
        workflow.revoke_waiver(waiver, by=cast.office)
    workflow.waive(exchange, "sessions", "After all", by=cast.office)
    assert Waiver.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        ("sessions", "  ", "Say why"),
        ("partners", "why", "No exception can be made"),
        ("rules", "why", "No exception can be made"),
        ("length", "why", "does not stop the design"),
        ("nothing", "why", "does not stop the design"),
    ],
)
def test_exception_that_nobody_needs_or_may_make_is_refused(cast, stopped, code, reason, words):
    with pytest.raises(RefusedError, match=words):
        workflow.waive(stopped, code, reason, by=cast.office)
    assert not Waiver.objects.exists()


def test_second_exception_from_one_criterion_is_refused(cast, stopped):
    workflow.waive(stopped, "sessions", "A pilot", by=cast.office)
    with pytest.raises(RefusedError, match="an exception for this criterion already"):
        workflow.waive(stopped, "sessions", "Again", by=cast.second_office)


def test_exception_for_an_exchange_of_ones_own_is_refused(cast, stopped):
    build.home_team(stopped).teachers.add(cast.office)
    with pytest.raises(RefusedError, match="of their own"):
        workflow.waive(stopped, "sessions", "Mine", by=cast.office)


def test_message_names_the_criterion_in_the_readers_language(cast, stopped):
    type(cast.partner_teacher).objects.filter(pk=cast.partner_teacher.pk).update(language="it")
    workflow.waive(stopped, "sessions", "A pilot", by=cast.office)
    texts = dict(
        Message.objects.filter(kind="exchanges.exception_made").values_list("language", "text")
    )
    title = status(stopped, "sessions").title
    assert title in texts["en"]
    assert set(texts) == {"en", "it"}


def test_office_sees_what_stops_a_design_and_makes_and_takes_back_an_exception(
    client, cast, stopped
):
    client.force_login(cast.office)
    overview = client.get(stopped.get_absolute_url()).content.decode()
    make = reverse("exchanges:waiver-make", args=[stopped.pk, "sessions"])
    assert make in overview
    assert status(stopped, "sessions").title in client.get(make).content.decode()
    assert client.post(make, {"reason": ""}).status_code == 200
    assert client.post(make, {"reason": "A <b>pilot</b>"}).status_code == 302
    assert client.post(make, {"reason": "Again"}).status_code == 409
    waiver = Waiver.objects.get()
    overview = client.get(stopped.get_absolute_url()).content.decode()
    revoke = reverse("exchanges:waiver-revoke", args=[stopped.pk, waiver.pk])
    assert revoke in overview
    assert "A &lt;b&gt;pilot&lt;/b&gt;" in overview
    assert client.post(revoke).status_code == 302
    assert revoke not in client.get(stopped.get_absolute_url()).content.decode()


def test_teachers_and_reviewers_read_in_the_finding_why_an_exception_was_made(
    client, cast, stopped
):
    exchange = workflow.waive(stopped, "sessions", "A <i>pilot</i>", by=cast.office)
    said = "The office made an exception: A &lt;i&gt;pilot&lt;/i&gt;"
    client.force_login(cast.partner_teacher)
    design = reverse("exchanges:design-detail", args=[exchange.pk])
    assert said in client.get(design).content.decode()
    workflow.submit(exchange, by=cast.lead_teacher)
    client.force_login(cast.second_office)
    review = reverse("exchanges:exchange-review", args=[exchange.pk])
    assert said in client.get(review).content.decode()


def test_criterion_that_does_not_exist_is_missing(client, cast, stopped):
    client.force_login(cast.office)
    for code in ("nothing", "x" * 200):
        url = reverse("exchanges:waiver-make", args=[stopped.pk, code])
        assert client.get(url).status_code == 404
        assert client.post(url, {"reason": "x"}).status_code == 404


def test_exception_is_offered_to_the_office_that_began_the_exchange_alone(client, cast, stopped):
    url = reverse("exchanges:waiver-make", args=[stopped.pk, "sessions"])
    answers = {}
    for name, person in cast.people().items():
        client.force_login(person)
        answers[name] = client.get(url).status_code
    assert {name for name, status in answers.items() if status == 200} == {
        "office",
        "second_office",
    }
    refused = {"coordinator", "observer", "lead_teacher", "partner_teacher"}
    assert {name for name, status in answers.items() if status == 403} == refused
