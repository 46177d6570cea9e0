"""Run several processes as one: all of them live, or none does."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from ve_portal.local import processes

_POLL_SECONDS = 0.2
_STOP_SECONDS = 10
_SHOWN_LINES = 12
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """A process to run: its name (also of its log) and its command."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Watched:
    """A server that is not a child, but without which the children are of no use."""

    name: str
    is_alive: Callable[[], bool]


@dataclass
class Supervisor:
    """Starts children, each in a process group of its own, and ends all when one ends.

    `folder` keeps their logs and a note of who was started, by which the next run ends what a
    killed run left behind.
    """

    folder: Path
    children: Sequence[Child]
    watched: Sequence[Watched] = ()
    _running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def run(self, ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Run until a signal (0), or until a child or a watched server ends (1, and it says which).

        `ready` is asked until it is true; then `when_ready` is called once.
        """
        announced = False
        try:
            with interrupted_by_signals():
                self._start()
                while (ended := self._ended()) is None:
                    if not announced and ready():
                        announced = True
                        when_ready()
                    time.sleep(_POLL_SECONDS)
            self._report(ended)
        except KeyboardInterrupt:
            return 0
        else:
            return 1
        finally:
            with deaf_to_signals():
                self._stop()

    def _start(self) -> None:
        for child in self.children:
            log = self.log(child.name)
            if log.exists():
                log.replace(log.with_suffix(".previous.log"))
            with log.open("wb") as output:
                self._running[child.name] = subprocess.Popen(
                    child.command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._note.write_text(
                json.dumps([[one.pid, one.args] for one in self._running.values()]),
                encoding="utf-8",
            )

    def _ended(self) -> str | None:
        for name, process in self._running.items():
            if process.poll() is not None:
                return name
        return next((server.name for server in self.watched if not server.is_alive()), None)

    def _report(self, name: str) -> None:
        how = "not there any more"
        if name in self._running:
            status = self._running[name].returncode
            how = f"signal {-status}" if status < 0 else f"status {status}"
        lines = self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        said = "\n".join(f"{name} | {line}" for line in lines[-_SHOWN_LINES:])
        print(f"“{name}” ended ({how}), so everything stops.\n{said}", file=sys.stderr, flush=True)

    def _stop(self) -> None:
        # In reverse: nobody is left who talks to a process that has gone.
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.terminate()
        processes.wait_until(
            lambda: all(one.poll() is not None for one in self._running.values()), _STOP_SECONDS
        )
        for process in self._running.values():
            # The group outlives its leader when the leader was killed.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._note.unlink(missing_ok=True)

    def log(self, name: str) -> Path:
        """Return the file that a child writes to."""
        return self.folder / f"{name}.log"

    @property
    def _note(self) -> Path:
        return _note(self.folder)


def end_leftovers(folder: Path) -> list[str]:
    """End what a killed supervisor left running; return their command lines."""
    try:
        noted = json.loads(_note(folder).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    ended = []
    for pid, command in noted:

        def is_ours(pid: int = pid, command: list[str] = command) -> bool:
            return processes.command_line(pid) == command

        if is_ours():
            ended.append(" ".join(command))
            processes.end(pid, is_ours, _STOP_SECONDS)
    _note(folder).unlink(missing_ok=True)
    return ended


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Turn the signals that ask for an end into KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(interrupt):
        yield


@contextmanager
def deaf_to_signals() -> Iterator[None]:
    """Let nothing interrupt the stopping, which takes a bounded time."""
    with _handled(signal.SIG_IGN):
        yield


@contextmanager
def _handled(handler: "signal._HANDLER") -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _note(folder: Path) -> Path:
    return folder / "processes.json"
