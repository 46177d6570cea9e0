import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from ve_portal.local import processes
from ve_portal.local.supervisor import Child, Supervisor, Watched, end_leftovers

_SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
_FAILS = [sys.executable, "-c", "print('no such table'); raise SystemExit(3)"]
_IGNORES_TERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
_DEAF = [sys.executable, "-c", _IGNORES_TERM]


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(_SLEEPS) as process:
        yield process
        process.kill()


def test_run_when_a_child_ends_says_which_and_stops_the_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    children = [Child("web", _SLEEPS), Child("worker", _FAILS)]
    supervisor = Supervisor(tmp_path, children)

    assert supervisor.run(lambda: False, lambda: None) == 1
    said = capfd.readouterr().err
    assert "“worker” ended (status 3)" in said
    assert "worker | no such table" in said
    assert not (tmp_path / "processes.json").exists()


def test_run_when_a_watched_server_is_gone_stops(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "postgres.log").write_text("terminated by signal 9")
    gone = Watched("postgres", lambda: False)
    supervisor = Supervisor(tmp_path, [Child("web", _SLEEPS)], [gone])

    assert supervisor.run(lambda: True, lambda: None) == 1
    assert "“postgres” ended (not there any more)" in capfd.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_when_asked_to_stop_ends_all_and_succeeds(tmp_path: Path, number: int) -> None:
    pids: list[int] = []

    def stop() -> None:
        noted = json.loads((tmp_path / "processes.json").read_text())
        pids.extend(pid for pid, _ in noted)
        os.kill(os.getpid(), number)

    children = [Child("web", _SLEEPS), Child("beat", _SLEEPS)]
    status = Supervisor(tmp_path, children).run(lambda: True, stop)

    assert status == 0
    assert len(pids) == 2
    assert [processes.command_line(pid) for pid in pids] == [[], []]


def test_run_announces_once_when_ready(tmp_path: Path) -> None:
    told: list[str] = []
    children = [Child("web", [sys.executable, "-c", "import time; time.sleep(1)"])]

    Supervisor(tmp_path, children).run(lambda: True, lambda: told.append("ready"))

    assert told == ["ready"]


def test_leftovers_of_a_killed_run_are_ended(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from ve_portal.local.supervisor import Child, Supervisor
        children = [Child("web", sys.argv[2:])]
        Supervisor(Path(sys.argv[1]), children).run(lambda: True, lambda: print("up", flush=True))
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), *_SLEEPS], stdout=subprocess.PIPE
    ) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"up\n"
        supervisor.kill()
    [[pid, _]] = json.loads((tmp_path / "processes.json").read_text())
    assert processes.wait_until(lambda: processes.command_line(pid) == _SLEEPS, 10)

    assert end_leftovers(tmp_path) == [" ".join(_SLEEPS)]
    assert not processes.command_line(pid)


def test_leftovers_whose_number_is_somebody_elses_by_now_are_spared(
    tmp_path: Path, sleeper: "subprocess.Popen[bytes]"
) -> None:
    noted = [[sleeper.pid, ["gunicorn"]]]
    (tmp_path / "processes.json").write_text(json.dumps(noted))

    assert end_leftovers(tmp_path) == []
    assert sleeper.poll() is None


def test_end_of_a_deaf_process_kills_it() -> None:
    with subprocess.Popen(_DEAF, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"deaf\n"
        processes.end(process.pid, lambda: process.poll() is None, seconds=0.5)

        assert process.wait(timeout=5) == -signal.SIGKILL
