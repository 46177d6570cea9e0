"""Every verb in every state, and what each leaves behind."""

import re
from functools import partial

import pytest
from django.db import transaction

from core.audit import events_of
from core.errors import RefusedError
from core.models import AuditEvent, Message
from exchanges import workflow
from exchanges.enums import EXCHANGE, DesignSection, ExchangeState
from exchanges.models import Waiver
from exchanges.session_calendar import session_file
from exchanges.workflow import team
from mou.library import load_clauses
from mou.models import Agreement
from tests.exchanges import build
from tests.exchanges.stage import make_running, make_session

S = ExchangeState


def verbs(exchange, cast):
    """Return every verb of an exchange as a call that only the state can refuse."""
    lead, office = cast.lead_teacher, cast.office
    home = build.home_team(exchange)
    partner = build.partner_team(exchange)
    link = partner.invitations.first()
    edit = workflow.SectionEdit(
        DesignSection.GROUPS,
        build.seen(exchange, DesignSection.GROUPS),
        build.groups(group_size=4, platform="Forum"),
    )
    waiver = exchange.waivers.first() or Waiver(exchange=exchange, code="sessions")
    return {
        "edit": partial(workflow.edit_section, exchange, edit, by=lead),
        "add_team": partial(workflow.add_team, exchange, cast.cairo, by=lead),
        "remove_team": partial(workflow.remove_team, partner, by=lead),
        "invite": partial(workflow.invite_lead, partner, "new@example.org", by=lead),
        "accept": partial(workflow.accept_lead, link, by=cast.partner_teacher),
        "remove_lead": partial(workflow.remove_lead, partner, by=lead),
        "confirm": partial(workflow.confirm, home, exchange.design_version, by=lead),
        "submit": partial(workflow.submit, exchange, by=lead),
        "submit_to_coordinator": partial(submit_to_coordinator, exchange, cast),
        "endorse": partial(workflow.endorse, exchange, by=cast.coordinator),
        "send_back": partial(workflow.send_back, exchange, note="why", by=cast.coordinator),
        "withdraw": partial(workflow.withdraw, exchange, by=lead),
        "waive": partial(workflow.waive, exchange, "sessions", "why", by=office),
        "revoke_waiver": partial(workflow.revoke_waiver, waiver, by=office),
        "approve": partial(workflow.approve, exchange, by=office),
        "return": partial(workflow.return_for_changes, exchange, note="why", by=office),
        "reject": partial(workflow.reject, exchange, note="why", by=office),
        "ask_agreement": partial(workflow.ask_agreement, exchange, by=office),
        "attach_agreement": partial(workflow.attach_agreement, exchange, Agreement(), by=office),
        "open": partial(workflow.open_enrolment, exchange, by=lead),
        "enrol": partial(workflow.enrol, home, by=cast.student),
        "start": partial(workflow.start, exchange, by=lead),
        "complete": partial(workflow.complete, exchange, by=lead),
        "cancel": partial(workflow.cancel, exchange, reason="why", by=lead),
        "add_teacher": partial(team.add_teacher, home, cast.other_teacher, by=lead),
        "remove_teacher": partial(team.remove_teacher, home, cast.other_teacher, by=lead),
        "archive": partial(workflow.archive, exchange, by=lead),
        "unarchive": partial(workflow.unarchive, exchange, by=lead),
    }


def submit_to_coordinator(exchange, cast):
    """Submit where the chain has the department endorse first."""
    with transaction.atomic():
        workflow.set_chain(cast.siena, needs_endorsement=True, by=cast.office)
        return workflow.submit(exchange, by=cast.lead_teacher)


OTHERS = {"leave", "schedule_session", "set_reminders"}
REFUSALS_OF_STATE = ("This cannot be done now", "Enrolment is not open")


def test_matrix_names_every_verb_of_the_table(cast):
    exchange = build.make(cast, S.DRAFT)
    assert set(verbs(exchange, cast)) | OTHERS == set(EXCHANGE)


@pytest.mark.parametrize("state", S)
def test_exchange_reaches_every_state_by_verbs(cast, state):
    assert build.make(cast, state).state == state


@pytest.mark.parametrize("state", S)
def test_verb_in_a_state_that_forbids_it_is_refused_and_leaves_nothing(cast, state):
    exchange = build.make(cast, state)
    forbidden = {
        name: call
        for name, call in verbs(exchange, cast).items()
        if state not in EXCHANGE[name].sources
    }
    events, messages = AuditEvent.objects.count(), Message.objects.count()
    for name, call in forbidden.items():
        with pytest.raises(RefusedError) as refusal:
            call()
        assert str(refusal.value).startswith(REFUSALS_OF_STATE), name
    assert (AuditEvent.objects.count(), Message.objects.count()) == (events, messages)
    exchange.refresh_from_db()
    assert exchange.state == state


def test_proposal_by_a_teacher_of_another_institution_is_refused(cast):
    with pytest.raises(RefusedError, match="confirmed teacher"):
        workflow.propose(build.idea(), {"institution": cast.cairo}, by=cast.lead_teacher)


