import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models.functions import Now

from core import delivery
from core.models import Message
from tests.core.mails import claim, make_due, run_out, write

S = Message.State


@pytest.mark.django_db
def test_claim_leased_message_is_left_to_its_holder():
    write()
    assert claim() is not None
    assert claim() is None


@pytest.mark.django_db
def test_claim_message_that_waits_is_left():
    message = write()
    Message.objects.update(next_attempt_at=Now() + timedelta(minutes=1))
    assert claim() is None
    make_due(message)
    assert claim().pk == message.pk


@pytest.mark.django_db
def test_claim_takes_the_oldest_first_up_to_the_limit():
    written = [write(f"r{number}@example.org") for number in range(4)]
    claimed = Message.objects.claim(3, 60, delivery.GIVE_UP_AFTER)
    assert [message.pk for message in claimed] == [message.pk for message in written[:3]]


@pytest.mark.django_db
def test_release_gives_back_as_if_nobody_had_claimed():
    message = write()
    held = claim()
    Message.objects.release([held])
    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_token) == (S.PENDING, 0, None)
    assert claim().pk == message.pk


@pytest.mark.django_db
def test_release_of_what_another_worker_holds_changes_nothing():
    message = write()
    first = claim()
    run_out(message)
    second = claim()
    Message.objects.release([first])
    message.refresh_from_db()
    assert message.lease_token == second.lease_token


@pytest.mark.django_db
def test_settle_after_the_lease_ran_out_changes_nothing():
    """A worker that was away too long must not overrule the one that took over."""
    message = write()
    first = claim()
    run_out(message)
    second = claim()

    assert delivery._settle(first, delivery.Outcome(S.FAILED, 550, "late answer")) is False

    message.refresh_from_db()
    assert (message.state, message.lease_token) == (S.SENDING, second.lease_token)
    assert delivery._settle(second, delivery.Outcome(S.SENT)) is True
    assert [attempt.outcome for attempt in message.tries.all()] == ["lease lost"]
    message.refresh_from_db()
    assert message.state == S.SENT


@pytest.mark.django_db(transaction=True)
def test_claim_rivals_never_hold_the_same_message():
    for _number in range(40):
        write()
    start = threading.Barrier(4)

    def work():
        start.wait()
        claimed = []
        try:
            while message := claim():
                claimed.append(message.pk)
        finally:
            connections.close_all()
        return claimed

    with ThreadPoolExecutor(4) as rivals:
        claims = [rivals.submit(work) for _ in range(4)]
        claimed = [pk for each in claims for pk in each.result()]

    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 40


@pytest.mark.django_db
def test_claim_uses_the_index_of_due_messages():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_message (message_id, kind, address, language, subject, text, html,"
            " attachments, is_confidential, target_type, state, sent_at, attempts, detail)"
            " SELECT n::text, 'core.test', 'a@example.org', 'en', '', '', '', '[]', false, '',"
            " 'sent', now(), 1, '' FROM generate_series(1, 3000) n"
        )
        cursor.execute("ANALYZE core_message")
        cursor.execute(
            "EXPLAIN SELECT id FROM core_message"
            " WHERE (state = 'pending' AND next_attempt_at <= statement_timestamp())"
            " OR (state = 'sending' AND lease_until <= statement_timestamp())"
            " ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "message_due" in plan


@pytest.mark.django_db
def test_deliver_due_message_that_kills_its_senders_fails_in_the_end():
    message = write()
    for _number in range(delivery.MAX_DEATHS):
        assert claim().pk == message.pk
        run_out(message)

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert message.state == S.FAILED
