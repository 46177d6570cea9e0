"""A result that credits rest on is held fast."""

import pytest
from django.db import IntegrityError

from core.errors import RefusedError
from credits import workflow
from credits.models import LedgerEntry
from exchanges.enums import EnrolmentState
from exchanges.models import Enrolment
from exchanges.workflow import attendance
from tests.credits import factories


def test_award_holds_the_result_until_it_is_reversed(cast):
    enrolment = factories.complete(factories.make_exchange(cast), cast.student, cast.siena)
    proposal = workflow.award(workflow.propose(enrolment, by=cast.lead_teacher), by=cast.office)
    with pytest.raises(RefusedError, match="Credits rest on this result"):
        attendance.assess(enrolment, False, by=cast.lead_teacher)
    entry = LedgerEntry.objects.get(enrolment=proposal.enrolment)
    workflow.reverse(entry, reason="The wrong student", by=cast.office)
    failed = attendance.assess(enrolment, False, by=cast.lead_teacher)
    assert failed.state == EnrolmentState.NOT_COMPLETED


def test_award_on_a_result_that_does_not_stand_is_refused_by_the_database(cast):
    enrolment = factories.complete(factories.make_exchange(cast), cast.student, cast.siena)
    with pytest.raises(IntegrityError, match="enrolment_settled_only_when_completed"):
        Enrolment.objects.filter(pk=enrolment.pk).update(
            state=EnrolmentState.NOT_COMPLETED, is_settled=True
        )
