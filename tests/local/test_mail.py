import mailbox
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ve_portal.local import processes
from ve_portal.local.broker import free_port
from ve_portal.local.mail import KEPT_MESSAGES
from ve_portal.local.maildir import REFUSED_DOMAIN, newest_first


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    # An empty folder that exists already, as the demo makes it.
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def port(maildir: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "ve_portal.local.mail", "--port", str(port)]
    with subprocess.Popen([*command, "--maildir", str(maildir)]) as listener:
        assert processes.wait_until(lambda: free_port(port) != port, 20)
        yield port
        listener.terminate()
        assert listener.wait(timeout=10) == 0


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "office@example.org", "student@example.org"
    message["Subject"] = subject
    message.set_content("Gentile studentessa, la sessione è domani.")
    return message


def _subjects(maildir: Path) -> list[str]:
    box = mailbox.Maildir(maildir, create=False)
    return [str(box[key]["Subject"]) for key in newest_first(box)]


def test_listener_keeps_each_message(port: int, maildir: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.send_message(_message("first"))
        line.send_message(_message("second"))

    assert _subjects(maildir) == ["second", "first"]


def test_listener_forgets_the_oldest(port: int, maildir: Path) -> None:
    box = mailbox.Maildir(maildir, create=False)
    for number in range(KEPT_MESSAGES):
        (maildir / "new" / f"{1000000000 + number}.M0P1Q1.host").write_bytes(
            bytes(_message(f"old {number}"))
        )
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.send_message(_message("newest"))

    assert len(box) == KEPT_MESSAGES
    assert _subjects(maildir)[0] == "newest"
    assert _subjects(maildir)[-1] == "old 1"


def test_listener_on_a_taken_port_says_so(port: int, maildir: Path) -> None:
    command = [sys.executable, "-m", "ve_portal.local.mail", "--port", str(port)]
    second = subprocess.run(
        [*command, "--maildir", str(maildir)], capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert second.stderr.startswith(f"Mail cannot be taken on port {port}")
    assert "Traceback" not in second.stderr


def test_listener_refuses_whom_it_does_not_know(port: int, maildir: Path) -> None:
    message = _message("lost")
    message.replace_header("To", f"somebody@{REFUSED_DOMAIN}")
    with smtplib.SMTP("127.0.0.1", port) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            line.send_message(message)
        line.send_message(_message("kept"))

    assert [code for code, _words in refused.value.recipients.values()] == [550]
    assert _subjects(maildir) == ["kept"]
