import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ve_portal.local import demo
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import CHECKOUT, Place


@pytest.fixture
def here(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The place of the checkout, for this test."""
    monkeypatch.setenv("VE_PORTAL_DATA", str(place.root))
    for name in ("PORT", "EMAIL_HOST", "EMAIL_PORT", "SITE_ORIGIN", "LOCAL_MAILDIR", "LOG_LEVEL"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return place


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def test_second_demo_names_the_address_of_the_first(here: Place) -> None:
    with demo.claimed():
        first = demo.address()

        with pytest.raises(LocalServiceError, match=f"running already: {first}"), demo.claimed():
            pass


def test_demo_after_the_first_has_ended_is_granted(here: Place) -> None:
    for _ in range(2):
        with demo.claimed():
            pass


def test_demo_on_a_taken_port_that_was_asked_for_says_how_to_choose_another(
    here: Place, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))

    with pytest.raises(LocalServiceError, match="PORT="), demo.claimed():
        pass


def test_demo_on_a_port_that_is_no_number_says_so(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "eighty")

    with pytest.raises(LocalServiceError, match="“eighty”"), demo.claimed():
        pass


def test_demo_points_mail_at_its_listener_and_links_at_its_port(here: Place) -> None:
    with demo.claimed():
        assert os.environ["EMAIL_HOST"] == "127.0.0.1"
        assert os.environ["SITE_ORIGIN"] == f"http://127.0.0.1:{os.environ['PORT']}"
        assert os.environ["LOCAL_MAILDIR"] == str(here.mail)


def test_demo_with_a_mail_server_given_keeps_it(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_HOST", "smtp.example.org")

    with demo.claimed():
        assert os.environ["EMAIL_HOST"] == "smtp.example.org"


def test_reset_of_services_that_are_not_its_own_is_refused(here: Place) -> None:
    with pytest.raises(LocalServiceError, match="nothing was cleared"):
        demo.reset()
    assert here.logs.exists()


def test_reset_clears_what_the_demo_made_and_nothing_else(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    thesis = here.root / "thesis.txt"
    thesis.write_text("years of work")

    demo.reset()
    assert list(here.root.iterdir()) == [thesis]
    thesis.unlink()


def test_manage_where_the_data_cannot_be_kept_says_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = {
        "PATH": os.environ["PATH"],
        "VE_PORTAL_DATA": str(tmp_path / "file" / "data"),
    }
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "VE_PORTAL_DATA" in answer.stderr
