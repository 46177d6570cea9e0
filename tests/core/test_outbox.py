import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction

from core import outbox
from core.delivery import deliver_due
from core.errors import RefusedError
from core.models import Message
from core.seals import unseal
from tests.cast import make_user
from tests.core.mails import make_envelope

pytestmark = pytest.mark.django_db


def test_write_title_with_line_breaks_makes_one_subject_line():
    title = "Migration\r\nBcc: everybody@example.org\n\u2028X"

    message = outbox.write(make_envelope(), title, "text")

    assert message.subject == "Migration Bcc: everybody@example.org X"
    deliver_due()
    assert mail.outbox[0].message()["Bcc"] is None


def test_write_long_title_is_cut_to_fit():
    assert len(outbox.write(make_envelope(), "x" * 999, "text").subject) == outbox.SUBJECT_LENGTH


def test_write_confidential_message_is_sealed_at_rest():
    message = outbox.write(
        make_envelope(is_confidential=True), "Invitation", "secret-token", "<p>secret-token</p>"
    )

    stored = Message.objects.values_list("text", "html").get(pk=message.pk)
    assert "secret-token" not in "".join(stored)
    assert unseal(stored[0]) == "secret-token"


def test_write_confidential_message_with_attachment_is_refused():
    part = {"name": "a.txt", "type": "text/plain", "content": "secret"}
    with pytest.raises(ValueError, match="no attachments"):
        outbox.write(make_envelope(is_confidential=True, attachments=[part]), "s", "t")


def test_write_message_id_is_unique_and_names_the_portal():
    first, second = (outbox.write(make_envelope(), "s", "t") for _ in range(2))

    assert first.message_id != second.message_id
    assert first.message_id.endswith("@localhost>")


def test_write_many_writes_all_rows_due_at_once():
    letter = outbox.Draft("s", "t")
    addresses = [f"reader{n}@example.org" for n in range(3)]

    rows = outbox.write_many((make_envelope(address), letter) for address in addresses)

    assert [row.address for row in rows] == addresses
    assert all(row.pk and row.next_attempt_at for row in rows)
    assert deliver_due() == 3


def test_write_in_a_transaction_that_fails_leaves_no_message():
    def change_that_fails():
        with transaction.atomic():
            outbox.write(make_envelope(), "s", "t")
            raise RefusedError("no")

    with pytest.raises(RefusedError):
        change_that_fails()

    assert not Message.objects.exists()


def test_envelope_for_user_takes_their_language_and_zone():
    user = make_user("reader", language="it", time_zone="Africa/Cairo")

    envelope = outbox.envelope_for(user, "core.test", target=user)

    assert (envelope.language, envelope.zone) == ("it", "Africa/Cairo")
    message = outbox.write(envelope, "s", "t")
    assert (message.recipient, message.target_type) == (user, "accounts.user")
    assert list(Message.objects.about(user.pk)) == [message]


def test_write_copy_is_a_message_of_its_own():
    first = outbox.write(make_envelope(), "s", "t", "<p>t</p>")
    deliver_due()

    copy = outbox.write_copy(first)

    assert copy.message_id != first.message_id
    assert (copy.state, copy.attempts, copy.text) == (Message.State.PENDING, 0, "t")


def test_write_copy_of_confidential_message_is_refused():
    message = outbox.write(make_envelope(is_confidential=True), "s", "t")
    with pytest.raises(RefusedError, match="secret link"):
        outbox.write_copy(message)


def test_message_lease_without_sending_is_impossible():
    message = outbox.write(make_envelope(), "s", "t")
    with pytest.raises(IntegrityError, match="message_lease_only_while_sending"):
        Message.objects.filter(pk=message.pk).update(state="sending")


def test_message_sent_without_moment_is_impossible():
    message = outbox.write(make_envelope(), "s", "t")
    with pytest.raises(IntegrityError, match="message_sent_at_only_when_sent"):
        Message.objects.filter(pk=message.pk).update(state="sent")


def test_lease_is_longer_than_twice_the_smtp_timeout():
    assert settings.OUTBOX_LEASE_SECONDS > 2 * settings.EMAIL_TIMEOUT
