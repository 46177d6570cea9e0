"""`python -m ve_portal.local start|stop|status|url|reset|throw-away`, for contributors.

`python -m ve_portal.local with COMMAND …` runs a command on empty services that end with it.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from ve_portal.local.broker import Broker
from ve_portal.local.demo import reset
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import find_place
from ve_portal.local.postgres import Postgres
from ve_portal.local.services import ensure_services, stop_services, throw_away_services


def _start() -> None:
    ensure_services("ve_portal.local")
    _url()


def _stop() -> None:
    stop_services(find_place())
    print("The local services are stopped; their data stays.")


def _status() -> None:
    place = find_place()
    print(f"Data: {place.root}")
    for service in (Postgres(place), Broker(place)):
        print(f"{type(service).__name__}: {'running' if service.is_running() else 'stopped'}")


def _url() -> None:
    ensure_services("ve_portal.local")
    for name in ("DATABASE_URL", "REDIS_URL"):
        print(f"{name}={os.environ[name]}")


def _reset() -> None:
    reset()
    print("The demo is stopped and its data is cleared.")


def _throw_away() -> None:
    """Serve until the end of input, so that the services end with whoever holds the other end."""
    with throw_away_services() as addresses:
        print(addresses.database, addresses.broker, flush=True)
        sys.stdin.read()


def _with(command: Sequence[str]) -> int:
    with throw_away_services() as addresses:
        environment = {"DATABASE_URL": addresses.database, "REDIS_URL": addresses.broker}
        return subprocess.run(command, env=os.environ | environment, check=False).returncode


_COMMANDS: dict[str, Callable[[], None]] = {
    "start": _start,
    "stop": _stop,
    "status": _status,
    "url": _url,
    "reset": _reset,
    "throw-away": _throw_away,
}


def main() -> None:
    """Carry out one command, or say in a sentence why not."""
    parser = argparse.ArgumentParser(prog="python -m ve_portal.local")
    parser.add_argument("command", choices=[*_COMMANDS, "with"])
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command to run, for “with”")
    options = parser.parse_args()
    try:
        if options.command == "with":
            sys.exit(_with(options.words))
        _COMMANDS[options.command]()
    except LocalServiceError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
