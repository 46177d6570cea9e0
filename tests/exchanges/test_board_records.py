"""What the database refuses of the board, and in which language its e-mails are written."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.models import Message
from exchanges.enums import ApproachState, CallState
from exchanges.models import Approach, PartnerCall
from exchanges.workflow import board
from tests.exchanges import calls

pytestmark = pytest.mark.django_db


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("ends_until = starts_from", "partner_call_ends_after_it_starts"),
        ("ends_until = starts_from - 1", "partner_call_ends_after_it_starts"),
        ("students = 0", "partner_call_has_students"),
    ],
)
def test_call_that_makes_no_sense_is_refused_by_the_database(cast, change, name):
    calls.make_call(cast)
    with pytest.raises(IntegrityError, match=name):
        run(f"UPDATE exchanges_partnercall SET {change}")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (CallState.CLOSED, CallState.MATCHED),
        (CallState.MATCHED, CallState.OPEN),
        (CallState.MATCHED, CallState.CLOSED),
    ],
)
def test_call_skips_no_step_even_in_sql(cast, start, end):
    calls.walk(calls.make_call(cast), cast, start)
    with pytest.raises(DatabaseError, match="Invalid transition"):
        run("UPDATE exchanges_partnercall SET state = %s", end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (ApproachState.SENT, ApproachState.MATCHED),
        (ApproachState.DECLINED, ApproachState.ANSWERED),
        (ApproachState.WITHDRAWN, ApproachState.SENT),
        (ApproachState.MATCHED, ApproachState.DECLINED),
    ],
)
def test_message_skips_no_step_even_in_sql(cast, start, end):
    calls.make_approach(cast, start)
    with pytest.raises(DatabaseError, match="Invalid transition"):
        run("UPDATE exchanges_approach SET state = %s", end)


@pytest.mark.parametrize("state", [ApproachState.SENT, ApproachState.ANSWERED])
def test_second_standing_message_is_refused_by_the_database(cast, state):
    approach = calls.make_approach(cast, state)
    with pytest.raises(IntegrityError, match="approach_one_standing"), transaction.atomic():
        Approach.objects.create(
            call=approach.call, sender=approach.sender, institution=cast.marrakesh, text="Again"
        )


def test_second_match_of_a_call_is_refused_by_the_database(cast):
    call = calls.make_call(cast)
    other = calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)
    board.answer(other, "Yes", by=cast.lead_teacher)
    calls.make_approach(cast, ApproachState.MATCHED, call)
    another = calls.write(calls.make_call(cast), cast, cast.other_teacher, cast.cairo)
    board.answer(another, "Yes", by=cast.lead_teacher)
    with pytest.raises(IntegrityError, match="approach_match_has_exchange"):
        run("UPDATE exchanges_approach SET state = 'matched' WHERE id = %s", another.pk)
    draft = calls.make_approach(cast, ApproachState.MATCHED).exchange
    run("DELETE FROM exchanges_approach WHERE exchange_id = %s", draft.pk)
    with pytest.raises(IntegrityError, match="approach_one_match"):
        run(
            "UPDATE exchanges_approach SET state = 'matched', call_id = %s, exchange_id = %s "
            "WHERE id = %s",
            call.pk,
            draft.pk,
            another.pk,
        )


def test_search_by_title_can_use_its_index(cast):
    calls.bulk(cast, 30)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = PartnerCall.objects.titled("water").order_by().explain()
    assert "partner_call_search" in plan


def test_mail_is_written_in_the_language_of_its_reader(cast):
    cast.lead_teacher.language = "it"
    cast.lead_teacher.save()
    for state in (ApproachState.MATCHED, ApproachState.WITHDRAWN, ApproachState.DECLINED):
        calls.make_approach(cast, state)
    letters = Message.objects.select_related("recipient")
    assert {letter.kind for letter in letters} == {
        "exchanges.approach_received",
        "exchanges.approach_answered",
        "exchanges.approach_declined",
        "exchanges.approach_withdrawn",
        "exchanges.call_matched",
    }
    assert {letter.language for letter in letters} == {"en", "it"}
    for letter in letters:
        assert letter.language == letter.recipient.language
        assert f'<html lang="{letter.language}"' in letter.html
        assert letter.subject
        assert letter.text


def test_mail_reaches_the_one_it_is_for(cast):
    calls.make_approach(cast, ApproachState.MATCHED)
    told = list(Message.objects.order_by("created_at").values_list("kind", "recipient"))
    assert sorted(told, key=str) == sorted(
        [
            ("exchanges.approach_received", cast.lead_teacher.pk),
            ("exchanges.approach_answered", cast.partner_teacher.pk),
            ("exchanges.call_matched", cast.lead_teacher.pk),
            ("exchanges.call_matched", cast.partner_teacher.pk),
        ],
        key=str,
    )


def test_message_of_a_nameless_teacher_is_from_a_teacher(cast):
    cast.partner_teacher.given_name = cast.partner_teacher.family_name = ""
    cast.partner_teacher.save()
    calls.make_approach(cast, ApproachState.SENT)
    letter = Message.objects.get()
    assert "a teacher, Cadi Ayyad University, answers your call" in letter.text
    assert "We teach the same, in Marrakesh." in letter.text
    assert "&" not in letter.subject


def test_title_with_line_breaks_makes_no_header(cast):
    call = calls.make_call(cast, title="Water\r\nBcc: somebody@example.org <b>&")
    calls.write(call, cast, text="<script>alert(1)</script>\n{{ 7*7 }}")
    letter = Message.objects.get()
    assert "\n" not in letter.subject
    assert "Bcc: somebody@example.org <b>&" in letter.subject
    assert "<script>alert(1)</script>\n{{ 7*7 }}" in letter.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>{{ 7*7 }}" in letter.html
