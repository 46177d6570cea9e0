"""What new rules of time zones do to meetings: what moves is updated, who is concerned is told.

A meeting keeps its wall time in its own zone. When the rules change, either the instant that the
wall time names moves (and with it everybody else's local time), or only the local time of those
who live by the changed clocks. `Meeting.told_offsets` says what was true when people were last
told, so each change is told once, however often and by however many this runs.

An app that has meetings describes them with a `Kind`.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core import audit
from core.enums import MeetingState
from core.errors import RefusedError
from core.meetings import new_schedule
from core.models import Meeting
from core.wall_times import moments, offset_minutes
from core.workflow import Workflow

logger = logging.getLogger(__name__)

GONE, TWICE, NO_ZONE, CLASH, FAILED = "gone", "twice", "no_zone", "clash", "failed"
PROBLEMS = {
    GONE: _("By the new rules, the clocks jump over this time."),
    TWICE: _("By the new rules, the clocks show this time twice."),
    NO_ZONE: _("The rules of time zones no longer know this zone."),
    CLASH: _("By the new rules, somebody who facilitates it would be in two places at once."),
    FAILED: _("It could not be computed: the log says why."),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Meetings of one app, and whom to tell.

    `rows` returns those that may take place; `zones` those that a meeting is read in; `readers`
    who knows its time. `changing` is entered around the change of a locked meeting and may refuse
    it (RefusedError). `tell` writes to the people of one zone, with the wall time that they knew
    and whether the instant moved; `alarm` writes to who must choose another time.
    """

    name: str
    rows: Callable[[], models.QuerySet[Any]]
    workflow: Workflow[Any]
    zones: Callable[[Any], Iterable[str]]
    readers: Callable[[Any], Iterable[Any]]
    changing: Callable[[Any], AbstractContextManager[None]]
    tell: Callable[[Any, Sequence[Any], datetime, bool], None]
    alarm: Callable[[Any, Any], None]


_Coming = tuple[Kind, UUID, str, datetime]


@dataclass(frozen=True, slots=True)
class Reading:
    """What today's rules say of a meeting.

    `fold` is 1 for the later of two moments that read alike. `local_before` has the wall time that
    was told, for each zone in which it is another now.
    """

    starts_at: datetime
    fold: int = 0
    offsets: Mapping[str, int] = field(default_factory=dict)
    local_before: Mapping[str, datetime] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one meeting that new rules concern.

    With a `problem` (a key of PROBLEMS) nothing was changed.
    """

    kind: str
    pk: UUID
    title: str
    before: datetime
    after: datetime
    told: int = 0
    problem: str = ""


def read(meeting: Meeting, zones: Iterable[str]) -> Reading:
    """Compare what was told of a meeting with today's rules, in these zones. Writes nothing."""
    try:
        found = moments(meeting.local_date, meeting.local_time, meeting.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Reading(meeting.starts_at, problem=NO_ZONE)
    if not found:
        return Reading(meeting.starts_at, problem=GONE)
    starts_at = found[-1]
    if meeting.starts_at in found:
        starts_at = meeting.starts_at
    elif len(found) > 1 and not meeting.fold:
        # A time that comes once is kept like the earlier of two: which one was meant is not known.
        return Reading(meeting.starts_at, problem=TWICE)
    offsets = {
        zone: offset
        for zone in sorted({meeting.zone, *zones})
        if (offset := offset_minutes(starts_at, zone)) is not None
    }
    before = {zone: _told(meeting, zone) for zone in offsets}
    return Reading(
        starts_at=starts_at,
        fold=found.index(starts_at),
        offsets=offsets,
        local_before={
            zone: local
            for zone, local in before.items()
            if local != _wall(starts_at, offsets[zone])
        },
    )


def _told(meeting: Meeting, zone: str) -> datetime:
    """Return the wall time that people of a zone know.

    In the meeting's own zone it is what was agreed. A zone that nobody had told reads the instant
    that is on record by today's rules.
    """
    if zone == meeting.zone:
        return datetime.combine(meeting.local_date, meeting.local_time)
    offset = meeting.told_offsets.get(zone)
    if offset is None:
        offset = offset_minutes(meeting.starts_at, zone) or 0
    return _wall(meeting.starts_at, offset)


def _wall(instant: datetime, offset: int) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=offset)


def recompute_all(kinds: Iterable[Kind], *, is_dry_run: bool = False) -> list[Outcome]:
    """Look at every scheduled meeting to come, each in a transaction of its own.

    Returns what new rules concern. A dry run changes nothing and tells nobody: it is one
    transaction, which is undone.
    """
    with transaction.atomic() if is_dry_run else nullcontext():
        found = _recompute_each(kinds)
        if is_dry_run:
            transaction.set_rollback(True)
    return found


