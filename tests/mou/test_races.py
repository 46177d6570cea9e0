import pytest

from core.models import Message
from mou import workflow
from mou.enums import AgreementState
from mou.models import Agreement, Revision, Signature
from tests.cast import make_cast
from tests.mou.make import agreement_in, changed_clauses, make_agreement, record_of, sign
from tests.rivals import at_once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_redraft_while_both_sign_never_mixes_wordings_in_force(_round: int):
    cast = make_cast()
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    records = [record_of(agreement, place) for place in (cast.siena, cast.marrakesh)]
    clauses = changed_clauses(agreement)

    def change():
        row = workflow.redraft(agreement, by=cast.second_office)
        row = workflow.revise(row, clauses, by=cast.second_office)
        return workflow.send_for_signature(row, by=cast.second_office)

    at_once(
        [
            *[lambda r=r: workflow.record_signature(agreement, r, by=cast.office) for r in records],
            change,
        ]
    )
    row = Agreement.objects.get()
    binding = Signature.objects.of_current_revision()
    assert binding.exclude(sha256=workflow.current_revision(row).sha256).count() == 0
    if row.state == AgreementState.IN_FORCE:
        assert binding.count() == 2
        assert row.current_revision == 1
    else:
        assert row.current_revision == 2
        assert binding.count() == 0


@pytest.mark.django_db(transaction=True)
def test_sign_for_one_party_twenty_times_at_once_records_one():
    cast = make_cast()
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    record = record_of(agreement, cast.siena)
    at_once([lambda: workflow.record_signature(agreement, record, by=cast.office)] * 20)
    assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_last_two_signatures_at_once_enter_into_force_once():
    cast = make_cast()
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    at_once(
        [
            lambda place=place: sign(agreement, place, cast.office)
            for place in (cast.siena, cast.marrakesh)
        ]
    )
    assert Agreement.objects.get().state == AgreementState.IN_FORCE
    assert Message.objects.filter(kind="mou.in_force").count() == 4


@pytest.mark.django_db(transaction=True)
def test_revise_by_ten_at_once_keeps_one_and_refuses_nine():
    cast = make_cast()
    agreement = make_agreement(cast)
    version = agreement.version
    wordings = [changed_clauses(agreement, f"rival {number}") for number in range(10)]
    answers = at_once(
        [lambda w=w: workflow.revise(agreement, w, "", version, by=cast.office) for w in wordings]
    )
    assert sum(isinstance(answer, Agreement) for answer in answers) == 1
    assert Revision.objects.count() == 2
