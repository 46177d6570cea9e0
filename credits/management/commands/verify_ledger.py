"""`manage.py verify_ledger`: tell whether the ledger of credits adds up."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from credits.verification import Report, verify


class Command(BaseCommand):
    """Print what was read and what is wrong; exit with status 1 when something is."""

    help = "Check that the ledger of credits adds up. Exits with status 1 when it does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify()
        if options["json"]:
            self.stdout.write(_as_json(report))
        else:
            self._print(report)
        if not report.is_sound:
            raise SystemExit(1)

    def _print(self, report: Report) -> None:
        for flaw in report.flaws:
            self.stdout.write(f"{flaw.enrolment or '-'}  {flaw.check}: {flaw.detail}")
        self.stdout.write(
            f"{report.entries} entries of {report.enrolments} enrolments, "
            f"{report.ects} ECTS and {report.cfu} CFU: "
            + ("the ledger adds up." if report.is_sound else f"{len(report.flaws)} flaws.")
        )


def _as_json(report: Report) -> str:
    return json.dumps({"is_sound": report.is_sound, **asdict(report)}, default=str)