def _recompute_each(kinds: Iterable[Kind]) -> list[Outcome]:
    """Try all, and once more, from the last on, those that others were in the way of.

    Two sessions in a row that move later by an hour overlap until both have moved.
    """
    found: list[Outcome | None] = []
    crowded: list[_Coming] = []
    for each in _coming(kinds):
        try:
            found.append(_try(each, is_last_try=False))
        except RefusedError:
            crowded.append(each)
    found.extend(_try(each, is_last_try=True) for each in reversed(crowded))
    return sorted(
        (outcome for outcome in found if outcome is not None),
        key=lambda outcome: (outcome.kind, outcome.before, outcome.pk),
    )


def _coming(kinds: Iterable[Kind]) -> list[_Coming]:
    return [
        (kind, *row)
        for kind in kinds
        for row in kind.rows()
        .filter(state=MeetingState.SCHEDULED, starts_at__gt=Now())
        .order_by("starts_at", "pk")
        .values_list("pk", "title", "starts_at")
    ]


def _try(each: _Coming, *, is_last_try: bool) -> Outcome | None:
    """Recompute one; one that cannot be read must not keep the others waiting."""
    kind, pk, title, starts_at = each
    try:
        return recompute(kind, pk, is_last_try=is_last_try)
    except RefusedError:
        raise
    except Exception:
        logger.exception("The time of %s %s could not be computed.", kind.name, pk)
        return Outcome(kind.name, pk, title, starts_at, starts_at, problem=FAILED)


def recompute(kind: Kind, pk: UUID, *, is_last_try: bool = True) -> Outcome | None:
    """Bring one meeting up to today's rules; return what changed, or None.

    Whoever comes second waits for the meeting's lock, and finds nothing to do. Raises RefusedError
    when other meetings are in the way, unless it is the last try: then it needs another time.
    """
    with transaction.atomic():
        locked = kind.rows().select_for_update(of=("self",))
        meeting = locked.filter(pk=pk, state=MeetingState.SCHEDULED).first()
        if meeting is None:
            return None
        return _recompute_locked(kind, meeting, is_last_try=is_last_try)


def _recompute_locked(kind: Kind, meeting: Any, *, is_last_try: bool) -> Outcome | None:
    reading = read(meeting, kind.zones(meeting))
    if reading.problem:
        return _raise_alarm(kind, meeting, reading.problem)
    if not reading.local_before and reading.starts_at == meeting.starts_at:
        if (reading.offsets, reading.fold) != (meeting.told_offsets, meeting.fold):
            # Somebody from another zone has joined, or the same time comes once or twice now:
            # nothing has changed for anybody.
            same = kind.rows().filter(pk=meeting.pk)
            same.update(told_offsets=reading.offsets, fold=reading.fold)
        return None
    try:
        told = _change(kind, meeting, reading)
    except RefusedError:
        if not is_last_try:
            raise
        return _raise_alarm(kind, meeting, CLASH)
    return _outcome(kind, meeting, reading.starts_at, told=told)


def _change(kind: Kind, meeting: Any, reading: Reading) -> int:
    """Write what the rules say now, and tell whose local time is another; return how many."""
    is_moved = reading.starts_at != meeting.starts_at
    people = [each for each in kind.readers(meeting) if each.time_zone in reading.local_before]
    data = {
        "before": meeting.starts_at.isoformat(),
        "after": reading.starts_at.isoformat(),
        "zones": sorted(reading.local_before),
        "told": len(people),
    }
    with (
        kind.changing(meeting),
        kind.workflow.step(meeting, "recompute", by=None, data=data) as row,
    ):
        row.starts_at = reading.starts_at
        row.fold = reading.fold
        row.told_offsets = dict(reading.offsets)
        if is_moved:
            new_schedule(row)
        for zone, local in sorted(reading.local_before.items()):
            concerned = [person for person in people if person.time_zone == zone]
            if concerned:
                kind.tell(row, concerned, local, is_moved)
    return len(people)


def _raise_alarm(kind: Kind, meeting: Any, problem: str) -> Outcome:
    """Say once for each schedule of a meeting that it needs another time."""
    verb = f"{kind.workflow.name}.needs_another_time"
    data = {"schedule_seq": meeting.schedule_seq, "problem": problem}
    if not audit.events_of(meeting).filter(verb=verb, data=data).exists():
        audit.record(verb, meeting, by=None, data=data)
        kind.alarm(meeting, PROBLEMS[problem])
    return _outcome(kind, meeting, meeting.starts_at, problem=problem)


def _outcome(kind: Kind, meeting: Any, after: datetime, **more: Any) -> Outcome:
    return Outcome(kind.name, meeting.pk, meeting.title, meeting.starts_at, after, **more)
