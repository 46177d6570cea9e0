"""Plan reminders by hand, or say what became of a meeting's."""

import argparse
import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import reminding
from core.models import Meeting
from core.reminder_account import Account, account_for


class Command(BaseCommand):
    """Without options, plans what is due: what beat asks for every minute."""

    help = (
        "Plan the reminders that are due, or explain those of one session or training meeting. "
        "The exit status is 1 when there is no such meeting."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--explain",
            metavar="SESSION",
            help="the identifier in the address of the meeting’s page: say why each person did or "
            "did not get a reminder of it",
        )
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["explain"] is None:
            count = reminding.plan_reminders()
            text = json.dumps({"planned": count}) if options["json"] else f"{count} planned."
            self.stdout.write(text)
            return
        meeting = _meeting(options["explain"])
        accounts = account_for(meeting)
        if options["json"]:
            plain = _plain_meeting(meeting) | {"reminders": [_plain(each) for each in accounts]}
            self.stdout.write(json.dumps(plain, indent=2))
            return
        for line in _lines(meeting, accounts):
            self.stdout.write(line)


def _meeting(typed: str) -> Meeting:
    """Return the meeting that an identifier names. Raises CommandError."""
    try:
        pk = UUID(str(typed))
    except ValueError as error:
        raise CommandError(
            "Give the identifier in the address of the meeting’s page, such as "
            "4f3c0f6e-2d0c-4a43-9a6c-0f5d5d3e8a11."
        ) from error
    for source in reminding.sources():
        meeting: Meeting | None = source.load(pk)
        if meeting is not None:
            return meeting
    raise CommandError("There is no session and no training meeting with this identifier.")


def _lines(meeting: Meeting, accounts: list[Account]) -> list[str]:
    """Return the report, with times by the meeting's own clock."""
    zone = _zone_of(meeting)

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    when = f"{local(meeting.starts_at)}, {meeting.get_state_display()}"
    lines = [f"“{meeting.title}”, {when}. All times are those of {zone.key}."]
    if not accounts:
        return [*lines, "Nobody takes part, so nobody is reminded."]
    person = None
    for account in accounts:
        if account.person != person:
            person = account.person
            lines.append(f"{person} <{person.email}>")
        if account.offset_minutes is None:
            lines.append(f"  none: {account.reason}")
            continue
        sent = account.message.sent_at if account.message else None
        detail = account.message.detail if account.message else ""
        lines.append(
            f"  {account.offset_minutes:>5} min before, {local(account.due_at)}: {account.reason}"
            + (f" {local(sent)}" if sent else "")
            + (f" ({detail})" if detail else "")
        )
    return lines


def _zone_of(meeting: Meeting) -> ZoneInfo:
    """Return the meeting's zone, or UTC when the rules no longer know it."""
    try:
        return ZoneInfo(meeting.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _plain_meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": str(meeting.pk),
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "zone": meeting.zone,
        "state": meeting.state,
    }


def _plain(account: Account) -> dict[str, Any]:
    message = account.message
    return {
        "person": account.person.email,
        "name": str(account.person),
        "offset_minutes": account.offset_minutes,
        "due_at": account.due_at.isoformat(),
        "state": account.state,
        "reason": account.reason,
        "message_id": message.message_id if message else None,
        "sent_at": message.sent_at.isoformat() if message and message.sent_at else None,
        "smtp_code": message.smtp_code if message else None,
        "detail": message.detail if message else "",
    }
