"""Rivals on the board: one wins, the others get a sentence, and nothing is left half done."""

from collections import Counter

import pytest

from core.errors import RefusedError
from core.models import Message
from exchanges.enums import ApproachState as A
from exchanges.enums import CallState as C
from exchanges.models import Approach, Exchange, PartnerCall
from exchanges.workflow import board
from tests.cast import affiliate, make_cast, make_institution, make_user
from tests.exchanges import calls
from tests.rivals import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def refusals(answers):
    return [str(answer) for answer in answers if isinstance(answer, RefusedError)]


def answered(call, cast, person, home):
    return board.answer(
        calls.write(call, cast, by=person, institution=home), "Yes", by=cast.lead_teacher
    )


def test_two_matches_of_one_call_make_one_draft():
    cast = make_cast()
    for number in range(ROUNDS):
        call = calls.make_call(cast)
        rivals = [
            answered(call, cast, cast.partner_teacher, cast.marrakesh),
            answered(call, cast, cast.other_teacher, cast.cairo),
        ]
        answers = at_once(
            [lambda row=row: board.match(row, by=cast.lead_teacher) for row in rivals * 2]
        )
        assert len(refusals(answers)) == 3
        assert all("partner found" in words for words in refusals(answers))
        assert Exchange.objects.count() == number + 1
        states = Counter(call.approaches.values_list("state", flat=True))
        assert states == {A.MATCHED: 1, A.DECLINED: 1}


def test_match_and_withdraw_at_once_leave_one_of_the_two():
    cast = make_cast()
    for _number in range(ROUNDS):
        call = calls.make_call(cast)
        approach = answered(call, cast, cast.partner_teacher, cast.marrakesh)
        before = Exchange.objects.count()
        answers = at_once(
            [
                lambda row=approach: board.match(row, by=cast.lead_teacher),
                lambda row=approach: board.withdraw(row, by=cast.partner_teacher),
            ]
        )
        assert len(refusals(answers)) == 1
        call.refresh_from_db()
        approach.refresh_from_db()
        is_matched = approach.state == A.MATCHED
        assert (call.state, approach.state) in {(C.MATCHED, A.MATCHED), (C.OPEN, A.WITHDRAWN)}
        assert Exchange.objects.count() == before + is_matched


def test_match_and_withdrawal_of_somebody_else_both_succeed():
    cast = make_cast()
    for _number in range(ROUNDS):
        call = calls.make_call(cast)
        chosen = answered(call, cast, cast.partner_teacher, cast.marrakesh)
        other = calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)
        answers = at_once(
            [
                lambda row=chosen: board.match(row, by=cast.lead_teacher),
                lambda row=other: board.withdraw(row, by=cast.other_teacher),
            ]
        )
        assert not isinstance(answers[0], RefusedError)
        other.refresh_from_db()
        wanted = A.DECLINED if isinstance(answers[1], RefusedError) else A.WITHDRAWN
        assert other.state == wanted


def test_message_and_close_at_once_leave_nobody_waiting():
    cast = make_cast()
    for _number in range(ROUNDS):
        call = calls.make_call(cast)
        answers = at_once(
            [
                lambda row=call: calls.write(row, cast),
                lambda row=call: board.close(row, by=cast.lead_teacher),
            ]
        )
        call.refresh_from_db()
        assert call.state == C.CLOSED
        if isinstance(answers[0], RefusedError):
            assert "closed" in str(answers[0])
            assert not call.approaches.exists()
        else:
            assert call.approaches.get().state == A.DECLINED


def test_answer_and_close_at_once_agree_on_the_address():
    cast = make_cast()
    for _number in range(ROUNDS):
        approach = calls.make_approach(cast, A.SENT)
        answers = at_once(
            [
                lambda row=approach: board.answer(row, "Yes", by=cast.lead_teacher),
                lambda row=approach: board.close(row.call, by=cast.lead_teacher),
            ]
        )
        approach.refresh_from_db()
        is_refused = isinstance(answers[0], RefusedError)
        assert approach.state == (A.DECLINED if is_refused else A.ANSWERED)
        told = Message.objects.filter(target_id=approach.call_id, recipient=cast.partner_teacher)
        kind = "exchanges.approach_declined" if is_refused else "exchanges.approach_answered"
        assert told.get().kind == kind


def test_twenty_clicks_of_one_person_make_one_message():
    cast = make_cast()
    call = calls.make_call(cast)
    answers = at_once([lambda: calls.write(call, cast)] * 20)
    assert Counter(refusals(answers)) == {"You have already written to the author.": 19}
    assert Approach.objects.count() == 1
    assert Message.objects.filter(kind="exchanges.approach_received").count() == 1


def test_many_people_who_write_at_once_are_all_heard():
    cast = make_cast()
    call = calls.make_call(cast)
    home = make_institution("utm.tn", country="TN", city="Tunis")
    people = [affiliate(make_user(f"writer{n}"), home, "teacher") for n in range(10)]
    answers = at_once(
        [lambda p=person: calls.write(call, cast, by=p, institution=home) for person in people]
    )
    assert refusals(answers) == []
    assert Approach.objects.waiting().count() == 10
    assert PartnerCall.objects.get().version == 11
