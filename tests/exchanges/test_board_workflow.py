"""Calls and messages: who may do what, in which state, and what comes of it."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts.models import Affiliation
from core.audit import events_of
from core.errors import ConflictError, RefusedError
from core.models import AuditEvent, Message
from exchanges.design_values import design_of
from exchanges.enums import APPROACH, CALL, ApproachState, CallState
from exchanges.history import history_of
from exchanges.models import Approach, Exchange, PartnerCall, SectionRevision
from exchanges.workflow import board
from tests.cast import affiliate, make_institution, make_user
from tests.exchanges import build, calls

pytestmark = pytest.mark.django_db


def run_on_call(verb, call, cast):
    """Call a verb of the call's table as the person who may."""
    if verb == "approach":
        return calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)
    if verb == "match":
        return board.match(call.approaches.latest("created_at"), by=cast.lead_teacher)
    verbs = {
        "edit": lambda: board.edit_call(call, {"title": "New"}, by=cast.lead_teacher),
        "close": lambda: board.close(call, by=cast.lead_teacher),
        "reopen": lambda: board.reopen(call, by=cast.lead_teacher),
    }
    return verbs[verb]()


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("verb", CALL)
def test_call_takes_each_verb_in_its_states_only(cast, verb, state):
    call = calls.make_call(cast)
    if verb == "match" and state != CallState.MATCHED:
        calls.make_approach(cast, ApproachState.ANSWERED, call)
    calls.walk(call, cast, state)
    before = call.version
    if state in CALL[verb].sources:
        run_on_call(verb, call, cast)
        call.refresh_from_db()
        assert call.state == (CALL[verb].target or state)
        assert call.version == before + 1
        event = events_of(call).first()
        assert event.verb == f"exchanges.call.{verb}"
        assert event.data["from"] == state
    else:
        with pytest.raises(RefusedError):
            run_on_call(verb, call, cast)
        call.refresh_from_db()
        assert (call.state, call.version) == (state, before)


@pytest.mark.parametrize("state", ApproachState)
@pytest.mark.parametrize("verb", APPROACH)
def test_message_takes_each_verb_in_its_states_only(cast, verb, state):
    approach = calls.make_approach(cast, state)
    verbs = {
        "answer": lambda: board.answer(approach, "Yes.", by=cast.lead_teacher),
        "decline": lambda: board.decline(approach, "No.", by=cast.lead_teacher),
        "withdraw": lambda: board.withdraw(approach, by=cast.partner_teacher),
        "match": lambda: board.match(approach, by=cast.lead_teacher),
    }
    mails = Message.objects.count()
    if state in APPROACH[verb].sources:
        verbs[verb]()
        approach.refresh_from_db()
        assert approach.state == APPROACH[verb].target
        assert Message.objects.count() > mails
        event = events_of(approach).first()
        assert event.verb == f"exchanges.approach.{verb}"
    else:
        with pytest.raises(RefusedError):
            verbs[verb]()
        approach.refresh_from_db()
        assert approach.state == state
        assert Message.objects.count() == mails


def test_call_is_published_by_a_confirmed_teacher_of_its_university_only(cast):
    call = calls.make_call(cast)
    assert call.state == CallState.OPEN
    assert PartnerCall.objects.current().get() == call
    assert AuditEvent.objects.filter(
        verb="exchanges.call.publish", actor=cast.lead_teacher
    ).exists()
    for person in (cast.student, cast.stranger, cast.office, cast.partner_teacher):
        with pytest.raises(RefusedError, match="confirmed teacher"):
            calls.make_call(cast, by=person, institution=cast.siena)


def test_call_without_language_or_with_a_past_window_is_refused(cast):
    with pytest.raises(RefusedError, match="language"):
        calls.make_call(cast, languages=[])
    with pytest.raises(RefusedError, match="passed"):
        calls.make_call(cast, starts_from=calls.in_days(-9), ends_until=calls.in_days(-1))
    call = calls.make_call(cast)
    with pytest.raises(RefusedError, match="language"):
        board.edit_call(call, {"languages": []}, by=cast.lead_teacher)


def test_edit_changes_what_is_given_and_never_the_university(cast):
    call = calls.make_call(cast)
    board.edit_call(call, {"title": "Rivers", "institution": cast.cairo}, by=cast.lead_teacher)
    call.refresh_from_db()
    assert (call.title, call.institution, call.students) == ("Rivers", cast.siena, 18)


def test_call_whose_window_has_passed_is_not_current_and_takes_no_message(cast):
    call = calls.make_call(cast, starts_from=calls.in_days(-5), ends_until=calls.in_days(0))
    assert call.is_current
    PartnerCall.objects.update(ends_until=calls.in_days(-1))
    call.refresh_from_db()
    assert not call.is_current
    assert not PartnerCall.objects.current().exists()
    with pytest.raises(RefusedError, match="time of this call has passed"):
        calls.write(call, cast)


