import pytest

from core.delivery import deliver_due
from core.models import AddressTrouble
from tests.core.mails import write
from tests.sink import sink


@pytest.fixture
def server(settings):
    """A real SMTP server that the outbox sends to."""
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.mark.django_db
def test_deliver_due_address_refused_for_good_is_noted_once_and_cleared_when_it_works(server):
    server.script = lambda command, _: "550 5.1.1 no such user" if command == "RCPT" else ""
    for _number in range(2):
        write("Gone@example.org")
    deliver_due()

    trouble = AddressTrouble.objects.get()
    assert (trouble.address, trouble.smtp_code) == ("Gone@example.org", 550)
    assert "no such user" in trouble.detail

    server.script = lambda _command, _argument: ""
    write("gone@example.org")
    assert deliver_due() == 1
    assert not AddressTrouble.objects.open().exists()


@pytest.mark.django_db
def test_deliver_due_message_refused_for_its_content_blames_no_address(server):
    server.script = lambda command, _: "554 5.7.1 spam" if command == "DATA" else ""
    write()
    deliver_due()
    assert not AddressTrouble.objects.exists()
