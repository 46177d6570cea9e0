from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from accounts.enums import Role
from accounts.workflow import grant_role
from core.errors import ConflictError, RefusedError
from core.models import AuditEvent, Message
from credits.enums import PROPOSAL, EntryKind, ProposalState
from credits.models import CreditProposal, CreditRule, LedgerEntry
from credits.workflow import (
    award,
    award_several,
    decline,
    load_rules,
    propose,
    propose_again,
    propose_completed,
    reverse,
)
from exchanges.enums import Presence
from tests.cast import affiliate, make_user
from tests.credits.factories import add_session, assess, attend, complete, enrol


def test_rules_loaded_twice_stay_two(db):
    assert load_rules() == 2
    assert load_rules() == 0
    assert CreditRule.objects.count() == 2


@pytest.mark.parametrize(
    ("institution", "hours"), [("siena", ("25.0", "25.0")), ("marrakesh", ("25.0", "30.0"))]
)
def test_rule_on_a_day_is_the_countrys_before_the_general_one(cast, institution, hours):
    load_rules()
    rule = CreditRule.objects.on(timezone.localdate(), getattr(cast, institution)).first()
    assert (str(rule.hours_per_credit), str(rule.hours_per_credit_most)) == hours


def test_rule_on_a_day_is_the_institutions_own_while_it_lasts(cast):
    load_rules()
    today = timezone.localdate()
    own = CreditRule.objects.create(
        institution=cast.siena,
        hours_per_credit=25,
        hours_per_credit_most=27,
        valid_from=today,
        valid_until=today,
        source="Academic Senate",
    )
    assert CreditRule.objects.on(today, cast.siena).first() == own
    assert CreditRule.objects.on(today + timedelta(days=1), cast.siena).first() != own


def test_propose_takes_what_the_team_stated(cast, completed):
    proposal = propose(completed, by=cast.lead_teacher, note="all fine")
    assert proposal.state == ProposalState.PROPOSED
    assert (proposal.ects, proposal.cfu, proposal.hours) == (2, 2, 50)
    assert (proposal.attendance_percent, proposal.grade) == (100, "28")
    assert proposal.rule.country == "IT"
    assert proposal.institution == cast.siena
    event = AuditEvent.objects.get(verb="credits.proposal.propose")
    assert (event.actor, event.target_id) == (cast.lead_teacher, proposal.pk)
    assert "all fine" not in str(event.data)


def test_propose_twice_is_refused(cast, proposal):
    with pytest.raises(RefusedError, match="already proposed"):
        propose(proposal.enrolment, by=cast.lead_teacher)


def test_propose_before_completion_is_refused(cast, exchange):
    enrolment = enrol(exchange, cast.student, cast.siena)
    with pytest.raises(RefusedError, match="once the student has passed"):
        propose(enrolment, by=cast.lead_teacher)


def test_propose_for_a_failed_student_is_refused(cast, exchange):
    enrolment = enrol(exchange, cast.student, cast.siena)
    assess(enrolment, "", has_passed=False)
    with pytest.raises(RefusedError, match="once the student has passed"):
        propose(enrolment, by=cast.lead_teacher)


def test_propose_without_stated_credits_is_refused(cast, completed):
    completed.team.ects = completed.team.cfu = 0
    completed.team.save()
    with pytest.raises(RefusedError, match="states no credits"):
        propose(completed, by=cast.lead_teacher)


def test_propose_without_a_rule_is_refused(cast, completed):
    CreditRule.objects.update(valid_until=completed.exchange.starts_on - timedelta(days=1))
    with pytest.raises(RefusedError, match="No credit rule"):
        propose(completed, by=cast.lead_teacher)


