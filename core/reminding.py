"""Remind people of online meetings, whichever app they belong to.

A reminder is a `Message` that says of which schedule of a meeting (`target_seq`) and how many
minutes before (`offset_minutes`). It is planned without words, by one statement and one unique
constraint, so any number of planners may run at any time; it gets its words when it is sent, once
for all who share a meeting, a language and a zone. PostgreSQL's clock decides what is due.

An app that has meetings registers a `Source`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import audit
from core.enums import MeetingState
from core.errors import RefusedError
from core.identity import site_host
from core.models import Meeting, Message
from core.outbox import Draft, new_message_id

# No reminder comes earlier before a meeting (`core.offsets.LONGEST`).
HORIZON = "30 days"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is, or was, to be reminded of a meeting.

    `since` is when they joined (null for always); `obstacle` says in words why they are not
    reminded now, or nothing.
    """

    person: Any
    since: datetime | None = None
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Meetings of one kind, and who is reminded of them.

    `places` is a SELECT without parameters: one row for each live meeting that begins within
    `{horizon}` and each person, with `meeting_id`, `starts_at`, `seq`, `changed_at`, `version` (it
    grows whenever the letter would read differently), `offsets` (minutes, an array), `person_id`
    and `since` (when the person joined; null for always). A person may appear twice.

    The others say the same of one meeting, in words: `load` finds it with what they read; `draft`
    writes the letter for a language and a zone; `obstacle` is why nobody is reminded of it, or
    nothing; `offsets` are its own minutes. `people` finds all whom it concerns, also those who
    left, and `readers` says of some of them how they stand (and leaves out whom it does not
    concern). `participants` finds who may know now how to join.
    `stop_address` is where a person's mail program says that they want no more reminders.
    """

    kind: str
    target_type: str
    places: str
    load: Callable[[UUID], Any]
    draft: Callable[[Any, str, str], Draft]
    obstacle: Callable[[Any], str]
    offsets: Callable[[Any], Sequence[int]]
    people: Callable[[Any], QuerySet[Any]]
    readers: Callable[[Any, Sequence[Any]], Sequence[Reader]]
    participants: Callable[[Any], QuerySet[Any]]
    stop_address: Callable[[UUID], str]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let the meetings of a source be reminded of."""
    _sources[source.kind] = source


def sources() -> list[Source]:
    """Return all that were registered."""
    return list(_sources.values())


def source_of(message: Message) -> Source:
    """Return where the meeting of a reminder comes from."""
    return _sources[message.kind]


def source_for(meeting: Meeting) -> Source:
    """Return where a meeting comes from; raises LookupError when nobody registered its kind."""
    label = meeting._meta.label_lower
    for source in _sources.values():
        if source.target_type == label:
            return source
    raise LookupError(label)


# For each meeting and person the nearest offset that has passed: after an outage the older ones
# are not sent. Who joined after that moment, and everybody when the meeting was moved after it,
# knows the time already. A fixed order keeps rival planners from a deadlock.
#
# All that is due is found before the first row is written, or the search for known reminders would
# wade through the new ones. OFFSET keeps that search on the index, however many old rows there are.
_PLAN = """
WITH due AS MATERIALIZED (
    SELECT place.*, account.email, account.language, (
        SELECT min(minutes)
        FROM unnest(coalesce(account.reminder_offsets, place.offsets)) AS minutes
        WHERE place.starts_at - make_interval(mins => minutes) <= statement_timestamp()
    ) AS nearest
    FROM ({places}) AS place
    JOIN {users} AS account ON account.id = place.person_id AND account.is_active
)
INSERT INTO core_message (message_id, kind, recipient_id, address, language, subject, text, html,
    attachments, is_confidential, target_type, target_id, target_seq, offset_minutes, state,
    attempts, expires_at, detail, next_attempt_at, created_at)
SELECT '<' || gen_random_uuid() || %(host)s, %(kind)s, due.person_id, due.email, due.language,
    '', '', '', '[]', false, %(target_type)s, due.meeting_id, due.seq, due.nearest, 'pending',
    0, due.starts_at, '', statement_timestamp(), statement_timestamp()
FROM due
WHERE due.nearest IS NOT NULL
    AND (due.since IS NULL
        OR due.since <= due.starts_at - make_interval(mins => due.nearest))
    AND (due.seq = 0
        OR due.changed_at <= due.starts_at - make_interval(mins => due.nearest))
    AND NOT EXISTS (
        SELECT FROM core_message AS known
        WHERE known.target_id = due.meeting_id AND known.recipient_id = due.person_id
            AND known.target_seq = due.seq AND known.offset_minutes = due.nearest
            AND known.copy_of_id IS NULL
        OFFSET 0
    )
ORDER BY due.starts_at, due.meeting_id, due.person_id
ON CONFLICT DO NOTHING
"""

