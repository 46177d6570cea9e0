import pytest
from django.core import mail

from core.delivery import deliver_due
from core.errors import RefusedError
from exchanges.enums import EnrolmentState, ExchangeState
from exchanges.models import Assessment, Enrolment, Exchange
from exchanges.workflow.attendance import assess
from tests.cast import make_user
from tests.exchanges.stage import enrol, make_exchange, make_running
from tests.exchanges.test_session_views import get, post

pytestmark = pytest.mark.django_db
S = EnrolmentState


@pytest.fixture
def enrolment(cast):
    return Enrolment.objects.get(exchange=make_running(cast), student=cast.student)


@pytest.mark.parametrize(("has_passed", "state"), [(True, S.COMPLETED), (False, S.NOT_COMPLETED)])
def test_assess_settles_the_place_and_tells_the_student(cast, enrolment, has_passed, state):
    row = assess(enrolment, has_passed, "28/30", "Good questions", by=cast.lead_teacher)

    row.refresh_from_db()
    assert row.state == state
    found = Assessment.objects.get()
    assert (found.has_passed, found.grade, found.assessed_by) == (
        has_passed,
        "28/30",
        cast.lead_teacher,
    )
    deliver_due()
    [message] = mail.outbox
    assert message.to == [cast.student.email]
    assert "28/30" in message.body
    assert "Good questions" in message.body


def test_assess_again_corrects_the_grade(cast, enrolment):
    row = assess(enrolment, True, "28/30", by=cast.lead_teacher)
    row = assess(row, True, "29/30", by=cast.lead_teacher)
    assert (row.state, Assessment.objects.get().grade) == (S.COMPLETED, "29/30")


def test_assess_the_other_way_moves_the_place(cast, enrolment):
    row = assess(enrolment, True, by=cast.lead_teacher)
    row = assess(row, False, by=cast.lead_teacher)
    row.refresh_from_db()
    assert row.state == S.NOT_COMPLETED
    row = assess(row, True, by=cast.lead_teacher)
    assert row.state == S.COMPLETED


def test_assess_a_stale_row_of_a_settled_place_is_refused(cast, enrolment):
    """The verb is chosen by the state that the teacher saw; a rival's result stops it."""
    stale = Enrolment.objects.get(pk=enrolment.pk)
    assess(enrolment, True, by=cast.lead_teacher)
    with pytest.raises(RefusedError):
        assess(stale, True, by=cast.lead_teacher)


def test_assess_a_place_that_was_given_up_is_refused(cast, enrolment):
    Enrolment.objects.update(state=S.WITHDRAWN)
    enrolment.refresh_from_db()
    with pytest.raises(RefusedError):
        assess(enrolment, True, by=cast.lead_teacher)
    assert not Assessment.objects.exists()


def test_assess_before_the_exchange_starts_is_refused(cast):
    exchange = make_exchange(cast, ExchangeState.OPEN)
    place = enrol(exchange, cast.student, cast.siena)
    with pytest.raises(RefusedError, match="has started"):
        assess(place, True, by=cast.lead_teacher)


def test_assess_page_saves_and_returns_to_the_results(client, cast, enrolment):
    data = {"result": "yes", "grade": "30 e lode", "comment": ""}
    response = post(client, cast.lead_teacher, "enrolment-assess", enrolment.pk, **data)
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "30 e lode" in page
    again = get(client, cast.lead_teacher, "enrolment-assess", enrolment.pk)
    assert again.context["form"]["grade"].value() == "30 e lode"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("partner_teacher", 403),
        ("office", 403),
        ("student", 404),
        ("other_student", 404),
        ("other_teacher", 404),
        ("facilitator", 404),
        ("stranger", 404),
    ],
)
def test_assess_page_is_for_the_students_own_teachers(client, cast, enrolment, who, status):
    user = getattr(cast, who)
    assert get(client, user, "enrolment-assess", enrolment.pk).status_code == status
    response = post(client, user, "enrolment-assess", enrolment.pk, result="yes")
    assert response.status_code == status
    assert not Assessment.objects.exists()


def test_results_page_shows_ones_own_teams_students(client, cast, enrolment):
    exchange = enrolment.exchange
    page = get(client, cast.partner_teacher, "result-list", exchange.pk).content.decode()
    assert str(cast.other_student) in page
    assert f">{cast.student}<" not in page


@pytest.mark.parametrize("who", ["student", "facilitator", "observer", "stranger"])
def test_results_page_is_for_teachers_and_office(client, cast, enrolment, who):
    response = get(client, getattr(cast, who), "result-list", enrolment.exchange_id)
    assert response.status_code == 403


@pytest.mark.parametrize("count", [1, 10, 40])
def test_results_page_costs_the_same_for_many_students(
    client, cast, django_assert_max_num_queries, count
):
    exchange = make_running(cast)
    for number in range(count):
        enrol(exchange, make_user(f"s{number}"), cast.siena)
    client.force_login(cast.lead_teacher)
    with django_assert_max_num_queries(12):
        page = client.get(f"/exchanges/{exchange.pk}/results/")
    assert len(page.context["rows"]) == count + 1


def test_my_part_shows_the_result(client, cast, enrolment):
    assess(enrolment, True, "28/30", "Well argued", by=cast.lead_teacher)
    page = get(client, cast.student, "my-part", enrolment.exchange_id).content.decode()
    assert "28/30" in page
    assert "Well argued" in page


def test_result_of_a_student_is_not_on_anothers_page(client, cast, enrolment):
    assess(enrolment, True, "28/30", by=cast.lead_teacher)
    page = get(client, cast.other_student, "my-part", enrolment.exchange_id).content.decode()
    assert "28/30" not in page
    Exchange.objects.update(state=ExchangeState.COMPLETED)
    assert get(client, cast.other_student, "my-part", enrolment.exchange_id).status_code == 200