def test_propose_below_the_least_attendance_needs_an_exception(cast, exchange):
    enrolment = enrol(exchange, cast.student, cast.siena)
    attend(enrolment, Presence.PRESENT, Presence.LATE, Presence.ABSENT)
    assess(enrolment)
    with pytest.raises(RefusedError, match="66 per cent, below the least of 75"):
        propose(enrolment, by=cast.lead_teacher, exception="   ")
    proposal = propose(enrolment, by=cast.lead_teacher, exception="Power cut in Siena")
    assert proposal.exception == "Power cut in Siena"
    entry = award_and_entry(proposal, cast.office)
    assert (entry.exception, entry.attendance_percent) == ("Power cut in Siena", 66)


def test_propose_without_recorded_attendance_needs_an_exception(cast, exchange):
    exchange.sessions.all().delete()
    enrolment = assess(enrol(exchange, cast.student, cast.siena))
    with pytest.raises(RefusedError, match="No attendance was recorded"):
        propose(enrolment, by=cast.lead_teacher)


def test_propose_counts_only_sessions_that_were_held(cast, exchange):
    add_session(exchange, cast.siena, 5)
    enrolment = complete(exchange, cast.student, cast.siena)
    assert propose(enrolment, by=cast.lead_teacher).attendance_percent == 100


def test_propose_completed_leaves_out_other_teams_and_too_little_attendance(cast, exchange):
    done = complete(exchange, cast.student, cast.siena)
    complete(exchange, cast.other_student, cast.marrakesh)
    absent = affiliate(make_user("absent"), cast.siena, "student")
    assess(enrol(exchange, absent, cast.siena))
    enrol(exchange, make_user("still.here"), cast.siena)
    tally = propose_completed(exchange, by=cast.lead_teacher)
    assert tally.done == 1
    assert [line.split(":")[0] for line in tally.refusals] == ["Absent Example"]
    assert CreditProposal.objects.get().enrolment == done
    assert propose_completed(exchange, by=cast.lead_teacher).done == 0


def test_award_writes_one_entry_and_tells_the_student(cast, proposal):
    entry = award_and_entry(proposal, cast.office)
    assert (entry.number, entry.kind) == (0, EntryKind.AWARD)
    assert (entry.ects, entry.cfu, entry.hours, entry.grade) == (2, 2, 50, "28")
    assert (entry.proposed_by, entry.decided_by) == (cast.lead_teacher, cast.office)
    assert (entry.institution, entry.office, entry.is_on_behalf) == (cast.siena, cast.siena, False)
    message = messages().get()
    assert (message.recipient, message.kind) == (cast.student, "credits.awarded")
    assert entry.get_absolute_url() in message.text
    assert AuditEvent.objects.filter(verb="credits.entry.award", target_id=entry.pk).count() == 1


def test_award_for_a_partner_without_an_office_is_recorded_on_its_behalf(cast, exchange):
    enrolment = complete(exchange, cast.other_student, cast.marrakesh)
    entry = award_and_entry(propose(enrolment, by=cast.partner_teacher), cast.office)
    assert (entry.institution, entry.office) == (cast.marrakesh, cast.siena)
    assert entry.is_on_behalf
    assert (entry.ects, entry.cfu) == (Decimal("2.0"), Decimal("0.0"))


def test_award_by_an_administrator_is_the_home_universitys(cast, exchange):
    administrator = make_user("administrator", is_superuser=True)
    enrolment = complete(exchange, cast.other_student, cast.marrakesh)
    entry = award_and_entry(propose(enrolment, by=cast.partner_teacher), administrator)
    assert (entry.institution, entry.office) == (cast.marrakesh, cast.siena)


@pytest.mark.parametrize("language", ["en", "it"])
def test_messages_say_what_was_decided_and_where_to_look(cast, proposal, language, settings):
    cast.student.language = cast.lead_teacher.language = language
    cast.student.save()
    cast.lead_teacher.save()
    proposal.enrolment.exchange.title = "Law & <b>order</b>"
    proposal.enrolment.exchange.save()
    decline(proposal, note="The <i>grade</i> is missing.", by=cast.office)
    award(propose_again(proposal, by=cast.lead_teacher), by=cast.office)
    reverse(LedgerEntry.objects.get(), reason="Wrong student", by=cast.office)
    sent = list(messages().order_by("created_at"))
    assert [m.kind for m in sent] == ["credits.declined", "credits.awarded", "credits.reversed"]
    for message in sent:
        assert message.language == language
        assert "Law & <b>order</b>" in message.text
        assert "Law &amp; &lt;b&gt;order" in message.html
        assert "<b>order" not in message.html
        assert f"{settings.SITE_ORIGIN}{proposal.get_absolute_url()}" in message.text
    assert "The <i>grade</i> is missing." in sent[0].text


