"""Light copies of meetings: what calendars show of many meetings, of whatever kind, at once.

Each kind of meeting gives its rows with the same columns (`light_rows`), so that one statement
brings them all. They are tuples: a feed of hundreds of meetings makes no object of the database's.
"""

from datetime import datetime
from typing import Any, Protocol, cast

from django.db import models
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from core.meeting_calendar import FIELDS, Planned

COLUMNS = (*FIELDS, "kind", "of", "of_title", "dropped_at", "touched_at")


class MeetingRow(Planned, Protocol):
    """A light copy of a meeting.

    `kind` says of which kind it is, `of` is the exchange or edition that it belongs to.
    `dropped_at` is when that was given up, and the meeting with it, though its own state does not
    say so. `touched_at` is when the row, or what it belongs to, last changed in any way.
    """

    kind: str
    of: Any
    of_title: str
    dropped_at: datetime | None
    touched_at: datetime


def light_rows(
    meetings: models.QuerySet[Any], kind: str, of: str, *, title: str, dropped_at: Any = None
) -> models.QuerySet[Any]:
    """Return the meetings as `MeetingRow`; `of` is the field of what they belong to.

    `title` is the lookup of its title. `dropped_at` is an expression, or None where a meeting is
    never given up with what it belongs to.
    """
    nothing = Value(None, DateTimeField())
    rows = meetings.order_by().annotate(
        kind=Value(kind),
        of=F(f"{of}_id"),
        of_title=F(title),
        dropped_at=nothing if dropped_at is None else dropped_at,
        touched_at=Greatest("updated_at", f"{of}__updated_at"),
    )
    return cast("models.QuerySet[Any]", rows.values_list(*COLUMNS, named=True))
