import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import audit
from core.errors import ConflictError, RefusedError
from exchanges.enums import EnrolmentState, ExchangeState, Presence, SessionState
from exchanges.models import Attendance, Enrolment, Exchange
from exchanges.workflow.attendance import record_attendance
from tests.exchanges.stage import make_running, make_session
from tests.exchanges.test_session_views import get, post, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast):
    return make_session(make_running(cast), in_minutes=-60)


def place_of(user):
    return Enrolment.objects.get(student=user)


def sheet(cast, first=Presence.PRESENT, second=Presence.ABSENT):
    return {place_of(cast.student).pk: first, place_of(cast.other_student).pk: second}


def marks():
    return dict(Attendance.objects.values_list("enrolment__student__email", "presence"))


def test_record_stores_the_sheet_and_holds_the_session(cast, session):
    row = record_attendance(session, sheet(cast), by=cast.lead_teacher)

    row.refresh_from_db()
    assert row.state == SessionState.HELD
    assert marks() == {cast.student.email: "present", cast.other_student.email: "absent"}
    assert audit.last_event(row).verb == "exchanges.session.record_attendance"


def test_record_again_replaces(cast, session):
    record_attendance(session, sheet(cast), by=cast.lead_teacher)
    record_attendance(session, sheet(cast, second=Presence.LATE), by=cast.partner_teacher)
    assert marks()[cast.other_student.email] == "late"
    assert Attendance.objects.count() == 2
    assert set(Attendance.objects.values_list("recorded_by", flat=True)) == {
        cast.partner_teacher.pk
    }


def test_record_on_a_sheet_that_changed_is_a_conflict(cast, session):
    record_attendance(session, sheet(cast), by=cast.lead_teacher, seen=1)
    with pytest.raises(ConflictError):
        record_attendance(session, sheet(cast, Presence.ABSENT), by=cast.partner_teacher, seen=1)
    assert marks()[cast.student.email] == "present"


def test_record_before_it_begins_is_refused(cast):
    session = make_session(make_running(cast), in_minutes=5)
    with pytest.raises(RefusedError, match="not begun"):
        record_attendance(session, sheet(cast), by=cast.lead_teacher)
    assert not Attendance.objects.exists()


def test_record_for_somebody_who_withdrew_is_refused(cast, session):
    marked = sheet(cast)
    Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(RefusedError, match="withdrawn"):
        record_attendance(session, marked, by=cast.lead_teacher)


def test_record_for_a_place_in_another_exchange_is_refused(cast, session):
    other = make_running(cast)
    place = Enrolment.objects.get(exchange=other, student=cast.student)
    with pytest.raises(RefusedError):
        record_attendance(session, {place.pk: Presence.PRESENT}, by=cast.lead_teacher)


def test_record_of_a_cancelled_session_is_refused(cast, session):
    session.__class__.objects.update(state=SessionState.CANCELLED, cancel_reason="Strike")
    with pytest.raises(RefusedError):
        record_attendance(session, sheet(cast), by=cast.lead_teacher)


def test_record_after_the_exchange_is_over_is_refused(cast, session):
    Exchange.objects.update(state=ExchangeState.COMPLETED)
    with pytest.raises(RefusedError, match="under way"):
        record_attendance(session, sheet(cast), by=cast.lead_teacher)


def test_attendance_twice_for_one_student_is_impossible(cast, session):
    record_attendance(session, sheet(cast), by=cast.lead_teacher)
    with pytest.raises(IntegrityError, match="attendance_is_unique"), transaction.atomic():
        Attendance.objects.create(
            session=session,
            enrolment=place_of(cast.student),
            presence="late",
            recorded_by=cast.lead_teacher,
        )


def test_sheet_page_marks_everybody_present_unless_told_otherwise(client, cast, session):
    page = get(client, cast.facilitator, "session-attendance", session.pk)
    form = page.context["form"]
    assert [field.value() for _, field in form.rows] == ["present", "present"]

    data = {name: "present" for name in form.fields if name != "seen"} | {"seen": 1}
    data[f"student-{place_of(cast.student).pk}"] = "excused"
    response = post(client, cast.facilitator, "session-attendance", session.pk, **data)

    assert response.status_code == 302
    assert marks() == {cast.student.email: "excused", cast.other_student.email: "present"}
    again = get(client, cast.lead_teacher, "session-attendance", session.pk)
    assert sorted(field.value() for _, field in again.context["form"].rows) == [
        "excused",
        "present",
    ]


def test_sheet_page_with_a_row_missing_asks_for_it(client, cast, session):
    response = post(client, cast.lead_teacher, "session-attendance", session.pk, seen=1)
    assert response.status_code == 200
    assert len(response.context["form"].errors) == 2


@pytest.mark.parametrize("who", ["student", "office", "observer", "stranger"])
def test_sheet_page_is_for_teachers_and_facilitators(client, cast, session, who):
    response = get(client, getattr(cast, who), "session-attendance", session.pk)
    assert response.status_code == 403
    assert post(client, getattr(cast, who), "session-attendance", session.pk).status_code == 403


def test_my_part_shows_ones_own_marks_only(client, cast, session):
    record_attendance(session, sheet(cast), by=cast.lead_teacher)
    page = get(client, cast.student, "my-part", session.exchange_id).content.decode()
    assert "present" in page
    assert "absent" not in page
    assert cast.other_student.given_name not in page


@pytest.mark.parametrize("who", ["lead_teacher", "office", "stranger"])
def test_my_part_is_for_students(client, cast, session, who):
    assert get(client, getattr(cast, who), "my-part", session.exchange_id).status_code == 403


def test_addresses_of_attendance_are_plural_nouns(session):
    assert url("session-attendance", session.pk) == reverse(
        "exchanges:session-attendance", args=[session.pk]
    )
