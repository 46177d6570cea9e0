"""The clause library as it ships: `clauses.toml`, loaded into the database."""

import tomllib
from pathlib import Path

from django.db import transaction

from mou.models import Clause

SOURCE = Path(__file__).resolve().parent / "clauses.toml"
# So that a clause of the office fits between two of ours.
STEP = 10


def load_clauses() -> int:
    """Add the clauses that are missing and return their number; loading twice adds none.

    A clause that exists is left as it is: the office may have changed its wording.
    """
    with SOURCE.open("rb") as file:
        clauses = tomllib.load(file)["clause"]
    added = 0
    with transaction.atomic():
        for position, clause in enumerate(clauses, start=1):
            values = {
                name: value.strip() if isinstance(value, str) else value
                for name, value in clause.items()
            }
            code = values.pop("code")
            _row, is_new = Clause.objects.get_or_create(
                code=code, defaults={"position": position * STEP, **values}
            )
            added += is_new
    return added
