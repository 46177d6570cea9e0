from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from core.delivery_report import by_day, queue_now, settle_trouble
from core.errors import RefusedError
from core.models import AddressTrouble, Message
from tests.core.mails import claim, write

pytestmark = pytest.mark.django_db
PAGE = reverse("delivery")


def fail(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(
        state="failed", smtp_code=550, detail="no such user"
    )
    return message


@pytest.fixture
def trouble():
    message = fail(write("gone@example.org"))
    return AddressTrouble.objects.create(
        address=message.address, message=message, smtp_code=550, detail="no such user"
    )


def test_queue_tells_what_is_due_sent_and_waits():
    write()
    assert claim() is not None
    write("due@example.org")
    later = write("later@example.org")
    Message.objects.filter(pk=later.pk).update(next_attempt_at=Now() + timedelta(hours=1))
    queue = queue_now()
    assert (queue.waiting, queue.due, queue.sending) == (3, 1, 1)
    assert not queue.is_late


def test_queue_that_stands_still_is_late(client, cast):
    write()
    Message.objects.update(next_attempt_at=Now() - timedelta(minutes=11))
    assert queue_now().is_late
    client.force_login(cast.office)
    assert "E-mails stand still" in client.get(PAGE).content.decode()


def test_days_are_those_of_the_readers_zone():
    write()
    fail(write())
    old = write()
    Message.objects.filter(pk=old.pk).update(created_at=Now() - timedelta(days=20))
    [day] = by_day(14, ZoneInfo("Africa/Cairo"))
    assert (day.written, day.waiting, day.failed, day.sent) == (2, 1, 1, 0)


def test_page_lists_what_failed_and_never_a_sealed_text(client, cast, trouble):
    write("sealed@example.org", is_confidential=True)
    client.force_login(cast.office)
    page = client.get(PAGE).content.decode()
    assert page.count("gone@example.org") == 2
    assert "no such user" in page
    assert "sealed@example.org" not in page


def test_page_asks_the_same_queries_for_any_number(
    client, cast, trouble, django_assert_num_queries
):
    client.force_login(cast.office)
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)
    for number in range(5):
        fail(write(f"gone{number}@example.org"))
    with django_assert_num_queries(8):
        client.get(PAGE)


def test_settle_is_recorded_once(cast, trouble):
    settle_trouble(trouble, by=cast.office)
    trouble.refresh_from_db()
    assert trouble.cleared_by == cast.office
    with pytest.raises(RefusedError):
        settle_trouble(trouble, by=cast.office)


def test_settle_button_takes_the_address_off_the_list(client, cast, trouble):
    client.force_login(cast.office)
    response = client.post(reverse("delivery-settle", args=[trouble.pk]))
    assert response.url == PAGE
    assert client.get(PAGE).content.decode().count("gone@example.org") == 1


def test_page_and_link_are_for_the_home_office_only(client, cast):
    client.force_login(cast.lead_teacher)
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/").content.decode()
    client.force_login(cast.office)
    assert PAGE in client.get("/").content.decode()
