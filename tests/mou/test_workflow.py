from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from core.errors import ConflictError, RefusedError
from core.models import AuditEvent, Message
from core.outbox import reason_to_skip
from mou import workflow
from mou.enums import AGREEMENT, AgreementState, SignatureKind
from mou.models import Agreement, Clause, Revision, Signature
from tests.cast import Cast, make_user
from tests.mou.make import (
    agreement_in,
    changed_clauses,
    make_agreement,
    make_italian_agreement,
    make_terms,
    party_of,
    record_of,
    sign,
)

VERBS = {
    "revise": lambda row, cast: workflow.revise(row, changed_clauses(row), "note", by=cast.office),
    "send_for_signature": lambda row, cast: workflow.send_for_signature(row, by=cast.office),
    "redraft": lambda row, cast: workflow.redraft(row, by=cast.office),
    "record_signature": lambda row, cast: sign(row, cast.siena, cast.office),
    "end": lambda row, cast: workflow.end(row, by=cast.office),
    "abandon": lambda row, cast: workflow.abandon(row, by=cast.office),
}


@pytest.mark.parametrize("state", AgreementState)
@pytest.mark.parametrize("verb", [verb for verb in AGREEMENT if verb != "enter_into_force"])
def test_agreement_for_each_verb_and_state_follows_the_table(
    cast: Cast, verb: str, state: AgreementState
):
    agreement = agreement_in(state, cast)
    if state in AGREEMENT[verb].sources:
        after = VERBS[verb](agreement, cast)
        assert after.state == (AGREEMENT[verb].target or state)
        assert AuditEvent.objects.filter(verb=f"mou.agreement.{verb}", actor=cast.office).exists()
    else:
        with pytest.raises(RefusedError):
            VERBS[verb](agreement, cast)
        assert Agreement.objects.get(pk=agreement.pk).state == state


def test_draft_fills_the_clauses_and_freezes_the_first_wording(cast: Cast):
    agreement = make_agreement(cast)
    revision = workflow.current_revision(agreement)
    text = "\n".join(clause["text"] for clause in revision.clauses)
    assert agreement.current_revision == revision.number == 1
    assert len(revision.clauses) == Clause.objects.filter(is_required=True).count() >= 10
    assert "{{" not in text
    assert "Opening: 13 April 2027, 14:00 (time of Europe/Rome), 90 minutes" in text
    assert "University of Siena: 3 ECTS, 3 CFU" in text
    assert "Cadi Ayyad University: 3 ECTS" in text
    assert set(agreement.readers.all()) == {cast.lead_teacher, cast.partner_teacher}


def test_draft_in_italian_uses_the_italian_clauses_and_months(cast: Cast):
    agreement = make_agreement(cast, language="it")
    text = str(workflow.current_revision(agreement).clauses)
    assert "Il presente protocollo" in text
    assert "13 aprile 2027" in text


@pytest.mark.parametrize("number", [0, 1])
def test_draft_with_fewer_than_two_institutions_is_refused(cast: Cast, number: int):
    with pytest.raises(RefusedError, match="two different"):
        workflow.draft(make_terms(*[cast.siena][:number]), by=cast.office)


def test_draft_with_one_institution_twice_is_refused(cast: Cast):
    with pytest.raises(RefusedError, match="two different"):
        workflow.draft(make_terms(cast.siena, cast.siena), by=cast.office)


def test_draft_without_clauses_is_refused(cast: Cast):
    with pytest.raises(RefusedError, match="clause library is empty"):
        workflow.draft(make_terms(cast.siena, cast.marrakesh), by=cast.office)
    assert not Agreement.objects.exists()


def test_revise_makes_the_next_wording_and_keeps_the_older(cast: Cast):
    agreement = make_agreement(cast)
    first = workflow.current_revision(agreement)
    after = workflow.revise(
        agreement, changed_clauses(agreement), "A word.", agreement.version, by=cast.second_office
    )
    second = workflow.current_revision(after)
    assert (second.number, second.note, second.created_by) == (2, "A word.", cast.second_office)
    assert second.sha256 != first.sha256
    assert Revision.objects.get(pk=first.pk).clauses == first.clauses


def test_revise_fills_placeholders_that_are_typed(cast: Cast):
    agreement = make_agreement(cast)
    after = workflow.revise(
        agreement, changed_clauses(agreement, "{{weeks}} {{x}}"), by=cast.office
    )
    assert workflow.current_revision(after).clauses[0]["text"].endswith("6 {{x}}")


