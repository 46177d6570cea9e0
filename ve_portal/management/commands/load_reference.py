"""Add the reference data that ships with the portal."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.reference import load_institutions
from credits.workflow import load_rules as load_credit_rules
from exchanges.reference import load_packages
from exchanges.reference import load_rules as load_programme_rules
from mou.library import load_clauses
from training.data import load_courses

# In the order of their dependencies. Each adds what is missing and says how many rows it added.
LOADERS: list[Callable[[], Mapping[str, int]]] = [
    load_institutions,
    lambda: {"training courses and editions": load_courses()},
    lambda: {"clauses": load_clauses()},
    load_programme_rules,
    load_packages,
    lambda: {"credit rules": load_credit_rules()},
]


class Command(BaseCommand):
    """Runs every app's loader; a second run changes nothing."""

    help = (
        "Add the institutions, courses, clauses and ready-made exchanges that ship with the "
        "portal. Only what is missing is added: what somebody has edited is never overwritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        added: dict[str, int] = {}
        with transaction.atomic():
            for load in LOADERS:
                added.update(load())
        if options["json"]:
            self.stdout.write(json.dumps({"added": added}))
            return
        for name, count in added.items():
            self.stdout.write(f"{name}: {count} added")
        self.stdout.write("What was there already is unchanged.")
