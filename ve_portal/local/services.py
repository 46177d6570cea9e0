"""The local services together: start what the environment does not name, and stop it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ve_portal.local.broker import Broker
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.identity import server_user
from ve_portal.local.paths import MADE_HERE, Place, find_place
from ve_portal.local.postgres import Postgres
from ve_portal.local.supervisor import Watched

_THROW_AWAY = "-throw-away"


class Addresses(NamedTuple):
    """Where the two services are reached."""

    database: str
    broker: str


def ensure_services(started_by: str) -> None:
    """Set `DATABASE_URL` and `REDIS_URL` where they are unset, starting our own services.

    What is started stays in the background after this process; `started_by` is remembered with
    it. Idempotent, quick when all runs. Raises LocalServiceError with a sentence.
    """
    missing = {name for name in ("DATABASE_URL", "REDIS_URL") if not _is_given(name)}
    if not missing:
        return
    place = find_place()
    postgres, broker = Postgres(place), Broker(place)
    with locked(place):
        started = "DATABASE_URL" in missing and postgres.start()
        started |= "REDIS_URL" in missing and broker.start()
        if started:
            _starter_file(place).write_text(started_by, encoding="utf-8")
    if "DATABASE_URL" in missing:
        os.environ["DATABASE_URL"] = postgres.address
    if "REDIS_URL" in missing:
        os.environ["REDIS_URL"] = broker.address
    os.environ.setdefault("LOCAL_MAILDIR", str(place.mail))
    os.environ.setdefault("MEDIA_ROOT", str(place.root / "media"))


def stop_services(place: Place) -> None:
    """Stop both services of a place, if they run; the data stays."""
    with locked(place):
        Broker(place).stop()
        Postgres(place).stop()
        _starter_file(place).unlink(missing_ok=True)


def watched(place: Place) -> list[Watched]:
    """Return those of the two services of a place that the environment points at."""
    postgres, broker = Postgres(place), Broker(place)
    found = []
    if str(place.sockets) in os.environ["DATABASE_URL"]:
        found.append(Watched("postgres", postgres.is_running))
    if broker.is_alive() and os.environ["REDIS_URL"] == broker.address:
        found.append(Watched("valkey", broker.is_alive))
    return found


def starter(place: Place) -> str:
    """Return who started the services of a place: `demo`, another command, or nothing."""
    try:
        return _starter_file(place).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def clear(place: Place) -> None:
    """Stop both services of a place and delete what was made there, nothing else."""
    stop_services(place)
    for path in (place.sockets, *(place.root / name for name in MADE_HERE)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    with suppress(OSError):
        place.root.rmdir()


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Let one process at a time start or stop services; wait for the other one."""
    place.prepare()
    try:
        with (place.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise LocalServiceError(
            f"The local services cannot run: {error.strerror or error}{where}."
        ) from error


@contextmanager
def throw_away_services() -> Iterator[Addresses]:
    """Start services on empty data in a temporary directory; stop and delete them at the end."""
    sweep()
    place = _temporary_place()
    # Held until the end: a later sweep knows by it that this run is alive. The place gets the name
    # that sweeps look for once it is held.
    with (place.root / "alive").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        place = replace(place, root=place.root.rename(f"{place.root}{_THROW_AWAY}"))
        try:
            with locked(place):
                postgres, broker = Postgres(place, durable=False), Broker(place, durable=False)
                postgres.start()
                broker.start()
            yield Addresses(postgres.address, broker.address)
        finally:
            clear(place)


def sweep() -> None:
    """Stop and delete the throw-away services of runs that were killed."""
    for root in Path(tempfile.gettempdir()).glob(f"*{_THROW_AWAY}"):
        try:
            with (root / "alive").open("r+") as alive:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                clear(Place(root, server_user(root / "postgres")))
        except OSError:
            # Alive, half-made, or somebody else's.
            continue


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _temporary_place() -> Place:
    root = Path(tempfile.mkdtemp(prefix="ve-portal-")).resolve()
    root.chmod(0o711)
    user = server_user()
    if not user.can_pass(root):
        raise LocalServiceError(f"{root} is closed to the servers' user: set TMPDIR=/tmp.")
    return Place(root, user)


def _starter_file(place: Place) -> Path:
    return place.root / "started-by"
