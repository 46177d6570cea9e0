from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from core import audit
from core.errors import ConflictError, RefusedError
from core.meetings import Plan
from core.models import Message
from exchanges.enums import DesignSection, ExchangeState, SessionState
from exchanges.models import Exchange, Session
from exchanges.people import participants_of
from exchanges.workflow.confirmation import unconfirmed_sections
from exchanges.workflow.session import (
    NewSession,
    Words,
    cancel_session,
    edit_session,
    hold_session,
    move_session,
    schedule_sessions,
)
from exchanges.workflow.team import confirm
from tests.exchanges.stage import make_exchange, make_running, make_session

pytestmark = pytest.mark.django_db
S = SessionState


def plan_of(session, **changes):
    values = {
        "local_date": session.local_date,
        "local_time": session.local_time,
        "minutes": session.minutes,
        "link": session.link,
        "fold": session.fold,
    }
    return Plan(**(values | changes))


def schedule(exchange, plan, by, title="Opening"):
    anchor = exchange.teams.get(is_initiator=True).institution
    [session] = schedule_sessions(exchange, [NewSession(title, anchor, plan)], by=by)
    return session


def test_schedule_keeps_wall_time_zone_and_moment(cast):
    exchange = make_exchange(cast)
    day = timezone.localdate() + timedelta(days=3)

    session = schedule(exchange, Plan(day, time(14)), cast.lead_teacher)

    session.refresh_from_db()
    assert (session.local_date, session.local_time) == (day, time(14))
    assert (session.zone, session.schedule_seq, session.state) == ("Europe/Rome", 0, S.SCHEDULED)
    assert timezone.localtime(session.starts_at).time() == time(14)
    assert audit.last_event(session).actor == cast.lead_teacher


@pytest.mark.parametrize("state", [ExchangeState.DRAFT, ExchangeState.RETURNED])
def test_schedule_during_design_makes_confirmations_lapse(cast, state):
    exchange = make_exchange(cast, state)
    team = exchange.teams.get(is_initiator=True)
    confirm(team, seen=exchange.design_version, by=cast.lead_teacher)

    schedule(exchange, Plan(exchange.ends_on, time(14)), cast.lead_teacher)

    team.refresh_from_db()
    assert not team.is_confirmed
    assert unconfirmed_sections(team) == [DesignSection.SYLLABUS]


def test_schedule_in_a_live_exchange_leaves_the_design_alone(cast):
    exchange = make_running(cast)
    schedule(exchange, Plan(exchange.ends_on, time(14)), cast.lead_teacher)
    exchange.refresh_from_db()
    assert exchange.design_version == 1


@pytest.mark.parametrize(
    "state", [ExchangeState.SUBMITTED, ExchangeState.COMPLETED, ExchangeState.CANCELLED]
)
def test_schedule_when_the_exchange_is_not_the_teachers_is_refused(cast, state):
    exchange = make_exchange(cast, state)
    with pytest.raises(RefusedError):
        schedule(exchange, Plan(exchange.ends_on, time(14)), cast.lead_teacher)


@pytest.mark.parametrize("days", [-1, 1])
def test_schedule_outside_the_exchange_is_refused(cast, days):
    exchange = make_exchange(cast)
    day = exchange.starts_on - timedelta(days=1) if days < 0 else exchange.ends_on + timedelta(1)
    with pytest.raises(RefusedError, match="dates of the exchange"):
        schedule(exchange, Plan(day, time(14)), cast.lead_teacher)


def test_schedule_at_a_time_that_does_not_exist_is_refused_and_leaves_nothing(cast):
    exchange = make_exchange(cast)
    Exchange.objects.update(starts_on=date(2027, 3, 1), ends_on=date(2027, 4, 30))
    good = NewSession("A", cast.siena, Plan(date(2027, 3, 3), time(14)))
    bad = NewSession("B", cast.siena, Plan(date(2027, 3, 28), time(2, 30)))

    with pytest.raises(RefusedError, match="does not exist"):
        schedule_sessions(exchange, [good, bad], by=cast.lead_teacher)

    assert not Session.objects.exists()
    exchange.refresh_from_db()
    assert (exchange.version, exchange.design_version) == (1, 1)


def test_schedule_the_later_of_two_equal_times_is_an_hour_later(cast):
    exchange = make_exchange(cast)
    Exchange.objects.update(starts_on=date(2027, 10, 1), ends_on=date(2027, 11, 30))
    day, at = date(2027, 10, 31), time(2, 30)

    earlier, later = (
        schedule(exchange, Plan(day, at, fold=fold), cast.lead_teacher) for fold in (0, 1)
    )

    assert later.starts_at - earlier.starts_at == timedelta(hours=1)


def test_move_grows_the_sequence_and_tells_everybody_old_and_new(cast):
    session = make_session(make_running(cast))
    before = session.schedule_changed_at

    row = move_session(
        session, plan_of(session, local_time=time(9, 15)), by=cast.lead_teacher, seen=1
    )

    row.refresh_from_db()
    assert (row.schedule_seq, row.local_time, row.version) == (1, time(9, 15), 2)
    assert row.schedule_changed_at > before
    told = set(Message.objects.values_list("address", flat=True))
    assert told == set(participants_of(row.exchange).values_list("email", flat=True))
    assert {cast.student.email, cast.partner_teacher.email, cast.facilitator.email} <= told
    assert not {cast.office.email, cast.stranger.email} & told


