"""`manage.py load_credit_rules`: write the rules that the portal starts with."""

from typing import Any

from django.core.management.base import BaseCommand

from credits.workflow import load_rules


class Command(BaseCommand):
    """Write the missing rules of `credits/data/rules.csv`; run it as often as you like."""

    help = "Write the credit rules that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_rules()} credit rules written.")