@pytest.mark.parametrize("part", ["lead_teacher", "student"])
@pytest.mark.parametrize("verb", [award, lambda row, by: decline(row, note="no", by=by)])
def test_decision_by_proposer_or_student_is_refused(cast, proposal, part, verb):
    with pytest.raises(RefusedError, match="cannot decide on them"):
        verb(proposal, by=getattr(cast, part))
    assert not LedgerEntry.objects.exists()


def test_award_by_the_assessor_is_refused_even_if_somebody_else_proposed(cast, completed):
    completed.team.teachers.add(cast.other_teacher)
    proposal = propose(completed, by=cast.other_teacher)
    with pytest.raises(RefusedError, match="cannot decide on them"):
        award(proposal, by=cast.lead_teacher)


@pytest.mark.parametrize("change", ["grade", "failed", "assessor"])
def test_award_after_the_result_changed_is_refused(cast, proposal, change):
    assessment = proposal.enrolment.assessment
    if change == "grade":
        assessment.grade = "30"
    elif change == "failed":
        assessment.has_passed = False
    else:
        assessment.assessed_by = cast.other_teacher
    assessment.save()
    with pytest.raises(RefusedError, match="The result changed"):
        award(proposal, by=cast.office)
    assert not LedgerEntry.objects.exists()
    assert not messages().exists()


def test_award_on_an_older_version_is_a_conflict(cast, proposal):
    seen = proposal.version
    decline(proposal, note="Grade?", by=cast.office)
    propose_again(proposal, by=cast.lead_teacher)
    with pytest.raises(ConflictError):
        award(proposal, by=cast.office, seen=seen)


def test_award_several_does_what_it_can_and_says_the_rest(cast, exchange, proposal):
    partner = complete(exchange, cast.other_student, cast.marrakesh)
    other = propose(partner, by=cast.partner_teacher)
    tally = award_several([(proposal, proposal.version), (other, 99)], by=cast.office)
    assert tally.done == 1
    assert len(tally.refusals) == 1
    assert tally.refusals[0].startswith("Other.Student Example: ")


def test_decline_tells_the_proposer_why(cast, proposal):
    fresh = decline(proposal, note="The grade is missing.", by=cast.office)
    assert (fresh.state, fresh.decision_note) == (ProposalState.DECLINED, "The grade is missing.")
    message = messages().get()
    assert (message.recipient, message.kind) == (cast.lead_teacher, "credits.declined")
    assert "The grade is missing." in message.text
    assert "The grade is missing." not in str(list(AuditEvent.objects.values_list("data")))


def test_reverse_appends_the_exact_negative_and_tells_the_student(cast, awarded):
    first = LedgerEntry.objects.get()
    entry = reverse(first, reason="Wrong student", by=cast.second_office)
    assert (entry.number, entry.kind) == (1, EntryKind.REVERSAL)
    assert (entry.ects, entry.cfu, entry.hours) == (-2, -2, -50)
    assert (entry.decided_by, entry.reason) == (cast.second_office, "Wrong student")
    assert LedgerEntry.objects.of_student(cast.student).totals() == {"ects": 0, "cfu": 0}
    message = messages().latest("created_at")
    assert (message.recipient, message.kind) == (cast.student, "credits.reversed")
    assert "Wrong student" in message.text