def test_revise_without_a_change_is_refused(cast: Cast):
    agreement = make_agreement(cast)
    with pytest.raises(RefusedError, match="Nothing has changed"):
        workflow.revise(agreement, workflow.current_revision(agreement).clauses, by=cast.office)
    assert Agreement.objects.get().version == agreement.version


def test_revise_without_a_required_clause_is_refused(cast: Cast):
    agreement = make_agreement(cast)
    clauses = workflow.current_revision(agreement).clauses
    with pytest.raises(RefusedError, match="must stay: Parties"):
        workflow.revise(agreement, clauses[1:], by=cast.office)
    emptied = [{**clauses[0], "text": " "}, *clauses[1:]]
    with pytest.raises(RefusedError, match="must stay"):
        workflow.revise(agreement, emptied, by=cast.office)


def test_revise_when_somebody_was_faster_conflicts(cast: Cast):
    agreement = make_agreement(cast)
    workflow.revise(agreement, changed_clauses(agreement, "first"), by=cast.office)
    with pytest.raises(ConflictError):
        workflow.revise(
            agreement, changed_clauses(agreement), "", agreement.version, by=cast.second_office
        )
    assert Revision.objects.count() == 2


def test_send_tells_offices_and_readers_once_each(cast: Cast):
    agreement = make_agreement(cast)
    agreement.readers.add(cast.office)
    workflow.send_for_signature(agreement, by=cast.office)
    told = Message.objects.filter(kind="mou.for_signature", target_id=agreement.pk)
    people = [cast.office, cast.second_office, cast.lead_teacher, cast.partner_teacher]
    assert sorted(told.values_list("address", flat=True)) == sorted(p.email for p in people)


def test_sign_by_all_enters_into_force_on_the_latest_day(cast: Cast):
    today = timezone.localdate()
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    after = sign(agreement, cast.siena, cast.office, signed_on=today)
    assert after.state == AgreementState.FOR_SIGNATURE
    after = sign(
        after,
        cast.marrakesh,
        cast.office,
        signed_on=today - timedelta(days=3),
        kind=SignatureKind.HANDWRITTEN,
    )
    assert (after.state, after.starts_on) == (AgreementState.IN_FORCE, today)
    assert Message.objects.filter(kind="mou.in_force").count() == 4


def test_sign_by_all_after_the_last_day_is_refused_and_records_nothing(cast: Cast):
    today = timezone.localdate()
    agreement = make_agreement(cast, ends_on=today - timedelta(days=1))
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    sign(agreement, cast.siena, cast.office)
    with pytest.raises(RefusedError, match="after the last day"):
        sign(agreement, cast.marrakesh, cast.office)
    assert Signature.objects.count() == 1


def test_sign_an_older_wording_conflicts(cast: Cast):
    agreement = make_agreement(cast)
    old = record_of(agreement, cast.siena)
    agreement = workflow.revise(agreement, changed_clauses(agreement), by=cast.office)
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    with pytest.raises(ConflictError, match="older one"):
        workflow.record_signature(agreement, old, by=cast.office)


def test_sign_by_hand_between_italian_universities_is_refused(cast: Cast):
    agreement = workflow.send_for_signature(make_italian_agreement(cast), by=cast.office)
    with pytest.raises(RefusedError, match="Law 241/1990"):
        sign(agreement, cast.siena, cast.office, kind=SignatureKind.HANDWRITTEN)
    for kind in (SignatureKind.DIGITAL, SignatureKind.ADVANCED, SignatureKind.QUALIFIED):
        with transaction.atomic():
            sign(agreement, cast.siena, cast.office, kind=kind)
            transaction.set_rollback(True)


def test_sign_twice_or_for_a_stranger_or_in_the_future_is_refused(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    sign(agreement, cast.siena, cast.office)
    with pytest.raises(RefusedError, match="already recorded"):
        sign(agreement, cast.siena, cast.office)
    other = make_italian_agreement(cast)
    with pytest.raises(RefusedError, match="not a party"):
        sign(agreement, cast.siena, cast.office, party=party_of(other, cast.siena))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RefusedError, match="future"):
        sign(agreement, cast.marrakesh, cast.office, signed_on=tomorrow)


