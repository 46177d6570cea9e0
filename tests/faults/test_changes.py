"""Sessions are called off and moved while reminders of them go out.

The promise: once a change is committed, a sender trusts what it saw before for LOOK_SECONDS at
most; after that, no reminder of the old plan enters DATA, but for the one that it has in hand.
"""

import random
import re
import threading
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.desk import LOOK_SECONDS
from core.models import Message
from core.reminding import plan_reminders
from exchanges.models import Session
from exchanges.workflow.session import cancel_session, move_session
from tests.cast import make_cast
from tests.exchanges.stage import make_session
from tests.exchanges.test_session import plan_of
from tests.faults.conftest import wait_for
from tests.faults.rows import LONG_AGO, S, make_settled_exchange, reminders, unsettled
from tests.sink import Accepted

pytestmark = pytest.mark.faults
SENDERS = 2


class Watch:
    """When each message entered DATA, seen from the mail server."""

    def __init__(self, server):
        self.entered = []
        self._began = threading.local()
        self._keep = server.accept
        server.script, server.accept = self._note, self._accept

    def _note(self, command, _argument):
        if command == "DATA":
            self._began.at = time.monotonic()
        return ""

    def _accept(self, to, raw, connection):
        self._keep(to, raw, connection)
        message_id = re.search(rb"(?im)^Message-ID: *(\S+)", raw)[1].decode()
        self.entered.append((self._began.at, message_id, raw))

    def after(self, moment):
        """Return the reminders that entered DATA after a moment, with what they said."""
        late = {message_id for at, message_id, _raw in self.entered if at > moment}
        return list(reminders().filter(message_id__in=late))


def moved(session, by, **changes):
    """Move a session so much, in the words of its own zone."""
    session.refresh_from_db()
    there = session.starts_at + timedelta(**changes)
    wall = there.astimezone(ZoneInfo(session.zone))
    plan = plan_of(session, local_date=wall.date(), local_time=wall.time(), fold=wall.fold)
    move_session(session, plan, by=by)


def make_due_again(session):
    """Let so much time pass since the last change that the hour's reminder is due."""
    Session.objects.filter(pk=session.pk).update(schedule_changed_at=session.starts_at - LONG_AGO)


CHANGES = {
    "cancelled": lambda session, by: cancel_session(session, "Strike", by=by),
    "earlier": lambda session, by: moved(session, by, minutes=-20),
    "later": lambda session, by: moved(session, by, hours=10),
    "there and back": lambda session, by: (
        moved(session, by, hours=10),
        moved(session, by, hours=-10),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_of_a_session_whose_reminders_wait(stage, change):
    """None of the old set is sent, and the new one, when it is due, says the new time."""
    cast = make_cast()
    session = make_session(make_settled_exchange(cast), 55)
    assert plan_reminders() == 4
    CHANGES[change](session, cast.lead_teacher)
    assert stage.deliver() > 0
    assert set(reminders().values_list("state", flat=True)) == {S.SKIPPED}
    assert plan_reminders() == 0

    session.refresh_from_db()
    make_due_again(session)
    expected = 0 if change == "cancelled" else 4
    assert plan_reminders() == expected
    before = len(stage.server.accepted)
    assert stage.deliver() == expected
    assert {_beginning(item.raw) for item in stage.server.accepted[before:]} <= {
        f"{session.local_date:%Y%m%d}T{session.local_time:%H%M%S}"
    }


def _beginning(raw):
    """Return the wall time that a letter's calendar file tells."""
    for part in Accepted("", raw, 0).mail.iter_attachments():
        if part.get_content_type() == "text/calendar":
            return re.search(r"DTSTART;[^:]*:(\S+)", part.get_content())[1]
    return None


def change_at_random(session, dice, by):
    """Cancel or move a session; return the schedule that no longer holds, and since when."""
    session.refresh_from_db()
    outdated = session.schedule_seq
    if dice.random() < 0.4:
        cancel_session(session, "Strike", by=by)
    else:
        moved(session, by, minutes=dice.choice([-3, -2, 2, 3]))
    since = time.monotonic()
    session.refresh_from_db()
    make_due_again(session)
    # What people are told of the change is not what is looked at here.
    Message.objects.filter(offset_minutes=None, state=S.PENDING).delete()
    return session.pk, outdated, since


def test_changes_hammered_against_running_senders(stage):
    """Sessions are moved and cancelled at random while their reminders go out."""
    cast = make_cast()
    exchange = make_settled_exchange(cast, students=60)
    live = [make_session(exchange, 50 + number, title=f"S{number}") for number in range(8)]
    watch = Watch(stage.server)
    stage.server.pause = 0.02
    plan_reminders()
    stage.worker(SENDERS)
    stage.beat("beat")
    wait_for(lambda: len(stage.server.accepted) > 5, "the reminders to begin")

    dice = random.Random(4)  # noqa: S311 -- not a secret
    changed = []
    while live:
        session = dice.choice(live)
        changed.append(change_at_random(session, dice, cast.lead_teacher))
        live = [each for each in live if each.pk != session.pk or session.state == "scheduled"]
        wait_for(_some_more(stage), "some more to be sent")
    stage.server.pause = 0
    wait_for(lambda: unsettled() == 0, "all to be settled")

    for pk, outdated, since in changed:
        late = watch.after(since + LOOK_SECONDS)
        wrong = [each for each in late if each.target_id == pk and each.target_seq <= outdated]
        assert len(wrong) <= SENDERS
    assert max(stage.server.copies().values()) == 1


def _some_more(stage):
    goal = len(stage.server.accepted) + 10
    return lambda: len(stage.server.accepted) >= goal or unsettled() == 0
