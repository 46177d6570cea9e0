"""Places: who takes them, how many there are, and how they are given up."""

import pytest

from accounts.enums import AffiliationKind
from core.errors import RefusedError
from core.models import Message
from exchanges import workflow
from exchanges.enums import EnrolmentState
from exchanges.enums import ExchangeState as S
from exchanges.models import Enrolment, Team
from tests.cast import affiliate, make_user
from tests.exchanges import build


@pytest.fixture
def home(cast):
    return build.home_team(build.make(cast, S.OPEN))


def taken(team):
    return Team.objects.get(pk=team.pk).seats_taken


def test_student_of_the_institution_takes_a_place_and_is_told(cast, home):
    enrolment = workflow.enrol(home, by=cast.student)
    assert (enrolment.state, taken(home)) == (EnrolmentState.ENROLLED, 1)
    message = Message.objects.get(kind="exchanges.enrolled")
    assert (message.recipient, "Migration and borders" in message.text) == (cast.student, True)


@pytest.mark.parametrize("name", ["other_student", "lead_teacher", "stranger"])
def test_person_who_is_no_student_of_the_institution_is_refused(cast, home, name):
    with pytest.raises(RefusedError, match="confirmed students"):
        workflow.enrol(home, by=cast.people()[name])
    assert taken(home) == 0


def test_unconfirmed_student_is_refused(cast, home):
    person = affiliate(make_user("hopeful"), cast.siena, AffiliationKind.STUDENT)
    person.affiliations.update(evidence="none")
    with pytest.raises(RefusedError, match="confirmed students"):
        workflow.enrol(home, by=person)


def test_second_enrolment_says_that_there_is_one(cast, home):
    workflow.enrol(home, by=cast.student)
    with pytest.raises(RefusedError, match="already enrolled"):
        workflow.enrol(home, by=cast.student)
    assert taken(home) == 1


def test_full_team_takes_nobody(cast, home):
    Team.objects.filter(pk=home.pk).update(seats=0)
    with pytest.raises(RefusedError, match="No place is left"):
        workflow.enrol(home, by=cast.student)
    assert not Enrolment.objects.exists()


def test_place_given_up_is_free_and_can_be_taken_again(cast, home):
    enrolment = workflow.enrol(home, by=cast.student)
    workflow.leave(enrolment, by=cast.student)
    assert taken(home) == 0
    again = workflow.enrol(home, by=cast.student)
    assert (again.pk, again.state, taken(home)) == (enrolment.pk, EnrolmentState.ENROLLED, 1)
    with pytest.raises(RefusedError):
        workflow.leave(workflow.leave(again, by=cast.student), by=cast.student)
    assert taken(home) == 0


def test_place_in_a_running_exchange_can_be_given_up_but_not_taken(cast, home):
    enrolment = workflow.enrol(home, by=cast.student)
    workflow.start(home.exchange, by=cast.lead_teacher)
    workflow.leave(enrolment, by=cast.student)
    with pytest.raises(RefusedError, match="not open"):
        workflow.enrol(home, by=cast.student)


def test_place_in_a_completed_exchange_stays_on_record(cast, home):
    enrolment = workflow.enrol(home, by=cast.student)
    workflow.start(home.exchange, by=cast.lead_teacher)
    workflow.complete(home.exchange, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="stays on record"):
        workflow.leave(enrolment, by=cast.student)
