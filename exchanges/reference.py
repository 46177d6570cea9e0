"""Reference data that ships with the portal: programme rules and the ready-made catalogue."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import OperationalError, ProgrammingError, transaction
from django.utils.translation import gettext as _

from exchanges import criteria
from exchanges.design_values import rules_of
from exchanges.models import Package, PackageEdition, Programme, ProgrammeRules

# What packages came without at first.
LATER = ("topics", "eligibility", "closed_because")
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


def rules_on(slug: str, day: date) -> criteria.Rules | None:
    """Return the programme's rules of that day, or None if none had begun; see `rules_for`.

    Where the database has no rules of the programme, or cannot be asked, the rules that ship are
    taken. Raises LookupError, with a sentence, for a programme that neither knows.
    """
    data = _read("programme_rules")
    rows = _kept_rules(slug) or [
        ProgrammeRules(**{name: value for name, value in row.items() if name != "programme"})
        for row in data["rules"]
        if row["programme"] == slug
    ]
    if not rows:
        known = ", ".join(sorted(row["slug"] for row in data["programmes"]))
        raise LookupError(
            _("There is no programme “%(slug)s”; the portal comes with: %(known)s.")
            % {"slug": slug, "known": known}
        )
    begun = [row for row in rows if row.valid_from <= day]
    return rules_of(max(begun, key=lambda row: row.valid_from)) if begun else None


def _kept_rules(slug: str) -> list[ProgrammeRules]:
    try:
        with transaction.atomic():
            return list(ProgrammeRules.objects.filter(programme__slug=slug))
    except (OperationalError, ProgrammingError):
        return []


def load_packages() -> dict[str, int]:
    """Add the ready-made exchanges (with their known editions) that are missing; return how many.

    One that exists is left alone, with its editions: only what a later release came to know of it
    is filled in, where it is empty.
    """
    data = _read("packages")
    known = {package.slug: package for package in Package.objects.all()}
    added = 0
    with transaction.atomic():
        for row in data["package"]:
            editions = row.pop("editions", [])
            values = data["within"].get(row.pop("within", ""), {}) | row
            if values["slug"] in known:
                _fill(known[values["slug"]], values)
                continue
            package = Package.objects.create(checked_on=data["checked_on"], **values)
            PackageEdition.objects.bulk_create(
                PackageEdition(package=package, **edition) for edition in editions
            )
            added += 1
    return {"ready-made exchanges": added}


def _fill(package: Package, values: dict[str, Any]) -> None:
    """Write what the package came without; why it closed only says so while it is closed."""
    names = [name for name in LATER if name in values and not getattr(package, name)]
    if not package.is_closed:
        names = [name for name in names if name != "closed_because"]
    for name in names:
        setattr(package, name, values[name])
    if names:
        package.save(update_fields=[*names, "updated_at"])


def _read(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
