"""Different verbs about one student at the same moment: real threads on real connections."""

import pytest

from core.audit import events_of
from core.errors import RefusedError
from credits import workflow as credits_workflow
from credits.models import LedgerEntry
from credits.verification import verify
from exchanges import workflow
from exchanges.enums import EnrolmentState, Presence
from exchanges.models import Assessment, Attendance, Enrolment, Team
from exchanges.workflow import attendance
from tests.cast import make_cast
from tests.credits import factories
from tests.exchanges.test_races import deadlocks
from tests.rivals import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def test_sheets_results_and_leaving_at_once_agree_on_who_was_there():
    cast = make_cast()
    exchange = factories.make_exchange(cast)
    place = factories.enrol(exchange, cast.student, cast.siena)
    Team.objects.filter(pk=place.team_id).update(seats_taken=1)
    sheet = {place.pk: Presence.PRESENT}
    before = deadlocks()
    answers = at_once(
        [
            lambda session=session: attendance.record_attendance(
                session, sheet, by=cast.lead_teacher
            )
            for session in exchange.sessions.all()
        ]
        * ROUNDS
        + [lambda: attendance.assess(place, True, "28", by=cast.lead_teacher)] * ROUNDS
        + [lambda: workflow.leave(place, by=cast.student)] * ROUNDS
    )
    assert None not in answers
    assert deadlocks() == before
    place.refresh_from_db()
    assert place.state in {EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN}
    has_left = place.state == EnrolmentState.WITHDRAWN
    # Whoever left was not judged, and whoever was judged did not leave.
    assert Assessment.objects.filter(enrolment=place).exists() is not has_left
    assert Team.objects.get(pk=place.team_id).seats_taken == (0 if has_left else 1)
    assert Attendance.objects.filter(enrolment=place).count() <= 3
    verbs = [event.verb.rpartition(".")[2] for event in events_of(place)]
    assert verbs.count("withdraw") + verbs.count("pass") == 1


def test_award_and_another_result_at_once_award_only_what_was_proposed():
    cast = make_cast()
    enrolment = factories.complete(factories.make_exchange(cast), cast.student, cast.siena)
    proposal = credits_workflow.propose(enrolment, by=cast.lead_teacher)
    before = deadlocks()
    officers = [cast.office, cast.second_office]
    answers = at_once(
        [lambda by=by: credits_workflow.award(proposal, by=by) for by in officers] * ROUNDS
        + [lambda: attendance.assess(enrolment, False, by=cast.lead_teacher)] * ROUNDS
    )
    assert None not in answers
    assert deadlocks() == before
    assert not verify().flaws
    # Whichever came first stands: an award holds the result fast, another result stops the award.
    entries = LedgerEntry.objects.filter(enrolment=enrolment).count()
    state = Enrolment.objects.get(pk=enrolment.pk).state
    assert (entries, state) in {
        (1, EnrolmentState.COMPLETED),
        (0, EnrolmentState.NOT_COMPLETED),
    }
    refused = [answer for answer in answers if isinstance(answer, RefusedError)]
    assert len(refused) >= 2 * ROUNDS - 1


def test_closing_the_exchange_and_leaving_and_judging_at_once_end_in_one_order():
    cast = make_cast()
    exchange = factories.make_exchange(cast)
    place = factories.enrol(exchange, cast.student, cast.siena)
    Team.objects.filter(pk=place.team_id).update(seats_taken=1)
    before = deadlocks()
    answers = at_once(
        [lambda: workflow.complete(exchange, by=cast.lead_teacher)] * ROUNDS
        + [lambda: workflow.leave(place, by=cast.student)] * ROUNDS
        + [lambda: attendance.assess(place, True, by=cast.lead_teacher)] * ROUNDS
    )
    assert None not in answers
    assert deadlocks() == before
    standing = Enrolment.objects.standing().count()
    assert Team.objects.get(pk=place.team_id).seats_taken == standing
    assert sum(not isinstance(answer, RefusedError) for answer in answers[:ROUNDS]) == 1
