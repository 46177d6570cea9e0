import os
import signal
from pathlib import Path

import pytest

from ve_portal.local import processes
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import Place
from ve_portal.local.postgres import Postgres
from ve_portal.local.programs import postgres_folder


def _ask(postgres: Postgres, question: str) -> str:
    folder, _ = postgres_folder(postgres.place, None)
    command: list[str | Path] = [folder / "psql", "-qAt", "-c", question, postgres.address]
    answer = postgres.place.user.run(command)
    assert answer.returncode == 0, answer.stdout
    return answer.stdout.strip()


def _pid(postgres: Postgres) -> int:
    return int((postgres.data / "postmaster.pid").read_text().splitlines()[0])


@pytest.fixture
def postgres(place: Place) -> Postgres:
    server = Postgres(place, durable=False)
    assert server.start()
    return server


def test_start_on_nothing_serves_unicode_from_a_socket_only(postgres: Postgres) -> None:
    assert _ask(postgres, "SELECT lower('ÀÉ')") == "àé"
    assert _ask(postgres, "SHOW listen_addresses") == ""


def test_start_when_running_does_nothing(postgres: Postgres) -> None:
    before = _pid(postgres)

    assert not postgres.start()
    assert _pid(postgres) == before


def test_start_after_stop_keeps_the_data(postgres: Postgres) -> None:
    _ask(postgres, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept")
    postgres.stop()

    assert not postgres.is_running()
    assert postgres.start()
    assert _ask(postgres, "SELECT n FROM kept") == "7"


def test_start_after_a_kill_repairs(postgres: Postgres) -> None:
    pid = _pid(postgres)
    os.kill(pid, signal.SIGKILL)
    processes.wait_until(lambda: not processes.command_line(pid), 10)

    assert not postgres.is_running()
    assert postgres.start()
    assert _ask(postgres, "SELECT 1") == "1"


def test_start_with_a_pid_file_of_somebody_else_spares_them_and_starts(postgres: Postgres) -> None:
    postgres.stop()
    somebody = os.getpid()
    lines = [
        str(somebody),
        str(postgres.data),
        "1",
        "5432",
        str(postgres.place.sockets),
        "",
        "",
        "",
    ]
    (postgres.data / "postmaster.pid").write_text("\n".join(lines))
    (postgres.place.sockets / ".s.PGSQL.5432.lock").write_text("\n".join(lines[:5]))

    assert not postgres.is_running()
    assert postgres.start()
    assert processes.command_line(somebody)


def test_start_after_the_socket_was_swept_away_starts_again(postgres: Postgres) -> None:
    (postgres.place.sockets / ".s.PGSQL.5432").unlink()

    assert not postgres.is_running()
    assert postgres.start()
    assert _ask(postgres, "SELECT 1") == "1"


def test_start_after_a_kill_during_creation_begins_afresh(place: Place) -> None:
    half = place.root / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    server = Postgres(place, durable=False)

    assert server.start()
    assert not half.exists()


def test_start_on_data_of_another_version_says_so(place: Place) -> None:
    server = Postgres(place)
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("9")

    with pytest.raises(LocalServiceError, match="made by PostgreSQL 9"):
        server.start()


def test_start_on_broken_data_gives_the_servers_reason(place: Place) -> None:
    server = Postgres(place, durable=False)
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").unlink()

    with pytest.raises(LocalServiceError, match=r"PostgreSQL does not start: .*\.$"):
        server.start()


def test_data_belongs_to_an_ordinary_user(postgres: Postgres) -> None:
    status = postgres.data.stat()

    assert status.st_uid != 0
    assert status.st_mode & 0o077 == 0
    assert Path(postgres.place.root / "postgres.password").stat().st_mode & 0o077 == 0
