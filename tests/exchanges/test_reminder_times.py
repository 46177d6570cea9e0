"""The teachers choose how long before its sessions an exchange reminds people."""

import pytest

from accounts.models import User
from core import audit
from core.models import Message
from core.reminding import plan_reminders
from exchanges.models import Enrolment, Exchange
from exchanges.workflow.reminders import set_reminders
from tests.exchanges.stage import make_running, make_session
from tests.exchanges.test_session_views import get, post, url
from tests.faults.rows import LONG_AGO

pytestmark = pytest.mark.django_db
DAY, HOUR = 1440, 60


@pytest.fixture
def exchange(cast):
    exchange = make_running(cast)
    for place in Enrolment.objects.all():
        place.state_changed_at -= LONG_AGO
        place.save()
    Message.objects.all().delete()
    return exchange


def test_times_that_are_saved_are_shown_and_on_record(client, cast, exchange):
    form = get(client, cast.lead_teacher, "session-reminders", exchange.pk).context["form"]
    assert form["usual"].value() == ["10080", "1440", "60"]
    typed = {"usual": ["4320"], "number": "2", "unit": "hours", "seen": form["seen"].value()}
    answer = post(client, cast.lead_teacher, "session-reminders", exchange.pk, **typed)
    assert answer.url == url("session-list", exchange.pk)

    exchange.refresh_from_db()
    assert exchange.reminder_offsets == [3 * DAY, 2 * HOUR]
    event = audit.last_event(exchange)
    assert (event.verb, event.actor) == ("exchanges.exchange.set_reminders", cast.lead_teacher)
    assert "3 days before and 2 hours before" in client.get(answer.url).content.decode()


def test_times_that_are_new_are_those_that_people_are_reminded_at(cast, exchange):
    make_session(exchange, 100)
    set_reminders(exchange, [3 * DAY, 2 * HOUR], by=cast.lead_teacher)
    plan_reminders()
    planned = Message.objects.filter(offset_minutes__isnull=False)
    assert set(planned.values_list("offset_minutes", flat=True)) == {2 * HOUR}
    assert planned.filter(recipient=cast.student).count() == 1


def test_times_that_are_none_remind_nobody(client, cast, exchange):
    make_session(exchange, 55)
    assert post(client, cast.partner_teacher, "session-reminders", exchange.pk).status_code == 302
    assert plan_reminders() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "5", "unit": "minutes"}, "from 10 minutes to 30 days before"),
        ({"number": "31", "unit": "days"}, "from 10 minutes to 30 days before"),
        ({"usual": ["10080", "4320", "1440", "180", "60", "15"]}, "Choose at most 5 reminders."),
    ],
)
def test_times_out_of_bounds_are_refused_and_kept(client, cast, exchange, typed, words):
    answer = post(client, cast.lead_teacher, "session-reminders", exchange.pk, **typed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    form = answer.context["form"]
    assert all(form[name].value() == value for name, value in typed.items())
    assert Exchange.objects.get(pk=exchange.pk).reminder_offsets == [7 * DAY, DAY, HOUR]


def test_times_that_somebody_changed_meanwhile_are_a_conflict(client, cast, exchange):
    seen = exchange.version
    set_reminders(exchange, [HOUR], by=cast.partner_teacher)
    typed = {"usual": ["1440"], "seen": seen}
    answer = post(client, cast.lead_teacher, "session-reminders", exchange.pk, **typed)
    assert answer.status_code == 409
    assert answer.context["form"]["usual"].value() == ["1440"]
    assert Exchange.objects.get(pk=exchange.pk).reminder_offsets == [HOUR]


def test_times_that_are_saved_say_so_in_the_readers_language(client, cast, exchange):
    """Whatever the browser asks for."""
    User.objects.filter(pk=cast.lead_teacher.pk).update(language="it")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = post(client, cast.lead_teacher, "session-reminders", exchange.pk, usual=["1440"])
    assert "I promemoria sono modificati." in client.get(answer.url).content.decode()
