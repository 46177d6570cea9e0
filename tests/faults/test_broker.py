"""The broker dies, forgets or freezes: the rows wait, and the portal's pages do not."""

from collections import Counter

import pytest
from django.test import override_settings
from django.urls import reverse

from core.models import Message
from core.reminding import plan_reminders
from tests.cast import PASSWORD, make_cast
from tests.exchanges.stage import make_session
from tests.faults.conftest import wait_for
from tests.faults.rows import S, ids, make_settled_exchange, reminders, unsettled, write

pytestmark = pytest.mark.faults


def test_broker_killed_loses_nothing(stage):
    stage.worker()
    stage.beat("beat")
    first = write(3)
    wait_for(lambda: unsettled() == 0, "the first messages to go")

    stage.broker.kill()
    second = write(5)
    assert stage.deliver() == len(second)

    third = write(4)
    stage.broker.start()
    wait_for(lambda: unsettled() == 0, "the messages to go once the broker is back")

    assert stage.server.copies() == Counter(ids([*first, *second, *third]))


def test_broker_that_forgets_or_freezes_loses_nothing(stage):
    """What was in the queue is gone, and for a while nothing answers: the rows are still there."""
    exchange = make_settled_exchange(make_cast(), students=10)
    make_session(exchange, 55)
    plan_reminders()
    # No worker takes these bells: they are all that the queue holds.
    for _number in range(5):
        stage.ring()
    stage.broker.flush()
    stage.worker()
    stage.beat("beat")
    wait_for(lambda: reminders().filter(state=S.SENT).count() == 14, "the reminders to go")

    stage.broker.freeze()
    make_session(exchange, 50)
    written = write(5)
    wait_for(lambda: "imeout" in stage.log("beat"), "beat to ring in vain")
    by_hand = [stage.hand("reminders"), stage.hand("deliver_mail")]
    assert [process.wait() for process in by_hand] == [0, 0]
    written += write(5)
    stage.broker.thaw()

    wait_for(lambda: unsettled() == 0, "the rest to go once the broker answers again")
    assert stage.server.copies() == Counter(ids([*written, *reminders()]))
    assert reminders().count() == 28


@pytest.fixture(params=["killed", "frozen"])
def dead_broker(request, stage):
    """The portal's own broker, out of order; the limits of the logins are on."""
    if request.param == "killed":
        stage.broker.kill()
    else:
        stage.broker.freeze()
    with override_settings(
        CELERY_BROKER_URL=stage.broker.address,
        ACCOUNT_RATE_LIMITS={},
    ):
        yield stage


def test_broker_out_of_order_keeps_no_page_from_answering(dead_broker, client):
    """Somebody cancels a session; the messages wait in their rows."""
    cast = make_cast()
    session = make_session(make_settled_exchange(cast))
    client.force_login(cast.lead_teacher)
    page = reverse("exchanges:session-cancel", args=[session.pk])
    assert client.get(page).status_code == 200

    answer = client.post(page, {"reason": "Strike", "seen": session.version})

    assert answer.status_code == 302
    session.refresh_from_db()
    assert session.state == "cancelled"
    told = Message.objects.filter(kind="exchanges.session_cancelled")
    assert told.filter(recipient=cast.student).count() == 1
    dead_broker.deliver()
    assert set(told.values_list("state", flat=True)) == {S.SENT}


def test_broker_out_of_order_keeps_nobody_from_logging_in(dead_broker, client):
    cast = make_cast()
    login = {"login": cast.lead_teacher.email, "password": PASSWORD}
    client.raise_request_exception = False

    assert client.post(reverse("account_login"), login).status_code == 302
