import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ve_portal.local.paths import CHECKOUT, Place
from ve_portal.local.postgres import Postgres
from ve_portal.local.services import ensure_services, starter, stop_services, sweep

_THROW_AWAY = [sys.executable, "-m", "ve_portal.local", "throw-away"]


@pytest.fixture
def here(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The place of the checkout, with nothing said in the environment, for this test."""
    monkeypatch.setenv("VE_PORTAL_DATA", str(place.root))
    for name in ("DATABASE_URL", "REDIS_URL", "LOCAL_MAILDIR", "MEDIA_ROOT"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return place


@pytest.fixture
def keeper() -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        _THROW_AWAY, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def _folder(keeper: "subprocess.Popen[str]") -> Path:
    assert keeper.stdout is not None
    database = keeper.stdout.readline().split()[0]
    return Path(parse_qs(urlsplit(database).query)["host"][0]).parent


def test_ensure_starts_both_and_remembers_who_asked(here: Place) -> None:
    ensure_services("migrate")

    assert os.environ["DATABASE_URL"] == Postgres(here).address
    assert os.environ["REDIS_URL"].startswith("redis://:")
    assert starter(here) == "migrate"


def test_ensure_when_running_does_not_change_who_asked(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_services("migrate")
    monkeypatch.delenv("DATABASE_URL")
    ensure_services("demo")

    assert starter(here) == "migrate"
    assert os.environ["DATABASE_URL"] == Postgres(here).address


def test_ensure_with_both_addresses_given_starts_nothing(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    ensure_services("migrate")

    assert not (here.root / "postgres").exists()
    assert not (here.root / "valkey").exists()


def test_stop_forgets_who_asked_and_keeps_the_data(here: Place) -> None:
    ensure_services("migrate")
    stop_services(here)

    assert starter(here) == ""
    assert not Postgres(here).is_running()
    assert (here.root / "postgres" / "PG_VERSION").exists()


def test_throw_away_services_vanish_with_whoever_holds_them(
    keeper: "subprocess.Popen[str]",
) -> None:
    folder = _folder(keeper)
    assert folder.exists()
    keeper.communicate(timeout=30)

    assert keeper.returncode == 0
    assert not folder.exists()


def test_sweep_removes_what_a_killed_keeper_left_and_spares_the_living(
    keeper: "subprocess.Popen[str]",
) -> None:
    folder = _folder(keeper)
    sweep()
    assert folder.exists()

    keeper.send_signal(signal.SIGKILL)
    keeper.wait(timeout=10)
    sweep()
    assert not folder.exists()


def test_with_gives_a_command_its_services_and_returns_its_status() -> None:
    script = "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'] else 1)"
    command = [sys.executable, "-m", "ve_portal.local", "with", sys.executable, "-c", script]

    assert subprocess.run(command, cwd=CHECKOUT, check=False).returncode == 7
