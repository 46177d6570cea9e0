"""Planning, against the bare INSERT … SELECT of the same rows."""

import time
from collections.abc import Callable

from django.db import connection

from benchmarks.reminders.figures import Figure, interleave
from benchmarks.reminders.stage import (
    add_old_rows,
    analyse,
    copied_database,
    forget_messages,
    use_database,
)
from core.models import Message
from core.reminding import plan_reminders
from exchanges.models import Exchange

COLUMNS = ", ".join(field.column for field in Message._meta.fields if field.column != "id")


def planning_rate(rounds: int) -> Figure:
    """Plan all that is due, and insert the very same rows from a table; rows per second."""
    forget_messages()
    count = plan_reminders()
    _run("DROP TABLE IF EXISTS planned")
    _run("CREATE UNLOGGED TABLE planned AS TABLE core_message")

    def plan() -> float:
        forget_messages()
        return count / _seconds(plan_reminders)

    def bare() -> float:
        forget_messages()
        statement = f"INSERT INTO core_message ({COLUMNS}) SELECT {COLUMNS} FROM planned"
        return count / _seconds(lambda: _run(statement))

    ours, floor = interleave(rounds, plan, bare)
    note = f"{count:,} reminders"
    return Figure("planning what is due", "rows/s", ours, floor, 0.5, at_least=True, note=note)


def scan_cost(rounds: int, sessions: int, people: int) -> Figure:
    """Scan when everything is planned already, with and without old rows; milliseconds."""
    forget_messages()
    plan_reminders()
    analyse()
    with copied_database() as (own, copy):
        add_old_rows(Exchange.objects.all()[0], sessions, people)
        many, few = interleave(rounds, lambda: _scan(own), lambda: _scan(copy))
    note = f"{sessions * people:,} old rows"
    return Figure("the scan, with old rows", "ms", many, few, 1.2, at_least=False, note=note)


def _scan(database: str) -> float:
    use_database(database)
    # A new connection's first statement reads the catalogue.
    plan_reminders()
    return _seconds(plan_reminders) * 1000


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
