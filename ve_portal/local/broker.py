"""One Valkey (or Redis) server of our own, on a private port of the loopback."""

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ve_portal.local import processes
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import Place
from ve_portal.local.programs import broker_program

_HOST = "127.0.0.1"
_ANSWER_SECONDS = 2
_START_SECONDS = 20
_ATTEMPTS = 3
_SERVERS = ("valkey-server", "redis-server")
# Started through a shell that ends at once, so that the server is nobody's child and lives on.
_DETACH = '"$1" "$2" >>"$3" 2>&1 </dev/null & echo $!'


class _State(NamedTuple):
    port: int
    password: str
    pid: int


@dataclass(frozen=True)
class Broker:
    """The server of a place. A place that is not `durable` may lose its data with the power."""

    place: Place
    durable: bool = True

    @property
    def address(self) -> str:
        """The value for `REDIS_URL`; raises LocalServiceError before the first start."""
        state = self._state()
        if state is None:
            raise LocalServiceError("Valkey has not been started here.")
        return f"redis://:{state.password}@{_HOST}:{state.port}/0"

    def is_running(self) -> bool:
        """Whether the server of this place answers: only ours knows our password."""
        state = self._state()
        return state is not None and _ask(state, "PING") == "+PONG"

    def is_alive(self) -> bool:
        """Whether the server's process is there: quicker to ask than whether it answers."""
        state = self._state()
        return state is not None and _is_server(state)

    def start(self) -> bool:
        """Start the server unless it runs; return whether it was started here."""
        if self.is_running():
            return False
        self._end_the_mute()
        before = self._state()
        for attempt in range(_ATTEMPTS):
            wished = before.port if before and attempt == 0 else 0
            if self._launch(free_port(wished)):
                return True
        raise LocalServiceError(f"Valkey does not start: {_last_line(self.place.log('valkey'))}")

    def stop(self) -> None:
        """Stop the server, if it runs, and wait for its end; what is queued stays on disk."""
        state = self._state()
        if state is None:
            return
        _ask(state, "SHUTDOWN")
        processes.end(state.pid, lambda: _is_server(state))

    @property
    def _folder(self) -> Path:
        return self.place.root / "valkey"

    @property
    def _state_file(self) -> Path:
        return self.place.root / "valkey.json"

    def _state(self) -> _State | None:
        try:
            return _State(**json.loads(self._state_file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _end_the_mute(self) -> None:
        """End a server of ours that does not answer; wait first, it may be reading its data."""
        state = self._state()
        if state is None or not _is_server(state):
            return
        answered = processes.wait_until(self.is_running, _ANSWER_SECONDS * 2)
        if not answered:
            processes.end(state.pid, lambda: _is_server(state), _ANSWER_SECONDS)

    def _launch(self, port: int) -> bool:
        self._folder.mkdir(exist_ok=True)
        self.place.user.own(self._folder)
        password = secrets.token_urlsafe(24)
        configuration = self._folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration(port, password), encoding="utf-8")
        self.place.user.own(configuration)
        log = self.place.log("valkey")
        words: list[str | Path] = [broker_program(self.place), configuration, log]
        command = ["/bin/sh", "-c", _DETACH, "sh", *words]
        state = _State(port, password, int(self.place.user.run(command).stdout))
        self._remember(state)
        processes.wait_until(
            lambda: self.is_running() or not processes.exists(state.pid), _START_SECONDS
        )
        return self.is_running()

    def _configuration(self, port: int, password: str) -> str:
        return "\n".join(
            [
                f"bind {_HOST}",
                f"port {port}",
                f"requirepass {password}",
                f'dir "{self._folder}"',
                "daemonize no",
                'save ""',
                f"appendonly {'yes' if self.durable else 'no'}",
                "maxmemory-policy noeviction",
                "loglevel warning",
                "",
            ]
        )

    def _remember(self, state: _State) -> None:
        fresh = self._state_file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(state._asdict()), encoding="utf-8")
        fresh.replace(self._state_file)


def free_port(wished: int = 0) -> int:
    """Return a port of the loopback that is free now: the wished one when it is."""
    for port in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalServiceError("No port of 127.0.0.1 is free.")


def _is_server(state: _State) -> bool:
    words = " ".join(processes.command_line(state.pid))
    names = any(name in words for name in _SERVERS)
    return names and (f"{_HOST}:{state.port}" in words or "valkey.conf" in words)


def _ask(state: _State, command: str) -> str:
    """Return the server's answer to one command; empty when there is none."""
    try:
        with socket.create_connection((_HOST, state.port), timeout=_ANSWER_SECONDS) as line:
            line.sendall(f"AUTH {state.password}\r\n{command}\r\n".encode("ascii"))
            answer = b""
            while answer.count(b"\r\n") < 2 and (more := line.recv(4096)):
                answer += more
    except OSError:
        return ""
    return answer.decode("ascii", "replace").rstrip("\r\n").rpartition("\r\n")[2]


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else os.strerror(0)