def test_redraft_voids_signatures_of_the_older_wording_and_keeps_them(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    agreement = sign(agreement, cast.siena, cast.office)
    agreement = workflow.redraft(agreement, by=cast.office)
    agreement = workflow.revise(agreement, changed_clauses(agreement), by=cast.office)
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    agreement = sign(agreement, cast.marrakesh, cast.office)
    assert agreement.state == AgreementState.FOR_SIGNATURE
    assert Signature.objects.count() == 2
    assert Signature.objects.of_current_revision().count() == 1
    agreement = sign(agreement, cast.siena, cast.office)
    hashes = Signature.objects.of_current_revision().values_list("sha256", flat=True)
    assert agreement.state == AgreementState.IN_FORCE
    assert len(hashes) == 2
    assert len(set(hashes)) == 1


def test_redraft_without_a_change_keeps_the_signature(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    sign(agreement, cast.siena, cast.office)
    agreement = workflow.redraft(agreement, by=cast.office)
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    assert sign(agreement, cast.marrakesh, cast.office).state == AgreementState.IN_FORCE


@pytest.mark.parametrize("language", ["en", "it"])
def test_messages_are_in_the_readers_language_with_a_link(cast: Cast, language: str):
    reader = make_user("reader", language=language)
    agreement = make_agreement(cast, title="Cities & “borders”\r\nBcc: x@example.org")
    agreement.readers.add(reader)
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    for institution in (cast.siena, cast.marrakesh):
        agreement = sign(agreement, institution, cast.office)
    for kind in ("mou.for_signature", "mou.in_force"):
        message = Message.objects.get(kind=kind, recipient=reader)
        assert message.language == language
        assert f'lang="{language}"' in message.html
        assert agreement.get_absolute_url() in message.text
        assert "&amp;" not in message.subject + message.text
        assert "\n" not in message.subject


def test_request_for_signature_after_a_redraft_is_held_back(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    message = Message.objects.filter(kind="mou.for_signature").latest("created_at")
    assert reason_to_skip(message) == ""
    workflow.redraft(agreement, by=cast.office)
    assert "no longer out for signature" in reason_to_skip(message)


def refused(match: str):
    return pytest.raises(InternalError, match=match)


def test_revision_and_signature_in_sql_are_append_only(cast: Cast):
    agreement_in(AgreementState.IN_FORCE, cast)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("mou_revision", "mou_signature"):
        for statement in (
            f"UPDATE {table} SET sha256 = 'x'",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with refused("annot|append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


INSERT_SIGNATURE = """
INSERT INTO mou_signature (id, created_at, updated_at, revision_id, party_id, sha256, kind,
    signer_name, signer_capacity, signed_on, protocol_number, recorded_by_id)
VALUES (gen_random_uuid(), now(), now(), %s, %s, %s, 'digital', 'X', 'Y', now(), '', %s)
"""


@pytest.mark.parametrize("fault", ["old wording", "wrong hash", "other party", "not sent"])
def test_signature_in_sql_that_binds_something_else_is_refused(cast: Cast, fault: str):
    agreement = make_agreement(cast)
    old = workflow.current_revision(agreement)
    agreement = workflow.revise(agreement, changed_clauses(agreement), by=cast.office)
    revision, party = workflow.current_revision(agreement), party_of(agreement, cast.siena)
    sha256 = revision.sha256
    if fault != "not sent":
        workflow.send_for_signature(agreement, by=cast.office)
    if fault == "old wording":
        revision, sha256 = old, old.sha256
    if fault == "wrong hash":
        sha256 = old.sha256
    if fault == "other party":
        party = party_of(make_italian_agreement(cast), cast.siena)
    with refused("current revision only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT_SIGNATURE, [revision.pk, party.pk, sha256, cast.office.pk])


def test_agreement_in_sql_enters_into_force_only_when_all_have_signed(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    sign(agreement, cast.siena, cast.office)
    rows = Agreement.objects.filter(pk=agreement.pk)
    with refused("has not signed"), transaction.atomic():
        rows.update(state=AgreementState.IN_FORCE, starts_on=timezone.localdate())


def test_agreement_in_sql_keeps_its_wording_outside_a_draft(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    with refused("only in a draft"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(current_revision=2)


def test_agreement_in_sql_cannot_skip_a_step(cast: Cast):
    agreement = make_agreement(cast)
    with refused("Invalid transition"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.ENDED)
