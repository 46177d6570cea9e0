"""Nobody facilitates two sessions at once, however many ask at the same moment."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from core.models import Message
from exchanges.models import Facilitation, Session
from exchanges.workflow.facilitation import add_facilitator
from exchanges.workflow.one_place import TwoPlacesError, constraint_of
from exchanges.workflow.session import cancel_session, move_session
from tests.cast import Cast, make_cast
from tests.exchanges.stage import make_running, make_session
from tests.exchanges.test_races import deadlocks
from tests.exchanges.test_session import plan_of
from tests.exchanges.test_session_views import move_data
from tests.rivals import at_once
from tests.waiting import one_behind_the_other

ELSEWHERE = "This person facilitates another session at that time. Ask somebody else."
MOVED_INTO = "Somebody who facilitates this session facilitates another one at that time."
TOMORROW = 24 * 60


def two_sessions(cast: Cast, apart: int = 45) -> tuple[Session, Session]:
    """Make sessions of 90 minutes in two exchanges, so many minutes apart."""
    one, other = make_running(cast), make_running(cast)
    return make_session(one, TOMORROW), make_session(other, TOMORROW + apart)


def overlaps() -> int:
    """Count pairs of sessions that one person facilitates at the same time, by their own rows."""
    held = Facilitation.objects.select_related("session").order_by("session__starts_at")
    rows = [(each.person_id, each.session.starts_at, each.session.ends_at) for each in held]
    return sum(
        one[0] == other[0] and other[1] < one[2]
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
    )


# --- One after the other ----------------------------------------------------------------------


def test_second_session_at_that_time_is_refused_without_saying_which_is_the_first(cast: Cast):
    one, other = two_sessions(cast)
    add_facilitator(one, cast.facilitator, by=cast.lead_teacher)
    with pytest.raises(TwoPlacesError) as refusal:
        add_facilitator(other, cast.facilitator, by=cast.lead_teacher)
    assert (str(refusal.value), refusal.value.field) == (ELSEWHERE, "person")
    assert Facilitation.objects.get().session == one
    assert Message.objects.filter(kind="exchanges.facilitator_added").count() == 1


def test_session_that_begins_when_the_other_ends_is_no_second_place(cast: Cast):
    one, other = two_sessions(cast)
    Session.objects.filter(pk=other.pk).update(starts_at=one.ends_at)
    for each in (one, other):
        add_facilitator(each, cast.facilitator, by=cast.lead_teacher)
    assert Facilitation.objects.count() == 2


def test_session_that_is_called_off_takes_nobodys_time(cast: Cast):
    one, other = two_sessions(cast)
    add_facilitator(one, cast.facilitator, by=cast.lead_teacher)
    cancel_session(one, "Strike", by=cast.lead_teacher)
    add_facilitator(other, cast.facilitator, by=cast.lead_teacher)
    assert Facilitation.objects.filter(is_live=True).get().session == other


# --- At the same moment -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_the_same_person_at_once_are_answered_yes_and_no():
    cast = make_cast()
    one, other = two_sessions(cast)
    facilitation, refusal = one_behind_the_other(
        lambda: add_facilitator(one, cast.facilitator, by=cast.lead_teacher),
        lambda: add_facilitator(other, cast.facilitator, by=cast.partner_teacher),
    )
    assert Facilitation.objects.get() == facilitation
    assert isinstance(refusal, TwoPlacesError)
    assert (str(refusal), refusal.field) == (ELSEWHERE, "person")
    assert Message.objects.filter(kind="exchanges.facilitator_added").count() == 1


@pytest.mark.django_db(transaction=True)
def test_rows_that_two_write_at_once_past_the_verbs_are_one():
    """The constraint alone, without the locks that keep the verbs in line."""
    cast = make_cast()
    one, other = two_sessions(cast)

    def write(session):
        try:
            return Facilitation.objects.create(session=session, person=cast.facilitator)
        except IntegrityError as error:
            return constraint_of(error)

    written, refusal = one_behind_the_other(lambda: write(one), lambda: write(other))
    assert Facilitation.objects.get() == written
    assert refusal == "facilitator_in_one_place"


@pytest.mark.django_db(transaction=True)
def test_form_of_whoever_comes_second_says_it_at_the_field_and_saves_nothing():
    cast = make_cast()
    sessions = two_sessions(cast)
    clients = [logged_in(person) for person in (cast.lead_teacher, cast.partner_teacher)]

    def ask(number):
        address = reverse("exchanges:session-facilitator-add", args=[sessions[number].pk])
        return clients[number].post(address, {"person": cast.facilitator.pk})

    first, second = one_behind_the_other(lambda: ask(0), lambda: ask(1))
    assert (first.status_code, second.status_code) == (302, 409)
    assert second.context["form"].errors == {"person": [ELSEWHERE]}
    assert ELSEWHERE in second.content.decode()
    assert f'value="{cast.facilitator.pk}" selected' in second.content.decode()
    assert Facilitation.objects.get().session == sessions[0]


@pytest.mark.django_db(transaction=True)
def test_form_that_moves_a_session_behind_another_says_it_at_the_time():
    cast = make_cast()
    one, other = two_sessions(cast, apart=10 * 60)
    for each in (one, other):
        add_facilitator(each, cast.facilitator, by=cast.lead_teacher)
    clients = [logged_in(person) for person in (cast.lead_teacher, cast.partner_teacher)]
    day = (one.local_date + timedelta(days=7)).isoformat()

    def move(number):
        session = (one, other)[number]
        session.refresh_from_db()
        data = move_data(session, local_date=day, local_time="15:00")
        return clients[number].post(reverse("exchanges:session-move", args=[session.pk]), data)

    first, second = one_behind_the_other(lambda: move(0), lambda: move(1))
    assert (first.status_code, second.status_code) == (302, 409)
    assert second.context["form"].errors == {"local_time": [MOVED_INTO]}
    before = other.starts_at
    other.refresh_from_db()
    assert (other.starts_at, other.schedule_seq) == (before, 0)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_ask_one_person_for_ten_sessions_get_one():
    cast = make_cast()
    sessions = [make_session(make_running(cast), TOMORROW + 5 * number) for number in range(10)]
    before = deadlocks()
    answers = at_once(
        [
            lambda session=session: add_facilitator(session, cast.facilitator, by=cast.lead_teacher)
            for session in [*sessions, *sessions]
        ]
    )
    assert None not in answers
    assert sum(isinstance(answer, Facilitation) for answer in answers) == 1
    assert Facilitation.objects.count() == 1
    assert deadlocks() == before


@pytest.mark.django_db(transaction=True)
def test_moves_and_requests_that_cross_never_deadlock_and_never_overlap():
    cast = make_cast()
    sessions = [
        make_session(make_running(cast), TOMORROW + 10 * 60 * number) for number in range(4)
    ]
    for session in sessions[:3]:
        add_facilitator(session, cast.facilitator, by=cast.lead_teacher)
        add_facilitator(session, cast.partner_teacher, by=cast.lead_teacher)
    later = sessions[0].local_date + timedelta(days=7)
    plans = [plan_of(session) for session in sessions]
    plans.append(plan_of(sessions[0], local_date=later))
    before = deadlocks()
    answers = at_once(
        [
            lambda session=session, plan=plan: move_session(session, plan, by=cast.lead_teacher)
            for session in sessions[:3]
            for plan in plans
        ]
        + [
            lambda person=person: add_facilitator(sessions[3], person, by=cast.lead_teacher)
            for person in (cast.facilitator, cast.partner_teacher)
        ]
    )
    assert None not in answers
    assert deadlocks() == before
    assert any(isinstance(answer, Session) for answer in answers)
    assert overlaps() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM exchanges_facilitation AS f JOIN exchanges_session AS s"
            " ON s.id = f.session_id WHERE lower(f.during) <> s.starts_at"
        )
        assert cursor.fetchone() == (0,)


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client
