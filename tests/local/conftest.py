"""A place for services of the tests' own, which the servers' user can reach also under root."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ve_portal.local.identity import server_user
from ve_portal.local.paths import Place
from ve_portal.local.services import clear


@pytest.fixture
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="ve-portal-place-") as folder:
        root = Path(folder).resolve()
        root.chmod(0o711)
        place = Place(root / "data", server_user())
        place.prepare()
        yield place
        clear(place)
