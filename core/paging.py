"""Pages of long lists, by keyset: the last page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

PAGE_SIZE = 25
# Far longer than any cursor made here: whoever forges one does not get to choose what is parsed.
CURSOR_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the cursors of its neighbours (empty where there is none)."""

    rows: Sequence[Any]
    previous: str
    next: str


def keyset_page(
    queryset: models.QuerySet[Any],
    ordering: Sequence[str],
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """Return the page of `queryset` that the cursor points to, or the first one.

    `ordering` names fields that are never null, all ascending or all descending, the last of
    them unique. A cursor that was not made here gives the first page.
    """
    return merged_page([queryset], ordering, cursor, size)


def merged_page(
    parts: Sequence[models.QuerySet[Any]],
    ordering: Sequence[str],
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """Return such a page of several querysets with the same columns, in one order.

    One statement brings it: each part gives no more rows than the page holds.
    """
    fields = [name.lstrip("-") for name in ordering]
    is_descending = ordering[0].startswith("-")
    backwards, values = _decode(cursor, len(fields))
    if not all(_can_be(parts[0].model, *pair) for pair in zip(fields, values, strict=False)):
        backwards, values = False, []
    rows_first = is_descending != backwards
    signs = [f"-{name}" if rows_first else name for name in fields]
    if values:
        parts = [_after(part, fields, values, descending=rows_first) for part in parts]
    first, *others = [part.order_by(*signs)[: size + 1] for part in parts]
    rows = first.union(*others, all=True).order_by(*signs)[: size + 1] if others else first
    found = list(rows)
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = has_more if backwards else bool(values)
    has_next = bool(found) if backwards else has_more
    return Page(
        rows=found,
        previous=_encode(found[0], fields, backwards=True) if has_previous and found else "",
        next=_encode(found[-1], fields, backwards=False) if has_next and found else "",
    )


def _after(
    rows: models.QuerySet[Any], fields: Sequence[str], values: Sequence[str], *, descending: bool
) -> models.QuerySet[Any]:
    sign = "lt" if descending else "gt"
    # The first comparison is implied by the rest; it is there for the index.
    condition = Q(**{f"{fields[0]}__{sign}e": values[0]})
    rest = Q()
    for position, name in enumerate(fields):
        same = Q(**dict(zip(fields[:position], values[:position], strict=True)))
        rest |= same & Q(**{f"{name}__{sign}": values[position]})
    return rows.filter(condition & rest)


def _can_be(model: type[models.Model], name: str, value: str) -> bool:
    """Tell whether a value that came with a request can stand in the field."""
    field: Any = model._meta.get_field(name)
    try:
        if isinstance(field, models.DateTimeField):
            # Django would take a day alone, or a moment without a zone, and only warn.
            moment = parse_datetime(value)
            return moment is not None and timezone.is_aware(moment)
        field.to_python(value)
    except (ValidationError, ValueError, OverflowError):
        return False
    return True


def _encode(row: Any, fields: Sequence[str], *, backwards: bool) -> str:
    values = [str(getattr(row, name)) for name in fields]
    packed = json.dumps([int(backwards), *values]).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _decode(cursor: str, count: int) -> tuple[bool, list[str]]:
    if len(cursor) > CURSOR_LENGTH:
        return False, []
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        backwards, *values = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (binascii.Error, ValueError, TypeError):
        return False, []
    is_ours = (
        backwards in (0, 1)
        and len(values) == count
        and all(isinstance(value, str) and _is_text(value) for value in values)
    )
    return (backwards == 1, values) if is_ours else (False, [])


def _is_text(value: str) -> bool:
    """Tell whether PostgreSQL can hold the text: no zero bytes, no halves of characters."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