# The same rows, looked at again just before some of the messages are sent. A nearer reminder takes
# an older one's place from the moment when it is due: after an outage of everything, whoever sends
# may be quicker than whoever plans.
_CHECK = """
SELECT message.id, place.seq, place.version, account.language, account.time_zone,
    message.offset_minutes = ANY (coalesce(account.reminder_offsets, place.offsets)) AS is_wanted,
    EXISTS (
        SELECT FROM unnest(coalesce(account.reminder_offsets, place.offsets)) AS minutes
        WHERE minutes < message.offset_minutes
            AND place.starts_at - make_interval(mins => minutes) <= statement_timestamp()
    ) OR EXISTS (
        SELECT FROM core_message AS nearer
        WHERE nearer.target_id = message.target_id
            AND nearer.recipient_id = message.recipient_id
            AND nearer.target_seq = message.target_seq
            AND nearer.offset_minutes < message.offset_minutes
            AND nearer.copy_of_id IS NULL
    ) AS is_outrun
FROM unnest(%(ids)s::bigint[], %(meetings)s::uuid[], %(people)s::uuid[], %(seqs)s::int[],
    %(offsets)s::int[]) AS message (id, target_id, recipient_id, target_seq, offset_minutes)
JOIN {users} AS account ON account.id = message.recipient_id AND account.is_active
CROSS JOIN LATERAL (
    SELECT * FROM ({places}) AS place
    WHERE place.meeting_id = message.target_id AND place.person_id = message.recipient_id
    LIMIT 1
) AS place
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """In which words a reminder is read: those who share all of this share a letter."""

    meeting_id: UUID
    seq: int
    version: int
    language: str
    zone: str


def plan_reminders() -> int:
    """Write the reminders that are due; return how many.

    Safe to run at any time, any number of times, and by rivals at once.
    """
    return sum(_plan(source) for source in sources())


def _plan(source: Source) -> int:
    values = {"host": f"@{site_host()}>", "kind": source.kind, "target_type": source.target_type}
    with connection.cursor() as cursor:
        cursor.execute(_with_places(_PLAN, source), values)
        return int(cursor.rowcount)


@cache
def _with_places(statement: str, source: Source) -> str:
    table = get_user_model()._meta.db_table
    places = source.places.replace("{horizon}", HORIZON)
    return statement.replace("{places}", places).replace("{users}", table)


def look_at(messages: Sequence[Message]) -> dict[int, Reading]:
    """Return how reminders are read now, by their keys; without those that are not needed."""
    found: dict[int, Reading] = {}
    for source in sources():
        mine = [message for message in messages if message.kind == source.kind]
        for message, row in _rows(source, mine):
            reading = _reading(message, row)
            if isinstance(reading, Reading):
                found[message.pk] = reading
    return found


def look_again(message: Message) -> Reading | str:
    """Return how a reminder is read now, or the reason why it is no longer needed."""
    source = source_of(message)
    for _message, row in _rows(source, [message]):
        return _reading(message, row)
    return _why_not(source, message)


def _rows(source: Source, messages: Sequence[Message]) -> list[tuple[Message, Any]]:
    """Ask the source's places about messages; what is no longer planned has no row."""
    if not messages:
        return []
    values: dict[str, Any] = {
        "ids": list(range(len(messages))),
        "meetings": [str(message.target_id) for message in messages],
        "people": [str(message.recipient_id) for message in messages],
        "seqs": [message.target_seq for message in messages],
        "offsets": [message.offset_minutes for message in messages],
    }
    with connection.cursor() as cursor:
        cursor.execute(_with_places(_CHECK, source), values)
        return [(messages[number], rest) for number, *rest in cursor.fetchall()]