def test_proposal_makes_a_draft_its_team_and_one_audit_row(cast):
    exchange = build.make_draft(cast)
    assert (exchange.state, exchange.design_version) == (S.DRAFT, 1)
    assert list(exchange.teams.values_list("lead", "is_initiator")) == [
        (cast.lead_teacher.pk, True)
    ]
    assert [event.verb for event in events_of(exchange)] == ["exchanges.exchange.propose"]


def test_enrolment_without_an_agreement_in_force_does_not_open(cast):
    exchange = build.make(cast, S.APPROVED)
    with pytest.raises(RefusedError, match="agreement in force"):
        workflow.open_enrolment(exchange, by=cast.lead_teacher)
    load_clauses()
    exchange = workflow.ask_agreement(exchange, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="agreement in force"):
        workflow.open_enrolment(exchange, by=cast.lead_teacher)
    build.sign(exchange.agreement, cast)
    assert workflow.open_enrolment(exchange, by=cast.lead_teacher).state == S.OPEN


def test_agreement_is_drafted_from_the_design_once_with_the_leads_as_readers(cast):
    load_clauses()
    exchange = workflow.ask_agreement(build.make(cast, S.APPROVED), by=cast.lead_teacher)
    agreement = exchange.agreement
    parties = set(agreement.parties.values_list("institution", flat=True))
    assert parties == {cast.siena.pk, cast.marrakesh.pk}
    assert set(agreement.readers.all()) == {cast.lead_teacher, cast.partner_teacher}
    assert agreement.ends_on == exchange.ends_on
    with pytest.raises(RefusedError, match="agreement already"):
        workflow.ask_agreement(exchange, by=cast.office)


def test_agreement_in_force_that_covers_the_teams_can_be_attached(cast):
    first = build.make(cast, S.OPEN)
    second = build.make(cast, S.APPROVED, title="Another run")
    assert list(workflow.covering_agreements(second)) == [first.agreement]
    attached = workflow.attach_agreement(second, first.agreement, by=cast.office)
    assert workflow.open_enrolment(attached, by=cast.office).state == S.OPEN


def test_agreement_that_ends_too_early_cannot_be_attached(cast):
    first = build.make(cast, S.OPEN)
    later = build.idea()["ends_on"].replace(year=build.idea()["ends_on"].year + 1)
    second = build.make(cast, S.DRAFT, title="Another run")
    type(second).objects.filter(pk=second.pk).update(ends_on=later)
    second.refresh_from_db()
    assert not workflow.covering_agreements(second).exists()
    assert first.agreement.state == "in_force"


def test_cancellation_tells_all_who_take_part_why(cast):
    exchange = build.make(cast, S.OPEN)
    workflow.enrol(build.home_team(exchange), by=cast.student)
    workflow.cancel(exchange, reason="The platform closed", by=cast.office)
    told = Message.objects.filter(kind="exchanges.cancelled")
    assert set(told.values_list("recipient", flat=True)) == {
        cast.lead_teacher.pk,
        cast.partner_teacher.pk,
        cast.student.pk,
        cast.facilitator.pk,
    }
    assert all("The platform closed" in message.text for message in told)


def test_cancellation_takes_the_sessions_to_come_out_of_calendars(cast):
    exchange = make_running(cast)
    past, near, far = (make_session(exchange, minutes) for minutes in (-300, 200, 9000))
    workflow.cancel(exchange, reason="Strike", by=cast.office)
    told = Message.objects.filter(kind="exchanges.cancelled")
    assert told.filter(recipient=cast.facilitator).count() == 1
    mail = told.get(recipient=cast.student)
    files = [each["content"].replace("\r\n ", "") for each in mail.attachments]
    assert len(files) == 2
    for session, text in zip((near, far), files, strict=True):
        session.refresh_from_db()
        assert "METHOD:CANCEL" in text
        assert "STATUS:CANCELLED" in text
        assert f"UID:session-{session.pk}@" in text
        own = session_file(session)
        sequence = re.search(r"SEQUENCE:\d+", text)
        assert sequence is not None
        assert sequence[0] in own
        assert session.title in mail.text
    assert str(past.pk) not in str(mail.attachments)


def test_cancellation_of_a_draft_tells_those_who_had_a_part_in_it(cast):
    exchange = build.make(cast, S.DRAFT)
    make_session(exchange, title="Planned only")
    workflow.cancel(exchange, reason="Strike", by=cast.office)
    told = Message.objects.filter(kind="exchanges.cancelled")
    assert set(told.values_list("recipient", flat=True)) == {
        cast.lead_teacher.pk,
        cast.partner_teacher.pk,
    }
    assert "Planned only" in told[0].text


def test_every_message_is_in_the_readers_language(cast):
    type(cast.partner_teacher).objects.filter(pk=cast.partner_teacher.pk).update(language="it")
    build.make(cast, S.APPROVED)
    languages = Message.objects.filter(kind="exchanges.decided").values_list("language", flat=True)
    assert sorted(languages) == ["en", "it"]
