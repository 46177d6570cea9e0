"""What all tests share: the fixed cast, and a database that can be emptied between tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase as _TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast, make_cast

TransactionTestCase: Any = _TransactionTestCase
_flush = TransactionTestCase._fixture_teardown


def _flush_append_only_tables(self: Any) -> None:
    """Empty the tables after a transactional test: only here are their triggers lifted."""
    for alias in self._databases_names(include_mirrors=False):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    try:
        _flush(self)
    finally:
        for alias in self._databases_names(include_mirrors=False):
            with connections[alias].cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")


# No time is asserted in a test: a busy machine fails none.
hypothesis_settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("portal")


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_triggers() -> Iterator[None]:
    TransactionTestCase._fixture_teardown = _flush_append_only_tables
    yield
    TransactionTestCase._fixture_teardown = _flush


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast: two universities, and one person in each part."""
    return make_cast()
