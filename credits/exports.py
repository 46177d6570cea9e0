"""The ledger as a file for the student-career system, which stays the legal record.

The columns follow what ESSE3 imports customarily ask for, as far as the portal has the data.
"""

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
