"""The walker, walked over a real table: a synchronous session's row."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import InternalError, connections

from core import audit
from core.errors import ConflictError, RefusedError
from core.models import AuditEvent
from core.transitions import arrow, arrows
from core.workflow import Workflow
from exchanges.enums import SessionState
from exchanges.models import Session
from tests.exchanges.stage import make_exchange, make_session

S = SessionState
WALKER: Workflow[Session] = Workflow(
    "exchanges.session",
    {
        "move": arrow(S.SCHEDULED),
        "cancel": arrow(S.SCHEDULED, to=S.CANCELLED),
        "revive": arrow(S.CANCELLED, to=S.SCHEDULED),
    },
)


@pytest.fixture
def session(cast):
    return make_session(make_exchange(cast))


def cancel(session, **more):
    with WALKER.step(session, "cancel", **more) as row:
        row.cancel_reason = "strike"
        return row


def test_step_moves_the_row_and_writes_one_audit_event(cast, session):
    row = cancel(session, by=cast.office, data={"note": "kept"})

    session.refresh_from_db()
    assert (session.state, session.version, session.cancel_reason) == (S.CANCELLED, 2, "strike")
    assert row.state == S.CANCELLED
    assert session.state_changed_at > session.created_at
    event = audit.last_event(session)
    assert (event.verb, event.actor) == ("exchanges.session.cancel", cast.office)
    assert event.data == {"from": "scheduled", "to": "cancelled", "version": 2, "note": "kept"}


def test_step_without_target_leaves_the_state_and_its_moment(cast, session):
    with WALKER.step(session, "move", by=cast.office) as row:
        row.minutes = 60

    before = session.state_changed_at
    session.refresh_from_db()
    assert (session.state, session.version, session.minutes) == (S.SCHEDULED, 2, 60)
    assert session.state_changed_at == before


def test_step_from_a_wrong_state_is_refused_with_who_set_it(cast, session):
    cancel(session, by=cast.office)

    with pytest.raises(RefusedError, match="Office Example set the state to “cancelled”"):
        cancel(session, by=cast.lead_teacher)

    assert audit.events_of(session).filter(verb="exchanges.session.cancel").count() == 1


def test_step_refused_names_who_set_the_state_not_who_came_after(cast, session):
    cancel(session, by=cast.office)
    audit.record("exchanges.reminder.resend", session, by=cast.partner_teacher)
    with pytest.raises(RefusedError, match="Office Example set the state"):
        cancel(session, by=cast.lead_teacher)


def test_step_refused_without_history_names_the_state(cast, session):
    with (
        pytest.raises(RefusedError, match="the state is “scheduled”"),
        WALKER.step(session, "revive", by=cast.office),
    ):
        pytest.fail("the walker let it in")


def test_step_on_a_version_that_is_gone_is_a_conflict(cast, session):
    with WALKER.step(session, "move", by=cast.office, seen=1) as row:
        row.minutes = 60

    with pytest.raises(ConflictError):
        cancel(session, by=cast.lead_teacher, seen=1)

    session.refresh_from_db()
    assert (session.state, session.version) == (S.SCHEDULED, 2)


def test_step_hands_out_the_fresh_row_not_the_stale_one(cast, session):
    Session.objects.filter(pk=session.pk).update(title="New title")
    with WALKER.step(session, "move", by=cast.office) as row:
        assert row.title == "New title"


def test_step_that_fails_inside_leaves_nothing_behind(cast, session):
    events = AuditEvent.objects.count()

    def fail_after_changing():
        with WALKER.step(session, "cancel", by=cast.office) as row:
            row.cancel_reason = "strike"
            row.save()
            raise RefusedError("no")

    with pytest.raises(RefusedError):
        fail_after_changing()

    session.refresh_from_db()
    assert (session.state, session.version, session.cancel_reason) == (S.SCHEDULED, 1, "")
    assert AuditEvent.objects.count() == events


def test_allows_asks_the_table(session):
    assert WALKER.allows(session, "cancel")
    assert not WALKER.allows(session, "revive")


def test_step_the_database_does_not_know_is_refused_by_its_trigger(cast, session):
    """The walker's table here has an arrow that the model's own lacks."""
    row = cancel(session, by=cast.office)
    with pytest.raises(InternalError, match="cancelled"), WALKER.step(row, "revive", by=None):
        pass


def test_arrows_lists_each_pair_once():
    assert arrows(WALKER.table) == [("cancelled", "scheduled"), ("scheduled", "cancelled")]


@pytest.mark.django_db(transaction=True)
def test_step_by_rivals_on_the_same_version_has_one_winner(cast, session):
    start = Barrier(6)

    def decide(number):
        start.wait()
        try:
            with WALKER.step(session, "move", by=cast.office, seen=1) as row:
                row.minutes = 30 + number
        except ConflictError:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(6) as rivals:
        wins = sum(rivals.map(decide, range(6)))

    session.refresh_from_db()
    assert (wins, session.version) == (1, 2)
    assert audit.events_of(session).filter(verb="exchanges.session.move").count() == 1