def test_move_each_reader_reads_their_own_zone_and_language(cast):
    session = make_session(make_running(cast))
    cast.student.language = "it"
    cast.student.save()

    move_session(session, plan_of(session, local_time=time(9, 15)), by=cast.lead_teacher)

    italian = Message.objects.get(address=cast.student.email)
    moroccan = Message.objects.get(address=cast.other_student.email)
    assert italian.language == "it"
    assert "9:15" in italian.text
    assert "Europe/Rome" in italian.text
    assert "08:15" in moroccan.text
    assert "Africa/Casablanca" in moroccan.text
    [attached] = moroccan.attachments
    assert attached["type"] == "text/calendar; method=REQUEST"
    assert "SEQUENCE:1" in attached["content"]
    assert cast.other_student.email in attached["content"].replace("\r\n ", "")


def test_move_of_length_or_link_alone_keeps_the_time(cast):
    session = make_session(make_running(cast))
    changed = plan_of(session, minutes=60, link="https://meet.example.org/new")

    move_session(session, changed, by=cast.lead_teacher)

    text = Message.objects.get(address=cast.student.email).text
    assert "The time is the same" in text
    assert "60 minutes instead of 90" in text
    assert "https://meet.example.org/new" in text


def test_move_in_a_draft_tells_nobody(cast):
    session = make_session(make_exchange(cast))
    move_session(session, plan_of(session, minutes=60), by=cast.lead_teacher)
    assert not Message.objects.exists()


def test_move_to_the_same_plan_is_refused_and_the_sequence_stays(cast):
    session = make_session(make_running(cast))
    with pytest.raises(RefusedError, match="already"):
        move_session(session, plan_of(session), by=cast.lead_teacher)
    session.refresh_from_db()
    assert (session.schedule_seq, session.version) == (0, 1)


def test_move_of_a_version_that_is_gone_is_a_conflict_and_tells_nobody(cast):
    session = make_session(make_running(cast))
    edit_session(session, Words("Other"), by=cast.lead_teacher, seen=1)
    with pytest.raises(ConflictError):
        move_session(session, plan_of(session, minutes=60), by=cast.partner_teacher, seen=1)
    assert not Message.objects.exists()


def test_edit_changes_the_words_and_not_the_sequence(cast):
    session = make_session(make_running(cast))
    row = edit_session(session, Words("Dialogue", "Groups"), by=cast.lead_teacher)
    row.refresh_from_db()
    assert (row.title, row.agenda, row.schedule_seq) == ("Dialogue", "Groups", 0)
    assert not Message.objects.exists()


def test_cancel_tells_everybody_why_and_takes_it_out_of_calendars(cast):
    session = make_session(make_running(cast))

    row = cancel_session(session, "Strike", by=cast.lead_teacher)

    row.refresh_from_db()
    assert (row.state, row.schedule_seq, row.cancel_reason) == (S.CANCELLED, 1, "Strike")
    message = Message.objects.get(address=cast.student.email)
    assert "Strike" in message.text
    [attached] = message.attachments
    assert attached["type"] == "text/calendar; method=CANCEL"
    assert "STATUS:CANCELLED" in attached["content"]


def test_cancel_twice_is_refused_with_who_did(cast):
    session = make_session(make_running(cast))
    cancel_session(session, "Strike", by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="Lead Example"):
        cancel_session(session, "Strike", by=cast.partner_teacher)


def test_hold_before_it_begins_is_refused(cast):
    session = make_session(make_running(cast), in_minutes=10)
    with pytest.raises(RefusedError, match="not begun"):
        hold_session(session, by=cast.lead_teacher)


def test_hold_after_it_began_keeps_the_sequence(cast):
    session = make_session(make_running(cast), in_minutes=-10)
    row = hold_session(session, by=cast.lead_teacher)
    row.refresh_from_db()
    assert (row.state, row.schedule_seq) == (S.HELD, 0)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"minutes": 5}, "session_length_is_sane"),
        ({"link": "http://meet.example.org"}, "session_link_is_https"),
        ({"link": "javascript:alert(1)"}, "session_link_is_https"),
        ({"state": "cancelled"}, "session_cancelled_for_a_reason"),
        ({"fold": 2}, "session_fold_is_binary"),
    ],
)
def test_session_that_cannot_be_is_refused_by_the_database(cast, values, constraint):
    session = make_session(make_exchange(cast))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**values)


def test_session_state_cannot_go_back_in_sql(cast):
    session = make_session(make_running(cast), in_minutes=-10)
    hold_session(session, by=cast.lead_teacher)
    with pytest.raises(InternalError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(state="scheduled")


def test_session_anchor_cannot_be_deleted(cast):
    make_session(make_exchange(cast))
    with pytest.raises(ProtectedError):
        cast.siena.delete()