def test_call_of_somebody_who_left_is_not_current(cast):
    call = calls.make_call(cast)
    cast.lead_teacher.is_active = False
    cast.lead_teacher.save()
    call.refresh_from_db()
    assert not call.is_current
    assert not PartnerCall.objects.current().exists()


def test_message_on_ones_own_call_or_from_no_teacher_is_refused(cast):
    call = calls.make_call(cast)
    affiliate(cast.lead_teacher, cast.cairo, "teacher")
    with pytest.raises(RefusedError, match="own call"):
        calls.write(call, cast, by=cast.lead_teacher, institution=cast.cairo)
    for person in (cast.student, cast.stranger, cast.office):
        with pytest.raises(RefusedError, match="confirmed teacher"):
            calls.write(call, cast, by=person, institution=cast.siena)
    with pytest.raises(RefusedError, match="confirmed teacher"):
        calls.write(call, cast, institution=cast.cairo)
    assert not Approach.objects.exists()


def test_message_while_one_stands_is_refused_and_after_an_end_three_are_the_most(cast):
    call = calls.make_call(cast)
    first = calls.write(call, cast)
    with pytest.raises(RefusedError, match="already written"):
        calls.write(call, cast)
    board.withdraw(first, by=cast.partner_teacher)
    board.decline(calls.write(call, cast), by=cast.lead_teacher)
    board.decline(calls.write(call, cast), by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="several times"):
        calls.write(call, cast)
    assert calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)


def test_consent_is_given_by_the_person_alone_not_even_by_an_administrator(cast):
    root = make_user("root", is_superuser=True)
    approach = calls.make_approach(cast, ApproachState.SENT)
    for person in (root, cast.partner_teacher):
        with pytest.raises(RefusedError, match="Only the author"):
            board.answer(approach, "Yes", by=person)
    for person in (root, cast.lead_teacher):
        with pytest.raises(RefusedError, match="Only its sender"):
            board.withdraw(approach, by=person)
    board.answer(approach, "Yes", by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="Only the author"):
        board.match(approach, by=root)
    assert not Exchange.objects.exists()


def test_word_of_a_late_no_stands_below_the_earlier_answer(cast):
    approach = calls.make_approach(cast, ApproachState.ANSWERED)
    board.decline(approach, " I found no time. ", by=cast.lead_teacher)
    approach.refresh_from_db()
    assert approach.answer == "Gladly.\n\nI found no time."
    letter = Message.objects.get(kind="exchanges.approach_declined")
    assert "I found no time." in letter.text
    assert "Gladly." not in letter.text


def test_close_tells_who_waits_and_leaves_those_in_contact(cast):
    call = calls.make_call(cast)
    in_contact = calls.make_approach(cast, ApproachState.ANSWERED, call)
    waiting = calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)
    call.refresh_from_db()
    with pytest.raises(ConflictError):
        board.close(call, seen=call.version - 1, by=cast.lead_teacher)
    board.close(call, seen=call.version, by=cast.lead_teacher)
    for row in (in_contact, waiting):
        row.refresh_from_db()
    assert (in_contact.state, waiting.state) == (ApproachState.ANSWERED, ApproachState.DECLINED)
    letter = Message.objects.get(kind="exchanges.approach_declined")
    assert letter.recipient == cast.other_teacher
    assert "has closed it" in letter.text


def test_match_begins_a_draft_with_both_teams_and_the_values_of_the_call(cast):
    call = calls.make_call(cast, ends_until=calls.in_days(300))
    approach = calls.make_approach(cast, ApproachState.ANSWERED, call)
    exchange = board.match(approach, by=cast.lead_teacher)
    approach.refresh_from_db()
    call.refresh_from_db()
    assert (call.state, approach.state) == (CallState.MATCHED, ApproachState.MATCHED)
    assert approach.exchange == exchange
    exchange = Exchange.objects.get(pk=exchange.pk)
    assert exchange.state == "draft"
    for name in ("title", "theme", "isced_f", "cefr_level", "study_levels"):
        assert getattr(exchange, name) == getattr(call, name), name
    assert exchange.summary == call.offer
    assert (exchange.language, exchange.other_languages) == ("en", ["fr"])
    assert exchange.starts_on == call.starts_from
    assert exchange.weeks == 6
    assert exchange.ends_on - exchange.starts_on == timedelta(days=41)
    home, partner = build.home_team(exchange), build.partner_team(exchange)
    assert (home.lead, home.institution) == (cast.lead_teacher, cast.siena)
    assert (home.department, home.course_title, home.seats) == (cast.dispi, "Public law", 18)
    assert (partner.lead, partner.institution) == (cast.partner_teacher, cast.marrakesh)
    assert not home.is_confirmed
    assert not partner.is_confirmed
    verbs = Counter((event.verb, event.actor) for event in events_of(exchange))
    assert verbs == {
        ("exchanges.exchange.propose", cast.lead_teacher): 1,
        ("exchanges.exchange.add_team", cast.lead_teacher): 1,
        ("exchanges.exchange.accept", cast.partner_teacher): 1,
    }
    assert len(history_of(exchange)) == 3
    assert design_of(exchange).teams
    told = Message.objects.filter(kind="exchanges.call_matched")
    assert {letter.recipient for letter in told} == {cast.lead_teacher, cast.partner_teacher}
    assert all(exchange.get_absolute_url() in letter.text for letter in told)


