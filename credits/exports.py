"""The ledger as a file for the student-career system, which stays the legal record.

The columns follow what ESSE3 imports customarily ask for, as far as the portal has the data.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from credits.conversion import academic_year

HEADER = (
    "student_number",
    "family_name",
    "given_name",
    "institution",
    "course",
    "activity_code",
    "exchange",
    "cfu",
    "ects",
    "grade",
    "entry",
    "date",
    "academic_year",
    "partner",
)
# A spreadsheet takes a cell that begins with one of these for a formula, also in full width.
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- the full-width forms are meant


class _Echo:
    """Hands each written line straight back."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> object:
    """Return the value as a spreadsheet may see it: text never becomes a formula.

    A text that begins like a formula, perhaps after spaces, gets an apostrophe before it; numbers
    stay numbers, so a reversal is still -3.0.
    """
    if not isinstance(value, str):
        return value
    is_suspect = value[:1] in _FORMULA_STARTS or value.lstrip()[:1] in _FORMULA_STARTS
    return f"'{value}" if value and is_suspect else value


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a CSV file line by line (RFC 4180, with a byte order mark for spreadsheets).

    Text is always quoted, so that no other separator of a reader's locale can split it.
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def ledger_rows(entries: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    """Yield the header, then a row for each ledger entry fetched by `for_export`."""
    yield HEADER
    for entry in entries:
        yield _row(entry)


def _row(entry: Any) -> tuple[object, ...]:
    enrolment = entry.enrolment
    student, team, exchange = enrolment.student, enrolment.team, enrolment.exchange
    partners = [str(t.institution) for t in exchange.teams.all() if t.pk != team.pk]
    return (
        entry.student_number or "",
        student.family_name,
        student.given_name,
        str(entry.institution),
        team.course_title,
        team.course_code,
        exchange.title,
        entry.cfu,
        entry.ects,
        entry.grade,
        str(entry.kind),
        timezone.localdate(entry.created_at, timezone.get_default_timezone()).isoformat(),
        academic_year(exchange.starts_on),
        ", ".join(partners),
    )
