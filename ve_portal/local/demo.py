"""The demo around Django: its lock, its ports, its environment and its processes.

`claimed` comes before Django reads its settings; `run` after the database is filled.
"""

import fcntl
import http.client
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ve_portal.local import processes
from ve_portal.local.broker import free_port
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import Place, find_place
from ve_portal.local.services import clear, starter, stop_services, watched
from ve_portal.local.supervisor import Child, Supervisor, deaf_to_signals, end_leftovers

HOST = "127.0.0.1"
NAME = "demo"
_USUAL_PORT = 8000
_TRIED_PORTS = 20
_USUAL_MAIL_PORT = 1025
_STOP_SECONDS = 40


@contextmanager
def claimed() -> Iterator[None]:
    """Be the one running demo: choose its ports and set its environment; stop its services after.

    Ends what a killed run left. Raises LocalServiceError when a demo runs already, or when the
    port that was asked for is taken.
    """
    place = find_place()
    place.prepare()
    with _lock_file(place).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            _, where = _running(place)
            raise LocalServiceError(f"The demo is running already: {where}") from error
        for command in end_leftovers(place.logs):
            print(f"Ended what a killed run had left: {command}")
        _set_environment(place)
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()} {address()}")
        lock.flush()
        try:
            yield
        finally:
            _stop_own_services(place)


def run(when_ready: Callable[[], None]) -> int:
    """Run web, worker, beat and mail until a signal or until one ends; return the exit status."""
    place = find_place()
    return Supervisor(place.logs, _children(place), watched(place)).run(_answers, when_ready)


def reset() -> None:
    """Stop the demo, and delete its data; refuse when the data is not its own."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        if name in os.environ:
            raise LocalServiceError(
                f"{name} names a service that is not the demo's own: nothing was cleared."
            )
    place = find_place()
    pid, _ = _running(place)
    if pid:
        os.kill(pid, signal.SIGTERM)
        processes.wait_until(lambda: not _running(place)[0], _STOP_SECONDS)
    end_leftovers(place.logs)
    clear(place)


def address() -> str:
    """Return where the pages are reached."""
    return f"http://{HOST}:{os.environ['PORT']}/"


def _set_environment(place: Place) -> None:
    """Set the variables that the settings of the demo read, where they are unset."""
    port = _web_port()
    os.environ["PORT"] = str(port)
    os.environ.setdefault("SITE_ORIGIN", f"http://{HOST}:{port}")
    os.environ.setdefault("LOCAL_MAILDIR", str(place.mail))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    if "EMAIL_HOST" not in os.environ:
        os.environ["EMAIL_HOST"] = HOST
        os.environ["EMAIL_PORT"] = str(free_port(_USUAL_MAIL_PORT))


def _stop_own_services(place: Place) -> None:
    """Stop the embedded services when a demo started them, this one or a killed one."""
    if starter(place) == NAME:
        with deaf_to_signals():
            stop_services(place)


def _web_port() -> int:
    given = os.environ.get("PORT", "")
    if given and not (given.isdigit() and 0 < int(given) < 65536):
        raise LocalServiceError(f"PORT is “{given}”: write a number from 1 to 65535.")
    wished = int(given or _USUAL_PORT)
    if free_port(wished) == wished:
        return wished
    if given:
        raise LocalServiceError(f"Port {wished} is taken: choose another one with PORT=…")
    for port in range(wished + 1, wished + _TRIED_PORTS):
        if free_port(port) == port:
            print(f"Port {wished} is taken, so the demo uses {port} (PORT=… chooses another one).")
            return port
    raise LocalServiceError(f"Port {wished} is taken: choose another one with PORT=…")


def _children(place: Place) -> list[Child]:
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "ve_portal", "--quiet"]
    schedule = place.root / "beat" / "schedule"
    schedule.parent.mkdir(exist_ok=True)
    bind = f"{HOST}:{os.environ['PORT']}"
    web = [python, "-m", "gunicorn", "ve_portal.wsgi", "--bind", bind, "--workers", "2"]
    level = ["--loglevel", "WARNING"]
    children = [
        Child("web", [*web, "--log-level", "warning"]),
        Child("worker", [*celery, "worker", "--concurrency", "2", *level]),
        Child("beat", [*celery, "beat", "--schedule", str(schedule), "--pidfile=", *level]),
    ]
    if os.environ["EMAIL_HOST"] == HOST:
        port, folder = os.environ["EMAIL_PORT"], os.environ["LOCAL_MAILDIR"]
        module = [python, "-m", "ve_portal.local.mail"]
        children.insert(0, Child("mail", [*module, "--port", port, "--maildir", folder]))
    return children


def _answers() -> bool:
    line = http.client.HTTPConnection(HOST, int(os.environ["PORT"]), timeout=5)
    try:
        line.request("GET", "/health/live/")
        line.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        line.close()


def _running(place: Place) -> tuple[int, str]:
    """Return the process and the address of the running demo; 0 when none runs."""
    try:
        with _lock_file(place).open("r+", encoding="utf-8") as lock:
            pid, _, where = lock.read().partition(" ")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(pid or 0), where
    except FileNotFoundError:
        pass
    return 0, ""


def _lock_file(place: Place) -> Path:
    return place.root / "demo.lock"
