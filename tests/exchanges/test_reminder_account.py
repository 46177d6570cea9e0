from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Message
from core.reminder_account import account_for, people_of
from core.reminding import plan_reminders, resend
from exchanges.enums import EnrolmentState
from exchanges.models import Enrolment, Session
from exchanges.workflow.session import cancel_session
from tests.cast import make_user
from tests.exchanges.stage import enrol, make_running, make_session, reminders

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=60)


@pytest.fixture
def session(cast):
    """A session in 55 minutes, whose reminders were planned."""
    running = make_running(cast)
    Enrolment.objects.update(state_changed_at=timezone.now() - LONG_AGO)
    made = make_session(running, 55)
    plan_reminders()
    return made


def reasons(session, person):
    return {item.offset_minutes: item.reason for item in account_for(session, [person])}


def begin(session):
    """Let the session have begun, an hour after its reminders were due."""
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
    return Session.objects.get(pk=session.pk)


def test_account_is_of_everybody_by_name(cast, session):
    people = list(dict.fromkeys(item.person for item in account_for(session)))
    everybody = [cast.lead_teacher, cast.partner_teacher, cast.student, cast.other_student]
    assert set(people) == set(everybody)
    assert people == sorted(people, key=lambda each: (each.family_name, each.given_name, each.pk))


def test_account_keeps_whoever_was_reminded_and_left(cast, session):
    session.exchange.teams.filter(lead=cast.partner_teacher).update(lead=None)
    assert cast.partner_teacher in people_of(session)
    found = {item.offset_minutes: item for item in account_for(session, [cast.partner_teacher])}
    assert found[60].state == "pending"
    assert "no longer takes part" in found[1440].reason


def test_account_of_a_student_who_withdrew_says_so(cast, session):
    Message.objects.all().delete()
    Enrolment.objects.filter(student=cast.student).update(state=EnrolmentState.WITHDRAWN)
    assert set(reasons(session, cast.student).values()) == {"The student does not take part."}


def test_account_of_a_closed_account_says_so(cast, session):
    Message.objects.all().delete()
    cast.lead_teacher.is_active = False
    cast.lead_teacher.save()
    assert set(reasons(session, cast.lead_teacher).values()) == {"The account is closed."}


@pytest.mark.parametrize(
    ("own", "of_exchange", "why"),
    [([], [60], "wants no reminders"), (None, [], "No reminders are set")],
)
def test_account_without_offsets_tells_whose_choice_it_was(cast, own, of_exchange, why):
    session = make_session(make_running(cast, reminder_offsets=of_exchange), 55)
    cast.student.reminder_offsets = own
    cast.student.save()
    (item,) = account_for(session, [cast.student])
    assert item.offset_minutes is None
    assert why in item.reason


def test_account_of_a_student_who_also_facilitates_counts_the_earlier_part(cast, session):
    """Facilitating since today does not make a student of two months a newcomer."""
    Message.objects.all().delete()
    session.facilitations.create(person=cast.student)
    assert "joined after" not in reasons(session, cast.student)[60]
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)
    assert "joined after" in reasons(session, cast.student)[60]


def test_account_of_a_session_that_has_begun_says_what_happened_before(cast, session):
    begun = begin(session)
    found = reasons(begun, cast.student)
    assert found[60] == "waiting"
    assert "nearer one was due" in found[1440]
    Message.objects.all().delete()
    assert "not planned before" in reasons(begun, cast.student)[60]


def test_account_of_a_cancelled_session_keeps_what_was_sent_before(cast, session):
    reminders().update(state="sent", sent_at=timezone.now())
    cancelled = cancel_session(session, "The link broke.", by=cast.lead_teacher)
    found = reasons(cancelled, cast.student)
    assert found[60] == "sent"
    assert found[1440] == "The meeting was cancelled."


def test_account_of_a_resent_reminder_shows_both(cast, session):
    reminders().update(state="failed")
    first = reminders().get(recipient=cast.student)
    copy = resend(first, session, by=cast.office)
    (item,) = [each for each in account_for(session, [cast.student]) if each.message]
    assert (item.message, item.earlier) == (copy, (first,))
    newest = Message.objects.reminders_of(session).newest()
    assert copy in newest
    assert first not in newest


def test_account_takes_the_same_number_of_queries_for_many(cast, session):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(account_for(Session.objects.for_page().get(pk=session.pk))) > 3
        return len(queries)

    few = count()
    for number in range(30):
        enrol(session.exchange, make_user(f"many{number}"), cast.siena)
    assert count() == few
