"""Reference data that ships with the portal: programme rules and the ready-made catalogue."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from exchanges.models import Package, PackageEdition, Programme, ProgrammeRules

DATA = Path(__file__).resolve().parent / "data"


def load_rules() -> dict[str, int]:
    """Add the programmes and rule sets that are missing; return how many sets were added.

    A set that exists is left alone, so what the office has edited is never overwritten.
    """
    data = _read("programme_rules")
    for position, row in enumerate(data["programmes"]):
        Programme.objects.get_or_create(
            slug=row["slug"], defaults={"name": row["name"], "position": position}
        )
    programmes = {programme.slug: programme for programme in Programme.objects.all()}
    known = set(ProgrammeRules.objects.values_list("programme__slug", "valid_from"))
    missing = [row for row in data["rules"] if (row["programme"], row["valid_from"]) not in known]
    ProgrammeRules.objects.bulk_create(
        ProgrammeRules(**{**row, "programme": programmes[row["programme"]]}) for row in missing
    )
    return {"programme rules": len(missing)}


def load_packages() -> dict[str, int]:
    """Add the ready-made exchanges (with their known editions) that are missing; return how many.

    One that exists is left alone, with its editions.
    """
    data = _read("packages")
    known = set(Package.objects.values_list("slug", flat=True))
    missing = [row for row in data["package"] if row["slug"] not in known]
    with transaction.atomic():
        for row in missing:
            editions = row.pop("editions", [])
            package = Package.objects.create(checked_on=data["checked_on"], **row)
            PackageEdition.objects.bulk_create(
                PackageEdition(package=package, **edition) for edition in editions
            )
    return {"ready-made exchanges": len(missing)}


def _read(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