def test_draft_of_a_match_can_be_edited_by_both(cast):
    approach = calls.make_approach(cast, ApproachState.MATCHED)
    for person in (cast.lead_teacher, cast.partner_teacher):
        number = SectionRevision.objects.last_number(approach.exchange, "idea")
        assert number
        assert person.has_perm("exchanges.edit_design", approach.exchange)
        build.edit(approach.exchange, "assessment", {"assessment": "A", "fallback": "B"}, by=person)


@pytest.mark.parametrize(
    ("first", "last", "starts", "ends"),
    [
        (60, 80, 60, 80),
        (60, 101, 60, 101),
        (60, 102, 60, 101),
        (-9, 90, 0, 41),
        (-9, 5, 0, 5),
        (-9, 0, -1, 0),
    ],
)
def test_draft_lies_in_the_window_and_lasts_six_weeks_at_most(cast, first, last, starts, ends):
    call = calls.make_call(cast, starts_from=calls.in_days(first), ends_until=calls.in_days(last))
    approach = calls.make_approach(cast, ApproachState.ANSWERED, call)
    exchange = board.match(approach, by=cast.lead_teacher)
    assert (exchange.starts_on, exchange.ends_on) == (calls.in_days(starts), calls.in_days(ends))


def test_match_declines_everybody_else_who_wrote(cast):
    call = calls.make_call(cast)
    waiting = calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)
    tunis = make_institution("utm.tn", country="TN", city="Tunis")
    met = affiliate(make_user("met"), tunis, "teacher")
    answered = board.answer(
        calls.write(call, cast, by=met, institution=tunis), "Yes", by=cast.lead_teacher
    )
    chosen = calls.make_approach(cast, ApproachState.ANSWERED, call)
    board.match(chosen, by=cast.lead_teacher)
    for row in (waiting, answered):
        row.refresh_from_db()
        assert row.state == ApproachState.DECLINED
    letters = Message.objects.filter(kind="exchanges.approach_declined")
    assert {letter.recipient for letter in letters} == {cast.other_teacher, met}
    assert all("found a partner" in letter.text for letter in letters)


def test_match_within_one_country_or_one_university_is_refused_whole(cast):
    rome = make_institution("uniroma1.it", name="Sapienza", city="Rome")
    near = affiliate(make_user("near"), rome, "teacher")
    colleague = affiliate(make_user("colleague"), cast.siena, "teacher")
    for person, home, words in (
        (near, rome, "same country"),
        (colleague, cast.siena, "same university"),
    ):
        call = calls.make_call(cast)
        approach = calls.write(call, cast, by=person, institution=home)
        board.answer(approach, "Yes", by=cast.lead_teacher)
        with pytest.raises(RefusedError, match=words):
            board.match(approach, by=cast.lead_teacher)
        call.refresh_from_db()
        approach.refresh_from_db()
        assert (call.state, approach.state) == (CallState.OPEN, ApproachState.ANSWERED)
    assert not Exchange.objects.exists()


def test_match_after_the_window_is_refused_until_the_dates_change(cast):
    approach = calls.make_approach(cast, ApproachState.ANSWERED)
    PartnerCall.objects.update(starts_from=calls.in_days(-9), ends_until=calls.in_days(-1))
    with pytest.raises(RefusedError, match="Change its dates"):
        board.match(approach, by=cast.lead_teacher)
    board.edit_call(approach.call, {"ends_until": calls.in_days(30)}, by=cast.lead_teacher)
    assert board.match(approach, by=cast.lead_teacher)


@pytest.mark.parametrize("who", ["partner_teacher", "lead_teacher"])
def test_match_when_one_of_the_two_teaches_there_no_more_is_refused(cast, who):
    approach = calls.make_approach(cast, ApproachState.ANSWERED)
    Affiliation.objects.filter(user=cast.people()[who]).delete()
    with pytest.raises(RefusedError, match="confirmed teacher"):
        board.match(approach, by=cast.lead_teacher)
    assert not Exchange.objects.exists()


def test_refusal_names_nobody(cast):
    cast.lead_teacher.given_name = cast.lead_teacher.family_name = ""
    cast.lead_teacher.save()
    approach = calls.make_approach(cast, ApproachState.DECLINED)
    with pytest.raises(RefusedError) as refused:
        board.withdraw(approach, by=cast.partner_teacher)
    assert cast.lead_teacher.email not in str(refused.value)
    assert "declined" in str(refused.value)
