from decimal import Decimal

import pytest

from credits.enums import ProposalState
from credits.models import CreditRule, LedgerEntry
from credits.querysets import with_credits
from credits.statement import hours_for_a_credit, least_attendance, statement_of
from credits.workflow import award, decline, load_rules, propose, reverse
from exchanges.enums import Presence
from exchanges.models import Enrolment
from tests.credits.factories import assess, attend, enrol


def statement(enrolment, rule=None):
    return statement_of(with_credits(Enrolment.objects.all()).get(pk=enrolment.pk), rule)


def test_stage_follows_the_enrolment_until_something_is_proposed(cast, exchange):
    enrolment = enrol(exchange, cast.student, cast.siena)
    assert statement(enrolment).stage.label == "under way"
    assess(enrolment, "", has_passed=False)
    assert statement(enrolment).stage.label == "no credits"
    enrolment.refresh_from_db()
    assess(enrolment, "28")
    stage = statement(enrolment).stage
    assert (stage.tone, stage.label) == ("waiting", "to be proposed")
    assert stage.detail == "Waiting for a teacher of University of Siena to propose the credits."


@pytest.mark.parametrize("state", ProposalState)
def test_stage_says_who_is_next(cast, proposal, state):
    if state == ProposalState.DECLINED:
        decline(proposal, note="no", by=cast.office)
    elif state != ProposalState.PROPOSED:
        award(proposal, by=cast.office)
    if state == ProposalState.REVERSED:
        reverse(LedgerEntry.objects.get(), reason="no", by=cast.office)
    found = statement(proposal.enrolment)
    again = "Waiting for Lead Example to propose the credits again."
    assert (found.stage.label, found.stage.detail, found.award is not None) == {
        "proposed": (
            "proposed",
            "Waiting for the international relations office to decide.",
            False,
        ),
        "awarded": ("awarded", "", True),
        "declined": ("not awarded", again, False),
        "reversed": ("award reversed", again, False),
    }[state]


def test_grounds_lead_from_hours_to_credits(cast, completed):
    rule = CreditRule.objects.get(country="IT")
    grounds = {str(fact.label): str(fact.value) for fact in statement(completed, rule).grounds}
    assert grounds["Hours of work"] == "50"
    assert grounds["A credit takes"] == "25 hours; a course may stray by 20%"
    assert grounds["Credits by the rule"] == "2 (50 : 25, to the nearest half)"
    assert grounds["Credits of the team"] == "2 (25 hours for each)"
    assert grounds["Attendance"].startswith("3 of 3 sessions, 100% (at least 75%, as is customary")
    assert grounds["Assessment"] == "passed, 28"
    assert statement(completed, rule).findings == []


def test_findings_name_what_is_out_of_the_rule(cast, exchange):
    team = exchange.teams.get(institution=cast.siena)
    team.workload_hours, team.ects = Decimal("20.0"), Decimal("2.0")
    team.save()
    enrolment = enrol(exchange, cast.student, cast.siena)
    attend(enrolment, Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT)
    rule = CreditRule.objects.get(country="IT")
    hours, attendance, assessment = statement(enrolment, rule).findings
    assert hours.status == "attention"
    assert hours.why == (
        "2 credits usually take from 40 to 60 hours; the hours stated would make 1."
    )
    assert attendance.status == "unmet"
    assert attendance.found.startswith("1 of 2 sessions, 50%, 1 excused")
    assert assessment.status == "unmet"


def test_exception_is_a_point_to_look_at_and_shows_its_reason(cast, exchange):
    enrolment = enrol(exchange, cast.student, cast.siena)
    attend(enrolment, Presence.PRESENT, Presence.ABSENT, Presence.ABSENT)
    assess(enrolment)
    propose(enrolment, by=cast.lead_teacher, exception="Power cut")
    found = statement(enrolment)
    assert [finding.status for finding in found.findings] == ["attention"]
    assert "Power cut" in [fact.value for fact in found.grounds]


def test_rule_in_words(db):
    load_rules()
    italy, everybody = CreditRule.objects.order_by("valid_from")
    assert hours_for_a_credit(italy) == "25 hours"
    assert hours_for_a_credit(everybody) == "25 to 30 hours"
    everybody.is_attendance_customary = False
    assert least_attendance(everybody) == "at least 75%"
