"""A design is handed in, endorsed, decided on: what each step keeps, and who hears of it."""

import pytest

from accounts.enums import Role
from accounts.models import RoleGrant
from core.audit import events_of
from core.errors import ConflictError, RefusedError
from core.models import Message
from exchanges import review, workflow
from exchanges.enums import DesignSection, ExchangeState
from exchanges.models import Decision, Endorsement, Team
from exchanges.workflow.confirmation import unconfirmed_sections
from tests.exchanges import build

S = ExchangeState
D = DesignSection


def told(kind):
    """Return who was told, each as often as they were."""
    return sorted(Message.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def emails(*people):
    return sorted(person.email for person in people)


def with_chain(cast):
    """Make a complete design of a university whose departments endorse first."""
    return build.ask_endorsement(build.make(cast, S.DRAFT), cast)


def test_submission_of_an_incomplete_design_is_refused_with_the_list(cast):
    exchange = build.make_draft(cast)
    with pytest.raises(RefusedError) as refusal:
        workflow.submit(exchange, by=cast.lead_teacher)
    assert "Institutions in different countries" in str(refusal.value)
    assert "Programme rules" in str(refusal.value)


def test_submission_of_an_unconfirmed_design_is_refused(cast):
    exchange = build.make(cast, S.DRAFT)
    with pytest.raises(RefusedError, match="Confirmed by every team"):
        workflow.submit(exchange, by=cast.lead_teacher)


def test_submission_keeps_its_findings_and_tells_the_office(cast):
    exchange = build.make(cast, S.SUBMITTED)
    event = events_of(exchange)[0]
    assert event.data["findings"]["sessions"] == "met"
    told = Message.objects.filter(kind="exchanges.submitted").values_list("recipient", flat=True)
    assert set(told) == {cast.office.pk, cast.second_office.pk}


def test_decision_is_written_once_and_told_to_each_teacher(cast):
    exchange = build.make(cast, S.SUBMITTED)
    approved = workflow.approve(exchange, seen=exchange.version, note="Good", by=cast.office)
    decision = Decision.objects.get(exchange=exchange)
    assert (decision.outcome, decision.by, decision.design_version) == (
        "approved",
        cast.office,
        approved.design_version,
    )
    told = Message.objects.filter(kind="exchanges.decided").values_list("recipient", flat=True)
    assert sorted(told) == sorted([cast.lead_teacher.pk, cast.partner_teacher.pk])


def test_decision_on_a_version_that_was_not_seen_is_a_conflict(cast):
    exchange = build.make(cast, S.SUBMITTED)
    with pytest.raises(ConflictError):
        workflow.approve(exchange, seen=exchange.version - 1, by=cast.office)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", [workflow.return_for_changes, workflow.reject])
def test_refusal_without_a_reason_is_refused(cast, verb):
    exchange = build.make(cast, S.SUBMITTED)
    with pytest.raises(RefusedError, match="Say why"):
        verb(exchange, note="  ", by=cast.office)


@pytest.mark.parametrize("part", ["lead", "teacher"])
def test_decision_on_an_exchange_of_ones_own_is_refused(cast, part):
    exchange = build.make(cast, S.SUBMITTED)
    team = build.home_team(exchange)
    if part == "lead":
        Team.objects.filter(pk=team.pk).update(lead=cast.office)
    else:
        team.teachers.add(cast.office)
    with pytest.raises(RefusedError, match="of their own"):
        workflow.approve(exchange, by=cast.office)


def test_decision_that_comes_second_says_who_decided(cast):
    exchange = build.make(cast, S.SUBMITTED)
    workflow.approve(exchange, by=cast.office)
    with pytest.raises(RefusedError, match=r"Office Example.*approved"):
        workflow.reject(exchange, note="no", by=cast.second_office)


def test_returned_design_is_confirmed_again_and_decided_again(cast):
    exchange = build.make(cast, S.RETURNED)
    with pytest.raises(RefusedError, match="Confirmed by every team"):
        workflow.submit(exchange, by=cast.lead_teacher)
    exchange = build.submit(exchange, cast)
    workflow.approve(exchange, by=cast.second_office)
    outcomes = exchange.decisions.order_by("created_at").values_list("outcome", flat=True)
    assert list(outcomes) == ["returned", "approved"]


def test_each_submission_is_kept_with_its_number_design_rules_and_findings(cast):
    exchange = build.make(cast, S.RETURNED)
    exchange = build.submit(exchange, cast)
    second, first = exchange.submissions.all()
    assert (first.number, second.number) == (1, 2)
    assert second.submitted_at == exchange.submitted_at > first.submitted_at
    assert second.design_version == exchange.design_version
    assert (second.by, second.design["title"]) == (cast.lead_teacher, exchange.title)
    assert second.rules["min_sessions"] == 3
    assert set(second.findings) == {"en", "it"}
    codes = {language: [f["code"] for f in found] for language, found in second.findings.items()}
    assert codes["en"] == codes["it"] != []
    assert first.decision.outcome == "returned"


def test_submission_goes_to_the_coordinator_where_the_chain_says_so(cast):
    exchange = build.submit(with_chain(cast), cast)
    assert exchange.state == S.ENDORSING
    assert told("exchanges.to_endorse") == emails(cast.coordinator)
    assert told("exchanges.submitted") == []


def test_chain_of_the_partners_university_does_not_count(cast):
    workflow.set_chain(cast.marrakesh, needs_endorsement=True, by=cast.office)
    assert build.make(cast, S.SUBMITTED).state == S.SUBMITTED


def test_chain_is_set_again_in_one_row_with_an_audit_row_each_time(cast):
    workflow.set_chain(cast.siena, needs_endorsement=True, by=cast.office)
    chain = workflow.set_chain(cast.siena, needs_endorsement=False, by=cast.second_office)
    assert (chain.needs_endorsement, chain.changed_by) == (False, cast.second_office)
    events = events_of(chain)
    assert [event.data["needs_endorsement"] for event in events] == [False, True]
    assert build.make(cast, S.SUBMITTED).state == S.SUBMITTED


def test_submission_of_a_team_without_a_department_says_where_to_choose_it(cast):
    exchange = with_chain(cast)
    Team.objects.filter(pk=build.home_team(exchange).pk).update(department=None)
    with pytest.raises(RefusedError, match="Choose it in “Teams and credits”"):
        build.submit(exchange, cast)
    assert not exchange.submissions.exists()


@pytest.mark.parametrize("reason", ["revoked", "teaches"])
def test_submission_without_anybody_to_endorse_says_whom_to_ask(cast, reason):
    exchange = with_chain(cast)
    if reason == "revoked":
        RoleGrant.objects.filter(role=Role.COORDINATOR).delete()
    else:
        build.partner_team(exchange).teachers.add(cast.coordinator)
    with pytest.raises(RefusedError, match="Ask the office of your university"):
        build.submit(exchange, cast)


def test_endorsed_design_goes_to_the_office_with_the_coordinators_note(cast):
    exchange = build.make(cast, S.ENDORSING)
    exchange = workflow.endorse(exchange, exchange.version, "We need it", by=cast.coordinator)
    assert exchange.state == S.SUBMITTED
    endorsement = Endorsement.objects.get()
    assert endorsement.submission == exchange.submissions.get()
    assert (endorsement.outcome, endorsement.by) == ("endorsed", cast.coordinator)
    assert told("exchanges.submitted") == emails(cast.office, cast.second_office)
    letter = Message.objects.filter(kind="exchanges.submitted")[0].text
    assert "Coordinator Example endorsed it" in letter
    assert "We need it" in letter
    assert workflow.approve(exchange, by=cast.office).state == S.APPROVED


def test_design_sent_back_is_confirmed_and_endorsed_anew(cast):
    exchange = build.make(cast, S.ENDORSING)
    exchange = workflow.send_back(exchange, note="Too long", by=cast.coordinator)
    assert exchange.state == S.RETURNED
    assert told("exchanges.sent_back") == emails(cast.lead_teacher, cast.partner_teacher)
    assert "Too long" in Message.objects.filter(kind="exchanges.sent_back")[0].text
    assert not any(team.is_confirmed for team in exchange.teams.all())
    exchange = build.submit(exchange, cast)
    assert exchange.state == S.ENDORSING
    workflow.endorse(exchange, by=cast.coordinator)
    outcomes = Endorsement.objects.order_by("created_at").values_list("outcome", flat=True)
    assert list(outcomes) == ["sent_back", "endorsed"]


def test_sending_back_without_a_reason_is_refused(cast):
    exchange = build.make(cast, S.ENDORSING)
    with pytest.raises(RefusedError, match="Say why"):
        workflow.send_back(exchange, note=" ", by=cast.coordinator)


@pytest.mark.parametrize("part", ["lead", "teacher"])
def test_endorsement_of_an_exchange_of_ones_own_is_refused(cast, part):
    exchange = build.make(cast, S.ENDORSING)
    team = build.partner_team(exchange)
    if part == "lead":
        Team.objects.filter(pk=team.pk).update(lead=cast.coordinator)
    else:
        team.teachers.add(cast.coordinator)
    with pytest.raises(RefusedError, match="endorses an exchange of their own"):
        workflow.endorse(exchange, by=cast.coordinator)
    assert not Endorsement.objects.exists()


def test_endorsement_of_a_version_that_was_not_seen_is_a_conflict(cast):
    exchange = build.make(cast, S.ENDORSING)
    with pytest.raises(ConflictError):
        workflow.endorse(exchange, exchange.version - 1, by=cast.coordinator)


def test_endorsement_that_comes_second_says_who_was_first(cast):
    exchange = build.make(cast, S.ENDORSING)
    workflow.endorse(exchange, by=cast.coordinator)
    with pytest.raises(RefusedError, match=r"Coordinator Example.*with the office"):
        workflow.send_back(exchange, note="no", by=cast.second_office)


@pytest.mark.parametrize(
    ("state", "people"),
    [(S.ENDORSING, ["coordinator"]), (S.SUBMITTED, ["office", "second_office"])],
)
def test_taking_back_tells_those_whom_it_waited_for(cast, state, people):
    exchange = build.make(cast, state)
    assert workflow.withdraw(exchange, by=cast.lead_teacher).state == S.DRAFT
    assert told("exchanges.withdrawn") == emails(*(cast.people()[name] for name in people))


def test_return_with_remarks_lapses_those_sections_alone(cast):
    exchange = build.make(cast, S.SUBMITTED)
    remarks = {D.SYLLABUS: "More weeks", D.GROUPS: " ", D.ASSESSMENT: "Who marks?"}
    exchange = workflow.return_for_changes(exchange, note="", remarks=remarks, by=cast.office)
    decision = Decision.objects.get()
    kept = list(decision.remarks.values_list("section", "text"))
    assert kept == [("syllabus", "More weeks"), ("assessment", "Who marks?")]
    for team in exchange.teams.all():
        assert unconfirmed_sections(team) == [D.SYLLABUS, D.ASSESSMENT]
        assert not team.is_confirmed
    letter = Message.objects.filter(kind="exchanges.decided")[0].text
    assert "Syllabus: More weeks" in letter
    assert [remark.text for remark in review.remarks_on(exchange, D.SYLLABUS)] == ["More weeks"]
    assert not review.remarks_on(exchange, D.GROUPS).exists()


def test_return_with_a_general_note_alone_lapses_every_section(cast):
    exchange = build.make(cast, S.RETURNED)
    assert all(unconfirmed_sections(team) == list(D) for team in exchange.teams.all())


def test_remarks_are_answered_once_the_design_is_handed_in_again(cast):
    exchange = build.make(cast, S.SUBMITTED)
    words = {"remarks": {D.IDEA: "Which field?"}}
    exchange = workflow.return_for_changes(exchange, **words, by=cast.office)
    exchange = build.submit(exchange, cast)
    assert not review.remarks_on(exchange, D.IDEA).exists()
    assert [remark.text for remark in review.review_of(exchange).remarks] == ["Which field?"]
    exchange = workflow.withdraw(exchange, by=cast.lead_teacher)
    assert review.remarks_on(exchange, D.IDEA).exists()


def test_approval_keeps_its_remarks_and_no_confirmation_lapses(cast):
    exchange = build.make(cast, S.SUBMITTED)
    exchange = workflow.approve(exchange, remarks={D.TEAMS: "Well balanced"}, by=cast.office)
    assert Decision.objects.get().remarks.get().text == "Well balanced"
    assert all(team.is_confirmed for team in exchange.teams.all())


def test_review_shows_the_findings_as_handed_in_and_what_changed_since(cast):
    exchange = build.make(cast, S.RETURNED)
    build.edit(exchange, D.GROUPS, build.groups(platform="A forum"), by=cast.lead_teacher)
    exchange = build.submit(exchange, cast)
    shown = review.review_of(exchange)
    assert shown.submission.number == 2
    assert [change.section for change in shown.changes] == [D.GROUPS]
    assert shown.answer.note == "Name the groups"
    kept = shown.submission.findings["en"]
    assert [finding.title for finding in shown.findings] == [one["title"] for one in kept]


def test_review_of_a_first_submission_compares_nothing(cast):
    shown = review.review_of(build.make(cast, S.SUBMITTED))
    assert (shown.changes, shown.answer, shown.remarks) == (None, None, [])
