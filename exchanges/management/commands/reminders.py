"""Plan reminders by hand, or say what became of a session's."""

import argparse
import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.models import Session
from exchanges.reminder_account import Account, account_for
from exchanges.workflow.reminder import plan_reminders


class Command(BaseCommand):
    """Without options, plans what is due: what beat asks for every minute."""

    help = "Plan the reminders that are due, or explain those of one session."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--explain",
            metavar="SESSION",
            type=UUID,
            help="say why each person did or did not get a reminder of this session",
        )
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["explain"] is None:
            self.stdout.write(f"{plan_reminders()} planned.")
            return
        session = Session.objects.select_related("exchange").filter(pk=options["explain"]).first()
        if session is None:
            raise CommandError("There is no session with this identifier.")
        accounts = account_for(session)
        if options["json"]:
            self.stdout.write(json.dumps([_plain(account) for account in accounts], indent=2))
            return
        self.stdout.write(f"{session.title}, {session.starts_at.isoformat()}")
        for account in accounts:
            self.stdout.write(
                f"{account.due_at:%Y-%m-%d %H:%M} UTC  {account.offset_minutes:>6} min  "
                f"{account.person.email}: {account.reason}"
            )


def _plain(account: Account) -> dict[str, Any]:
    return {
        "person": account.person.email,
        "offset_minutes": account.offset_minutes,
        "due_at": account.due_at.isoformat(),
        "state": account.state,
        "reason": account.reason,
        "message_id": account.message.message_id if account.message else None,
    }
