"""Gives one pytest run its own PostgreSQL and Valkey, before Django reads its settings.

Loaded with `-p tests.services`. The services belong to a process of their own that ends them when
this one ends in whatever way. `TEST_DATABASE_URL` and `TEST_REDIS_URL` name other ones. The workers
of pytest-xdist find the addresses in the environment; pytest-django gives each its own database.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_WITHOUT_TESTS = {"--help", "-h", "--version", "-V", "--co", "--collect-only", "--markers"}
_STOP_SECONDS = 60

_KEEPER = pytest.StashKey["subprocess.Popen[str]"]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Iterator[None]:
    """Set the addresses before pytest-django loads the settings."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        if given := os.environ.get(f"TEST_{name}"):
            os.environ[name] = given
    if not _has_services() and _WITHOUT_TESTS.isdisjoint(args):
        early_config.stash[_KEEPER] = _start(early_config.rootpath)
    elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _take_own_broker_database(int(worker.removeprefix("gw")))
    yield


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started here."""
    keeper = config.stash.get(_KEEPER, None)
    if keeper is not None:
        keeper.communicate(timeout=_STOP_SECONDS)


def _has_services() -> bool:
    worker = "PYTEST_XDIST_WORKER" in os.environ
    return worker or {"TEST_DATABASE_URL", "TEST_REDIS_URL"} <= set(os.environ)


def _take_own_broker_database(worker: int) -> None:
    """Keep the caches of parallel workers apart: Redis has sixteen databases."""
    address, _, first = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{address}/{(int(first) + worker) % 16}"


def _start(root: Path) -> "subprocess.Popen[str]":
    keeper = subprocess.Popen(
        [sys.executable, "-m", "ve_portal.local", "throw-away"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        start_new_session=True,
    )
    answer = keeper.stdout.readline().split() if keeper.stdout else []
    if len(answer) != 2:
        keeper.communicate()
        raise pytest.UsageError("The tests have no PostgreSQL and Valkey (see the line above).")
    for name, address in zip(("DATABASE_URL", "REDIS_URL"), answer, strict=True):
        os.environ[name] = os.environ.get(f"TEST_{name}", address)
    return keeper
