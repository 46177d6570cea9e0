"""Say why each person did, or did not, get each reminder of a meeting."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import reminding
from core.models import Meeting, Message
from core.moments import database_now


@dataclass(frozen=True, slots=True)
class Account:
    """One person and one offset (in minutes) of the meeting as it is planned now.

    `state` is that of the newest message, or `planned`, or `none`; `reason` is a sentence.
    `earlier` are the messages in whose place `message` was sent once more, oldest first. Somebody
    who wants no reminders has one account, without an offset.
    """

    person: Any
    offset_minutes: int | None
    due_at: datetime
    state: str
    reason: str
    message: Message | None = None
    earlier: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """What all accounts of a meeting look at.

    `obstacle` is why nobody is reminded of it; that it has begun is none, since most were before.
    """

    meeting: Meeting
    now: datetime
    obstacle: str
    messages: dict[tuple[Any, int], list[Message]]


def people_of(meeting: Meeting) -> QuerySet[Any]:
    """Return everybody whom a meeting concerns, and who got a reminder of it before they left.

    Raises LookupError for a kind of meeting that nobody is reminded of.
    """
    concerned = reminding.source_for(meeting).people(meeting).order_by().values("pk")
    reached = Message.objects.reminders_of(meeting).order_by().values("recipient")
    people: QuerySet[Any] = get_user_model()._default_manager.all()
    return people.filter(Q(pk__in=concerned) | Q(pk__in=reached))


def account_for(meeting: Meeting, people: Sequence[Any] | None = None) -> list[Account]:
    """Return an account for each person and offset, person by person, the earliest offset first.

    Of all `people_of` the meeting, by name, unless told of whom. The number of queries does not
    depend on how many they are. Raises LookupError for a kind that nobody is reminded of.
    """
    source = reminding.source_for(meeting)
    if people is None:
        people = list(people_of(meeting).order_by("family_name", "given_name", "pk"))
    messages = defaultdict(list)
    for row in Message.objects.reminders_of(meeting).filter(recipient__in=people).order_by("pk"):
        messages[row.recipient_id, row.offset_minutes].append(row)
    case = _Case(meeting, database_now(), reminding.hindrance(source, meeting), messages)
    readers = {reader.person.pk: reader for reader in source.readers(meeting, people)}
    gone = _("The person no longer takes part.")
    usual = source.offsets(meeting)
    return [
        account
        for person in people
        for reader in [readers.get(person.pk) or reminding.Reader(person, obstacle=gone)]
        for account in _of_reader(case, reader, _offsets_of(reader, usual, case))
    ]


def _offsets_of(reader: reminding.Reader, usual: Sequence[int], case: _Case) -> list[int]:
    """Return the person's offsets, and those of reminders that they have got already."""
    chosen = reader.person.reminder_offsets
    got = {offset for person, offset in case.messages if person == reader.person.pk}
    return sorted({*(usual if chosen is None else chosen), *got}, reverse=True)


def _of_reader(case: _Case, reader: reminding.Reader, offsets: Sequence[int]) -> Iterator[Account]:
    person, starts_at = reader.person, case.meeting.starts_at
    if not offsets:
        yield Account(person, None, starts_at, "none", _no_offsets(person))
    passed = [each for each in offsets if starts_at - timedelta(minutes=each) <= case.now]
    for offset in offsets:
        due_at = starts_at - timedelta(minutes=offset)
        if messages := case.messages.get((person.pk, offset)):
            yield _of_messages(person, messages, due_at)
            continue
        reason = (
            case.obstacle
            or _of_person(reader)
            or _missed(case, reader, due_at)
            or _outrun(case, offset, passed)
        )
        if reason:
            yield Account(person, offset, due_at, "none", reason)
        elif due_at > case.now:
            yield Account(
                person, offset, due_at, "planned", _("It will be planned when it is due.")
            )
        else:
            reason = _("It waits for the next planning, which comes every minute.")
            yield Account(person, offset, due_at, "planned", reason)


def _of_messages(person: Any, messages: Sequence[Message], due_at: datetime) -> Account:
    """Say what became of a reminder; the newest copy takes the place of the others."""
    *earlier, message = messages
    return Account(
        person=person,
        offset_minutes=message.offset_minutes,
        due_at=due_at,
        state=message.state,
        reason=str(message.get_state_display()),
        message=message,
        earlier=tuple(earlier),
    )


def _no_offsets(person: Any) -> str:
    if person.reminder_offsets is None:
        return _("No reminders are set for this meeting.")
    return _("The person wants no reminders.")


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


def _outrun(case: _Case, offset: int, passed: Sequence[int]) -> str:
    """Say why a reminder that was due was not planned, or nothing; `passed` were due by now."""
    if offset not in passed:
        return ""
    if offset != min(passed):
        return _("When it was planned, a nearer one was due and took its place.")
    if case.meeting.starts_at <= case.now:
        return _("It was not planned before the meeting began.")
    return ""
