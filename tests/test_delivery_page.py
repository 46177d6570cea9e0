from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts.models import Institution
from core.delivery_report import by_day, last_answer, queue_now, settle_trouble
from core.errors import RefusedError
from core.models import AddressTrouble, DeliveryAttempt, Message
from core.wall_times import midnight
from tests.core.mails import claim, run_out, write
from tests.exchanges.stage import make_running, make_session

pytestmark = pytest.mark.django_db
PAGE = reverse("delivery")
MAILS = reverse("delivery-mails")
ADDRESSES = reverse("delivery-addresses")
ROME = ZoneInfo("Europe/Rome")


def fail(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(
        state="failed", smtp_code=550, detail="no such user"
    )
    return message


def send(message: Message, ago: timedelta = timedelta(0)) -> Message:
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=Now() - ago)
    return message


def try_in_vain(message: Message, ago: timedelta) -> None:
    """Let a message have waited so long, and wait for its next try."""
    Message.objects.filter(pk=message.pk).update(
        attempts=3, created_at=Now() - ago, next_attempt_at=Now() + timedelta(minutes=5)
    )
    DeliveryAttempt.objects.create(message=message, outcome="pending", detail="Connection refused")


@pytest.fixture
def trouble():
    message = fail(write("gone@example.org"))
    return AddressTrouble.objects.create(
        address=message.address, message=message, smtp_code=550, detail="no such user"
    )


@pytest.fixture
def office(client, cast):
    client.force_login(cast.office)
    return client


def read(client, address: str) -> str:
    page: str = client.get(address).content.decode()
    return page


def test_queue_tells_what_is_due_sent_and_waits():
    write()
    assert claim() is not None
    write("due@example.org")
    later = write("later@example.org")
    Message.objects.filter(pk=later.pk).update(next_attempt_at=Now() + timedelta(hours=1))
    queue = queue_now()
    assert (queue.waiting, queue.due, queue.sending) == (3, 1, 1)
    assert not queue.is_late
    assert not queue.is_refused


def test_queue_that_stands_still_is_late(office):
    write()
    Message.objects.update(next_attempt_at=Now() - timedelta(minutes=11))
    assert queue_now().is_late
    assert "E-mails stand still" in read(office, PAGE)
    assert "E-mails stand still" in read(office, "/")


def test_queue_that_a_dead_worker_holds_is_due_since_its_lease_ran_out():
    write()
    message = claim()
    run_out(message)
    queue = queue_now()
    assert (queue.due, queue.sending) == (1, 0)
    Message.objects.update(lease_until=Now() - timedelta(minutes=11))
    assert queue_now().is_late


def test_queue_tried_in_vain_is_refused_until_something_gets_out(office):
    try_in_vain(write(), ago=timedelta(minutes=11))
    assert queue_now().is_refused
    for page in (PAGE, "/"):
        assert "No e-mail gets out" in read(office, page)
    assert "Connection refused" in read(office, PAGE)
    send(write(), ago=timedelta(minutes=12))
    assert queue_now().is_refused
    send(write())
    assert not queue_now().is_refused


def test_queue_tried_in_vain_for_a_moment_is_no_alarm():
    try_in_vain(write(), ago=timedelta(minutes=9))
    assert not queue_now().is_refused
    assert last_answer() == "Connection refused"


def test_days_count_each_thing_on_the_day_on_which_it_happened():
    sent = send(write(), ago=timedelta(days=2))
    Message.objects.filter(pk=sent.pk).update(created_at=Now() - timedelta(days=3))
    for ago, outcome in ((1, "failed"), (1, "expired"), (1, "pending"), (4, "skipped")):
        made = DeliveryAttempt.objects.create(message=sent, outcome=outcome)
        DeliveryAttempt.objects.filter(pk=made.pk).update(ended_at=Now() - timedelta(days=ago))
    write()

    days = by_day(5, ROME)

    today = timezone.localdate(timezone=ROME)
    assert [day.day for day in days] == [today - timedelta(days=number) for number in range(5)]
    counted = [(day.written, day.sent, day.failed, day.unneeded, day.late) for day in days]
    assert counted == [
        (1, 0, 0, 0, 0),
        (0, 0, 1, 0, 1),
        (0, 1, 0, 0, 0),
        (1, 0, 0, 0, 0),
        (0, 0, 0, 1, 0),
    ]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_are_those_of_the_readers_zone(zone):
    """The two are 25 hours apart: one is always a day behind the other."""
    write()
    [today, yesterday] = by_day(2, ZoneInfo(zone))
    assert today.day == timezone.localdate(timezone=ZoneInfo(zone))
    assert (today.written, yesterday.written) == (1, 0)
    begun = midnight(today.day, ZoneInfo(zone))
    Message.objects.update(created_at=begun - timedelta(seconds=1))
    [today, yesterday] = by_day(2, ZoneInfo(zone))
    assert (today.written, yesterday.written) == (0, 1)


