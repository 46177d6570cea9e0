"""Say why each person did, or did not, get each reminder of a meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import reminding
from core.models import Meeting, Message
from core.moments import database_now


@dataclass(frozen=True, slots=True)
class Account:
    """One person and one offset (in minutes) of the meeting as it is planned now.

    `state` is that of the newest message, or `planned`, or `none`; `reason` is a sentence.
    """

    person: Any
    offset_minutes: int
    due_at: datetime
    state: str
    reason: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """What all accounts of a meeting look at."""

    meeting: Meeting
    now: datetime
    obstacle: str
    messages: dict[tuple[Any, int], Message]


def account_for(meeting: Meeting) -> list[Account]:
    """Return an account for each person and offset, person by person, the earliest offset first.

    Raises LookupError for a kind of meeting that nobody is reminded of.
    """
    source = reminding.source_for(meeting)
    messages = Message.objects.reminders_of(meeting).order_by("pk")
    case = _Case(
        meeting=meeting,
        now=database_now(),
        obstacle=reminding.obstacle(source, meeting),
        # The newest copy takes the place of the others.
        messages={(row.recipient_id, row.offset_minutes): row for row in messages},
    )
    usual = source.offsets(meeting)
    return [
        account
        for reader in source.readers(meeting)
        for account in _of_reader(case, reader, _offsets_of(reader, usual, case))
    ]


def _offsets_of(reader: reminding.Reader, usual: Sequence[int], case: _Case) -> list[int]:
    """Return the person's offsets, and those of reminders that they have got already."""
    chosen = reader.person.reminder_offsets
    got = {offset for person, offset in case.messages if person == reader.person.pk}
    return sorted({*(usual if chosen is None else chosen), *got}, reverse=True)


def _of_reader(case: _Case, reader: reminding.Reader, offsets: Sequence[int]) -> Iterator[Account]:
    starts_at = case.meeting.starts_at
    if not offsets:
        reason = _("The person wants no reminders.")
        yield Account(reader.person, 0, starts_at, "none", reason)
    passed = [each for each in offsets if starts_at - timedelta(minutes=each) <= case.now]
    for offset in offsets:
        due_at = starts_at - timedelta(minutes=offset)
        message = case.messages.get((reader.person.pk, offset))
        if message is not None:
            yield _of_message(reader.person, message, due_at)
            continue
        reason = case.obstacle or _of_person(reader) or _missed(case, reader, due_at)
        if not reason and due_at > case.now:
            reason = _("It will be planned when it is due.")
            yield Account(reader.person, offset, due_at, "planned", reason)
            continue
        is_nearest = offset == min(passed, default=None)
        reason = reason or _outrun(is_nearest=is_nearest)
        yield Account(reader.person, offset, due_at, "none", reason)


def _of_message(person: Any, message: Message, due_at: datetime) -> Account:
    reason = str(message.get_state_display())
    if message.detail:
        reason = f"{reason}: {message.detail}"
    return Account(person, message.offset_minutes or 0, due_at, message.state, reason, message)


def _of_person(reader: reminding.Reader) -> str:
    if not reader.person.is_active:
        return _("The account is closed.")
    return reader.obstacle


def _missed(case: _Case, reader: reminding.Reader, due_at: datetime) -> str:
    """Say why a reminder was not for this person when it was due, or nothing."""
    if reader.since is not None and reader.since > due_at:
        return _("The person joined after it was due.")
    meeting = case.meeting
    if meeting.schedule_seq and meeting.schedule_changed_at > due_at:
        return _("The meeting was moved after it was due, and the e-mail about that told the time.")
    return ""


def _outrun(*, is_nearest: bool) -> str:
    """Say why a reminder that was due was not planned."""
    if is_nearest:
        return _("It waits for the next planning, which comes every minute.")
    return _("When it was planned, a nearer one was due and took its place.")
