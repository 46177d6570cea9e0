from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ve_portal.local.maildir import FOLDERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def maildir(tmp_path: Path, settings: Settings) -> Path:
    for name in FOLDERS:
        (tmp_path / name).mkdir()
    settings.LOCAL_MAILDIR = str(tmp_path)
    return tmp_path


def _keep(maildir: Path, key: str, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "office@example.org", "student@example.org"
    message["Subject"] = subject
    message.set_content("Perché no?\n<script>alert(1)</script>\nhttps://example.org/join")
    message.add_alternative("<h1>in colour</h1>", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", "text", "calendar", filename="session.ics")
    (maildir / "new" / key).write_bytes(bytes(message))


def test_list_shows_the_newest_first(client: Client, maildir: Path) -> None:
    _keep(maildir, "1000.M1P1Q1.host", "Sessione di domani")
    _keep(maildir, "2000.M1P1Q1.host", "<b>Approved</b>")

    page = client.get(reverse("local-mail-list")).content.decode()
    assert page.index("&lt;b&gt;Approved") < page.index("Sessione di domani")


def test_detail_shows_text_as_text_and_lists_attachments(client: Client, maildir: Path) -> None:
    _keep(maildir, "1000.M1P1Q1.host", "Sessione di domani")

    page = client.get(reverse("local-mail-detail", args=["1000.M1P1Q1.host"])).content.decode()
    assert "Perché no?" in page
    assert "<script>alert" not in page
    assert "in colour" not in page
    assert 'href="https://example.org/join"' in page
    assert "session.ics" in page


def test_reading_moves_nothing(client: Client, maildir: Path) -> None:
    _keep(maildir, "1000.M1P1Q1.host", "Sessione di domani")
    client.get(reverse("local-mail-detail", args=["1000.M1P1Q1.host"]))

    assert [path.name for path in (maildir / "new").iterdir()] == ["1000.M1P1Q1.host"]


@pytest.mark.parametrize("key", ["2000.M1P1Q1.host", "..", "new"])
def test_detail_of_no_message_is_not_found(client: Client, maildir: Path, key: str) -> None:
    assert client.get(f"/mail/{key}/").status_code == 404


def test_list_before_the_first_message_says_so(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.LOCAL_MAILDIR = str(tmp_path)

    assert "No mail yet" in client.get(reverse("local-mail-list")).content.decode()


@pytest.mark.parametrize(
    ("development", "folder"), [(False, "/somewhere"), (True, "")], ids=["production", "no demo"]
)
def test_list_outside_the_demo_is_not_found(
    client: Client, settings: Settings, development: bool, folder: str
) -> None:
    settings.DEVELOPMENT, settings.LOCAL_MAILDIR = development, folder

    assert client.get(reverse("local-mail-list")).status_code == 404