def _reading(message: Message, row: Any) -> Reading | str:
    seq, version, language, zone, is_wanted, is_outrun = row
    if seq != message.target_seq:
        return _("The meeting was moved.")
    if message.copy_of_id is None and not is_wanted:
        return _("The person wants no reminder at this time.")
    if message.copy_of_id is None and is_outrun:
        return _("A later reminder took its place.")
    return Reading(message.target_id, seq, version, language, zone)  # type: ignore[arg-type]  # -- a reminder has a target


def _why_not(source: Source, message: Message) -> str:
    meeting = source.load(message.target_id)  # type: ignore[arg-type]  # -- a reminder has a target
    if meeting is None:
        return _("The meeting is gone.")
    if reason := obstacle(source, meeting):
        return reason
    if message.recipient is not None and not message.recipient.is_active:
        return _("The account is closed.")
    for reader in source.readers(meeting, [message.recipient]):
        if reader.obstacle:
            return reader.obstacle
    return _("The person no longer takes part.")


def obstacle(source: Source, meeting: Meeting) -> str:
    """Return why nobody is reminded of a meeting any more, or nothing."""
    if meeting.state == MeetingState.HELD:
        return _("The meeting has taken place.")
    return hindrance(source, meeting) or (_("The meeting has begun.") if meeting.has_begun else "")


def hindrance(source: Source, meeting: Meeting) -> str:
    """Return what else than the time keeps everybody from being reminded, or nothing."""
    if meeting.state == MeetingState.CANCELLED:
        return _("The meeting was cancelled.")
    is_past = meeting.state == MeetingState.HELD or meeting.has_begun
    return "" if is_past else source.obstacle(meeting)


def draft_of(message: Message, meeting: Any, reading: Reading) -> Draft:
    """Write what the reminders of a reading say of a meeting that the message's source loaded."""
    return source_of(message).draft(meeting, reading.language, reading.zone)


def headers_of(message: Message) -> dict[str, str]:
    """Return the headers that let a mail program stop the reminders in one click (RFC 8058)."""
    address = source_of(message).stop_address(message.recipient_id)  # type: ignore[arg-type]  # -- a reminder has a reader
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def resend(message: Message, meeting: Meeting, *, by: Any) -> Message:
    """Queue a reminder once more, as a message of its own, and return that one.

    Raises RefusedError while an earlier one still waits, and when it is no longer needed. What
    the person chose to be reminded of does not count: somebody asks for this one.
    """
    with transaction.atomic():
        first = Message.objects.select_for_update().get(pk=message.copy_of_id or message.pk)
        if first.is_waiting or any(copy.is_waiting for copy in first.copies.all()):
            raise RefusedError(_("This reminder still waits to be sent."))
        copy = _copy_of(first, meeting)
        reading = look_again(copy)
        if isinstance(reading, str):
            raise RefusedError(reading)
        copy.save(force_insert=True)
        data = {"message": copy.message_id, "offset": copy.offset_minutes}
        audit.record("core.reminder.resend", meeting, by=by, data=data)
        return copy


def _copy_of(first: Message, meeting: Meeting) -> Message:
    reader: Any = first.recipient
    return Message(
        message_id=new_message_id(),
        copy_of=first,
        kind=first.kind,
        recipient=reader,
        address=reader.email,
        language=reader.language,
        target_type=first.target_type,
        target_id=first.target_id,
        target_seq=first.target_seq,
        offset_minutes=first.offset_minutes,
        expires_at=meeting.starts_at,
    )
