"""What the office keeps of programmes and of their rules."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from core import audit
from exchanges.models import Programme, ProgrammeRules


def save_programme(
    row: Programme | ProgrammeRules, changed: Sequence[str], *, verb: str, by: Any
) -> None:
    """Save a programme or a rule set that was added or edited (`verb`).

    The audit event keeps the names of the `changed` fields. What was submitted before keeps the
    rules of its moment.
    """
    with transaction.atomic():
        row.save()
        name = f"exchanges.{row._meta.model_name}.{verb}"
        audit.record(name, row, by=by, data={"fields": list(changed)})
