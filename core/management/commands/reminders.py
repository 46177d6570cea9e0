"""Plan reminders by hand, or say what became of a meeting's."""

import argparse
import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import reminding
from core.models import Meeting
from core.reminder_account import Account, account_for


class Command(BaseCommand):
    """Without options, plans what is due: what beat asks for every minute."""

    help = "Plan the reminders that are due, or explain those of one session or meeting."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--explain",
            metavar="SESSION",
            type=UUID,
            help="say why each person did or did not get a reminder of this session or meeting",
        )
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["explain"] is None:
            self.stdout.write(f"{reminding.plan_reminders()} planned.")
            return
        meeting = _meeting(options["explain"])
        accounts = account_for(meeting)
        if options["json"]:
            self.stdout.write(json.dumps([_plain(account) for account in accounts], indent=2))
            return
        self.stdout.write(f"{meeting.title}, {meeting.starts_at.isoformat()}")
        for account in accounts:
            self.stdout.write(
                f"{account.due_at:%Y-%m-%d %H:%M} UTC  {account.offset_minutes:>6} min  "
                f"{account.person.email}: {account.reason}"
            )


def _meeting(pk: UUID) -> Meeting:
    for source in reminding.sources():
        meeting: Meeting | None = source.load(pk)
        if meeting is not None:
            return meeting
    raise CommandError("There is no session and no training meeting with this identifier.")


def _plain(account: Account) -> dict[str, Any]:
    return {
        "person": account.person.email,
        "offset_minutes": account.offset_minutes,
        "due_at": account.due_at.isoformat(),
        "state": account.state,
        "reason": account.reason,
        "message_id": account.message.message_id if account.message else None,
    }
