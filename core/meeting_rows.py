"""Light copies of meetings: what calendars show of many meetings, of whatever kind, at once.

Each kind of meeting gives its rows with the same columns (`light_rows`), so that one statement
brings them all. They are tuples: a feed of hundreds of meetings makes no object of the database's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from django.db import models
from django.db.models import BooleanField, DateTimeField, F, Value
from django.db.models.functions import Greatest

from core.meeting_calendar import FIELDS, Planned

STANDING = ("is_tentative", "confirmed_at", "dropped_at")
COLUMNS = (*FIELDS, *STANDING, "kind", "of", "of_title", "touched_at")
# What `light_rows` annotates of a meeting that stands on its own.
ON_ITS_OWN: Mapping[str, Any] = {
    "is_tentative": Value(False, BooleanField()),  # noqa: FBT003 -- a value of the database
    "confirmed_at": Value(None, DateTimeField()),
    "dropped_at": Value(None, DateTimeField()),
}


class MeetingRow(Planned, Protocol):
    """A light copy of a meeting.

    `kind` says of which kind it is, `of` is the exchange or edition that it belongs to.
    `is_tentative`, `confirmed_at` and `dropped_at` are those of its `Standing`. `touched_at` is
    when the row, or what it belongs to, last changed in any way.
    """

    kind: str
    of: Any
    of_title: str
    is_tentative: bool
    confirmed_at: datetime | None
    dropped_at: datetime | None
    touched_at: datetime


def light_rows(
    meetings: models.QuerySet[Any],
    kind: str,
    of: str,
    *,
    title: str,
    standing: Mapping[str, Any] = ON_ITS_OWN,
) -> models.QuerySet[Any]:
    """Return the meetings as `MeetingRow`; `of` is the field of what they belong to.

    `title` is the lookup of its title, `standing` has an expression for each of `STANDING`.
    """
    rows = meetings.order_by().annotate(
        kind=Value(kind),
        of=F(f"{of}_id"),
        of_title=F(title),
        touched_at=Greatest("updated_at", f"{of}__updated_at"),
        **standing,
    )
    return cast("models.QuerySet[Any]", rows.values_list(*COLUMNS, named=True))