def test_midnight_that_the_clocks_jump_over_is_the_moment_of_the_jump():
    assert midnight(date(2027, 4, 30), ZoneInfo("Africa/Cairo")).astimezone(UTC) == datetime(
        2027, 4, 29, 22, tzinfo=UTC
    )


def test_mails_are_listed_by_state_and_a_sealed_text_never(office, trouble):
    write("sealed@example.org", is_confidential=True)
    send(write("happy@example.org"))
    everything = read(office, MAILS)
    for address in ("gone@example.org", "sealed@example.org", "happy@example.org"):
        assert address in everything
    assert "text</p>" not in everything
    failed = read(office, f"{MAILS}?state=failed")
    assert "<bdi>550 no such user" in failed
    assert "happy@example.org" not in failed
    waiting = read(office, f"{MAILS}?state=waiting")
    assert "sealed@example.org" in waiting
    assert "gone@example.org" not in waiting
    assert "No e-mail here" in read(office, f"{MAILS}?state=unneeded")


def test_mails_that_wait_say_when_they_are_tried_next(office):
    try_in_vain(write(), ago=timedelta(minutes=1))
    assert "Next try:" in read(office, MAILS)


def test_mails_about_a_meeting_lead_to_who_was_told(office, cast):
    mine, foreign = (make_session(make_running(cast), 50, title=name) for name in ("A", "B"))
    elsewhere = Institution.objects.exclude(teams__exchange=foreign.exchange)[0]
    foreign.exchange.teams.filter(institution=cast.siena).update(institution=elsewhere)
    Message.objects.all().delete()
    for session in (mine, foreign):
        write(target=session)
    page = read(office, MAILS)
    assert reverse("exchanges:session-mail", args=[mine.pk]) in page
    assert reverse("exchanges:session-mail", args=[foreign.pk]) not in page


@pytest.mark.parametrize(("address", "number"), [(PAGE, 8), (MAILS, 7), (ADDRESSES, 5)])
def test_pages_ask_the_same_queries_for_any_number(
    office, cast, trouble, django_assert_num_queries, address, number
):
    session = make_session(make_running(cast), 50)
    fail(write(target=session))
    read(office, address)
    with django_assert_num_queries(number):
        read(office, address)
    for each in range(5):
        message = fail(write(f"gone{each}@example.org", target=session))
        AddressTrouble.objects.create(address=message.address, message=message, smtp_code=550)
    with django_assert_num_queries(number):
        read(office, address)


def test_settle_is_recorded_once(cast, trouble):
    settle_trouble(trouble, by=cast.office)
    trouble.refresh_from_db()
    assert trouble.cleared_by == cast.office
    with pytest.raises(RefusedError):
        settle_trouble(trouble, by=cast.office)


def test_settle_button_takes_the_address_off_the_list(office, cast, trouble):
    assert "1 address" in read(office, "/")
    response = office.post(reverse("delivery-settle", args=[trouble.pk]))
    assert response.url == f"{ADDRESSES}?state=open"
    assert "gone@example.org" not in read(office, response.url)
    settled = read(office, f"{ADDRESSES}?state=settled")
    assert "gone@example.org" in settled
    assert str(cast.office) in settled
    assert "1 address" not in read(office, "/")


def test_page_and_link_are_for_the_home_office_only(client, cast, trouble):
    client.force_login(cast.lead_teacher)
    assert client.get(PAGE).status_code == 403
    assert PAGE not in read(client, "/")
    client.force_login(cast.office)
    assert PAGE in read(client, "/")
