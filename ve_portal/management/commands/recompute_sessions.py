"""Bring the times of sessions and training meetings up to the zone rules in use."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.recomputing import PROBLEMS, Outcome
from ve_portal.recomputing import recompute_meetings


class Command(BaseCommand):
    """Runs at any time and any number of times: each change is told once."""

    help = (
        "Compute the times of all sessions and training meetings to come from the zone rules in "
        "use, and tell those whose local time has changed. Run it after each update of tzdata. "
        "The exit status is 1 when a meeting needs another time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, tell nobody")
        parser.add_argument("--json", action="store_true", help="write one JSON array")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = recompute_meetings(is_dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps([_plain(each) for each in found], indent=2))
        else:
            for each in found:
                self.stdout.write(_line(each))
            stuck = sum(bool(each.problem) for each in found)
            self.stdout.write(f"{len(found) - stuck} changed, {stuck} need another time.")
            if options["dry_run"]:
                self.stdout.write("This was a dry run: nothing was changed, nobody was told.")
        if any(each.problem for each in found):
            sys.exit(1)


def _line(outcome: Outcome) -> str:
    begins = f"{outcome.kind} {outcome.pk} “{outcome.title}”, {outcome.before:%Y-%m-%d %H:%M} UTC"
    if outcome.problem:
        return f"{begins}: needs another time. {PROBLEMS[outcome.problem]}"
    moved = f"now {outcome.after:%Y-%m-%d %H:%M} UTC"
    if outcome.after == outcome.before:
        moved = "the same instant"
    return f"{begins}: {moved}, {outcome.told} told."


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "kind": outcome.kind,
        "id": str(outcome.pk),
        "title": outcome.title,
        "before": outcome.before.isoformat(),
        "after": outcome.after.isoformat(),
        "told": outcome.told,
        "problem": outcome.problem,
    }
