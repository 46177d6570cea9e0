"""Real institutions and departments, shipped as data (see accounts/data/README.md)."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from accounts.models import Department, Institution

DATA = Path(__file__).resolve().parent / "data"
CHECKED = {
    "H": "domain checked in Hipo's university-domains-list, June 2026",
    "K": "domain from general knowledge",
}


def load_institutions() -> dict[str, int]:
    """Add the institutions and departments that are missing; return how many of each were added.

    A row that exists is left alone, so what an office has edited is never overwritten. Running
    it twice adds nothing.
    """
    with transaction.atomic():
        return {"institutions": _add_institutions(), "departments": _add_departments()}


def shipped_institutions() -> list[Institution]:
    """Return the institutions of the shipped file, unsaved, whether they are loaded or not."""
    return [_institution(row) for row in _rows("institutions.csv")]


def _add_institutions() -> int:
    rows = list(_rows("institutions.csv"))
    known = set(Institution.objects.values_list("schac_code", flat=True))
    missing = [row for row in rows if row["schac_code"] not in known]
    Institution.objects.bulk_create(_institution(row) for row in missing)
    return len(missing)


def _institution(row: dict[str, str]) -> Institution:
    source = CHECKED[row["check"]]
    return Institution(
        schac_code=row["schac_code"],
        name=row["name"],
        city=row["city"],
        country=row["country"],
        time_zone=row["time_zone"],
        erasmus_code=row["erasmus_code"],
        weekend_days=[int(day) for day in row["weekend_days"].split()],
        source=f"{source}; {row['note']}" if row["note"] else source,
    )


def _add_departments() -> int:
    rows = list(_rows("departments.csv"))
    institutions = {
        institution.schac_code: institution
        for institution in Institution.objects.filter(
            schac_code__in={row["institution"] for row in rows}
        )
    }
    known = set(Department.objects.values_list("institution__schac_code", "code"))
    missing = [row for row in rows if (row["institution"], row["code"]) not in known]
    Department.objects.bulk_create(
        Department(
            institution=institutions[row["institution"]],
            code=row["code"],
            name=row["name"],
            source=row["source"],
        )
        for row in missing
    )
    return len(missing)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