def test_reverse_of_a_reversal_or_an_old_award_is_refused(cast, awarded):
    first = LedgerEntry.objects.get()
    second = reverse(first, reason="Wrong", by=cast.office)
    with pytest.raises(RefusedError):
        reverse(second, reason="Again", by=cast.office)
    award(propose_again(awarded, by=cast.lead_teacher), by=cast.office)
    with pytest.raises(RefusedError, match="Only the award that stands"):
        reverse(first, reason="Again", by=cast.office)


@pytest.mark.parametrize("part", ["lead_teacher", "student"])
def test_reverse_by_proposer_or_student_is_refused(cast, awarded, part):
    with pytest.raises(RefusedError, match="cannot decide on them"):
        reverse(LedgerEntry.objects.get(), reason="Mine", by=getattr(cast, part))


def test_award_again_after_a_reversal_takes_the_next_even_number(cast, awarded):
    completed = awarded.enrolment
    reverse(LedgerEntry.objects.get(), reason="Hours changed", by=cast.office)
    completed.team.ects = Decimal("3.0")
    completed.team.save()
    award(propose_again(awarded, by=cast.lead_teacher), by=cast.office)
    numbers = list(LedgerEntry.objects.order_by("number").values_list("number", "ects"))
    assert numbers == [(0, Decimal("2.0")), (1, Decimal("-2.0")), (2, Decimal("3.0"))]
    assert LedgerEntry.objects.of_student(cast.student).totals() == {"ects": 3, "cfu": 2}


@pytest.mark.parametrize("verb", PROPOSAL)
@pytest.mark.parametrize("state", ProposalState)
def test_verb_in_state_follows_the_table(cast, proposal, state, verb):
    proposal = bring_to(proposal, state, cast)
    entry = LedgerEntry.objects.filter(enrolment=proposal.enrolment).order_by("-number").first()
    verbs = {
        "award": lambda: award(proposal, by=cast.office),
        "decline": lambda: decline(proposal, note="no", by=cast.office),
        "propose_again": lambda: propose_again(proposal, by=cast.lead_teacher),
        "reverse": lambda: reverse(entry, reason="no", by=cast.office),
    }
    if verb == "reverse" and entry is None:
        with pytest.raises(ObjectDoesNotExist):
            LedgerEntry.objects.get(enrolment=proposal.enrolment)
        return
    before = LedgerEntry.objects.count(), AuditEvent.objects.count(), Message.objects.count()
    if state in PROPOSAL[verb].sources:
        verbs[verb]()
        proposal.refresh_from_db()
        assert proposal.state == PROPOSAL[verb].target
    else:
        with pytest.raises(RefusedError, match="cannot be done now"):
            verbs[verb]()
        after = LedgerEntry.objects.count(), AuditEvent.objects.count(), Message.objects.count()
        assert after == before


def test_office_of_the_partner_takes_over_as_soon_as_there_is_one(cast, exchange):
    proposal = propose(
        complete(exchange, cast.other_student, cast.marrakesh), by=cast.partner_teacher
    )
    waiting = CreditProposal.objects.waiting()
    assert list(waiting.decided_by_office_of(cast.office)) == [proposal]
    officer = make_user("marrakesh.office")
    values = {"role": Role.OFFICE, "institution": cast.marrakesh, "reason": "test"}
    grant_role(officer, values, by=None)
    assert list(waiting.decided_by_office_of(cast.office)) == []
    assert list(waiting.decided_by_office_of(officer)) == [proposal]
    assert award_and_entry(proposal, officer).office == cast.marrakesh


def messages():
    return Message.objects.filter(kind__startswith="credits.")


def award_and_entry(proposal, by):
    award(proposal, by=by)
    return LedgerEntry.objects.filter(enrolment=proposal.enrolment).latest("number")


def bring_to(proposal, state, cast):
    if state == ProposalState.DECLINED:
        return decline(proposal, note="no", by=cast.office)
    if state in {ProposalState.AWARDED, ProposalState.REVERSED}:
        proposal = award(proposal, by=cast.office)
    if state == ProposalState.REVERSED:
        reverse(LedgerEntry.objects.get(), reason="no", by=cast.office)
        proposal.refresh_from_db()
    return proposal
