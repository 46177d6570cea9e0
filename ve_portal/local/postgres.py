"""One PostgreSQL server of our own, reached by a unix socket only."""

import re
import secrets
import shlex
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ve_portal.local import processes
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import Place
from ve_portal.local.programs import postgres_folder

_DATABASE = "portal"
_READY = "ready"
_START_SECONDS = 60
_PAUSES = (1, 2, 4)
_SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "max_connections": "100",
    "jit": "off",
}
# Losing the tests' data with the power costs nothing.
_HASTE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Postgres:
    """The server of a place. A place that is not `durable` may lose its data with the power."""

    place: Place
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.place.root / "postgres"

    @property
    def address(self) -> str:
        """The value for `DATABASE_URL`; raises OSError before the first start."""
        password = self._password_file.read_text(encoding="ascii")
        folder = quote(str(self.place.sockets), safe="/")
        return f"postgresql://{_DATABASE}:{password}@/{_DATABASE}?host={folder}"

    def is_running(self) -> bool:
        """Whether the server of this place answers."""
        socket = self.place.sockets / ".s.PGSQL.5432"
        return self._status() == _READY and self._password_file.exists() and socket.exists()

    def start(self) -> bool:
        """Start the server unless it runs; return whether it was started here.

        Repairs what a killed run leaves: half-made data, a stale pid file, a stale socket.
        """
        processes.wait_until(lambda: self._status() in {_READY, None}, _START_SECONDS)
        if self.is_running():
            return False
        self.stop()
        folder, version = postgres_folder(self.place, self._data_version())
        if not self.data.exists():
            self._create(folder, version)
        self._forget_the_dead()
        self._launch(folder)
        return True

    def stop(self) -> None:
        """Stop the server, if it runs, and wait for its end."""
        pid = self._pid()
        if pid is None or not self._is_ours(pid):
            return
        folder, _ = postgres_folder(self.place, self._data_version())
        self.place.user.run([folder / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-t", "20"])
        processes.end(pid, lambda: self._is_ours(pid))

    @property
    def _password_file(self) -> Path:
        return self.place.root / "postgres.password"

    def _data_version(self) -> int | None:
        file = self.data / "PG_VERSION"
        return int(file.read_text(encoding="ascii")) if file.exists() else None

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _pid(self) -> int | None:
        lines = self._pid_lines()
        return int(lines[0]) if lines and lines[0].isdigit() else None

    def _is_ours(self, pid: int) -> bool:
        words = processes.command_line(pid)
        return bool(words) and Path(words[0]).name == "postgres" and str(self.data) in words

    def _status(self) -> str | None:
        """The last line of the pid file (`starting`, `ready`, …); None when no server of ours."""
        pid = self._pid()
        if pid is None or not self._is_ours(pid):
            return None
        lines = self._pid_lines()
        return lines[7].strip() if len(lines) > 7 else "starting"

    def _create(self, folder: Path, version: int) -> None:
        """Make the data in a folder of its own and rename it: a killed run leaves no half."""
        self.place.check_space()
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        self.place.user.own(fresh)
        secret = secrets.token_urlsafe(24)
        handed = self.place.sockets / "initial-password"
        handed.write_text(secret, encoding="ascii")
        locale = ["--locale=C.UTF-8"]
        if version >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command: list[str | Path] = [
            folder / "initdb",
            "-D",
            fresh,
            "-U",
            _DATABASE,
            "-E",
            "UTF8",
            *locale,
        ]
        command += ["-A", "scram-sha-256", "--pwfile", self.place.user.own(handed)]
        if not self.durable:
            command.append("--no-sync")
        made = self.place.user.run(command)
        handed.unlink()
        if made.returncode:
            raise LocalServiceError(f"PostgreSQL cannot make its data: {_reason(made.stdout)}")
        single: list[str | Path] = [folder / "postgres", "--single", "-D", fresh, "postgres"]
        self.place.user.run(single, stdin=f"CREATE DATABASE {_DATABASE};\n")
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secret, encoding="ascii")
        fresh.rename(self.data)

    def _forget_the_dead(self) -> None:
        """Remove pid files: no server of ours is alive here, whoever has its number by now."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.place.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()

    def _launch(self, folder: Path) -> None:
        settings = _SETTINGS | {"unix_socket_directories": str(self.place.sockets)}
        settings |= {} if self.durable else _HASTE
        options = shlex.join(word for item in settings.items() for word in ("-c", "=".join(item)))
        log = self.place.log("postgres")
        command: list[str | Path] = [folder / "pg_ctl", "start", "-D", self.data, "-l", log]
        command += ["-w", "-t", str(_START_SECONDS), "-o", options]
        said = self._try(command, log)
        for pause in _PAUSES:
            # The orphans of a killed server need a moment to notice that they are alone.
            if "shared memory" not in said:
                break
            time.sleep(pause)
            said = self._try(command, log)
        if said:
            raise LocalServiceError(f"PostgreSQL does not start: {_reason(said)}")

    def _try(self, command: list[str | Path], log: Path) -> str:
        """Start once; return what the server said when it failed, else nothing."""
        began = log.stat().st_size
        result = self.place.user.run(command)
        if result.returncode == 0:
            return ""
        return log.read_bytes()[began:].decode(errors="replace") or result.stdout


def _reason(output: str) -> str:
    """Return the part of a server's output that says why."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    grave = re.findall(r"\b(?:FATAL|PANIC|error): +(.+)", output)
    first = grave[0] if grave else (lines or ["it says nothing"])[-1]
    return first.strip().removesuffix(".") + "."
