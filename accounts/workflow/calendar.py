"""Writes about academic calendars.

Every verb locks the institution first, so two people never give it overlapping terms. The audit
events are the institution's: a period that is removed leaves its trace there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import PeriodKind
from accounts.models import Institution, Period, User
from accounts.teaching_days import year_label
from core import audit
from core.errors import ConflictError, RefusedError

FIELDS = ("kind", "name", "starts_on", "ends_on", "source")
# Whole weeks, so that what began on a Monday begins on a Monday.
A_YEAR = timedelta(weeks=52)


def add_period(
    institution: Institution, year: int, values: Mapping[str, Any], *, by: User
) -> Period:
    """Add a period to an academic year; `values` are the fields that `FIELDS` names.

    Raises RefusedError for a term that overlaps another, and for a second period of the kind from
    the same day.
    """
    with _locked(institution) as row:
        period = Period(institution=row, year=year, **values)
        _refuse_clash(period)
        period.save(force_insert=True)
        _record(row, "add", period, by=by)
    return period


def edit_period(
    period: Period, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> Period:
    """Change a period; `seen` is the `Period.version` that the person looked at.

    Raises ConflictError when somebody changed or removed it since, and RefusedError as
    `add_period` does.
    """
    with _locked(period.institution) as institution:
        row = _fresh(period, seen)
        before = _plain(row)
        for name in FIELDS:
            setattr(row, name, values[name])
        _refuse_clash(row)
        after = _plain(row)
        if before != after:
            row.save()
            changes = {name: [before[name], after[name]] for name in FIELDS}
            changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
            _record(institution, "edit", row, by=by, changes=changes)
    return row


def remove_period(period: Period, *, by: User, seen: int | None = None) -> Period:
    """Take a period out of the calendar, and return what it was.

    Raises ConflictError when somebody changed or removed it since `seen`.
    """
    with _locked(period.institution) as institution:
        row = _fresh(period, seen)
        _record(institution, "remove", row, by=by)
        row.delete()
    return row


def copy_calendar(institution: Institution, year: int, *, by: User) -> Institution:
    """Begin an academic year with the periods of the one before, 52 weeks later.

    The public holidays on which teaching takes place are not copied: they move. Raises
    RefusedError when the year has periods already, or the one before has none to copy.
    """
    with _locked(institution) as row:
        if row.periods.of_year(year).exists():
            raise RefusedError(
                _("There are periods in %(year)s already. Change those instead.")
                % {"year": year_label(year)}
            )
        former = row.periods.of_year(year - 1).exclude(kind=PeriodKind.OPEN)
        copies = [_copy(period) for period in former]
        if not copies:
            raise RefusedError(
                _("There is nothing to copy in %(year)s.") % {"year": year_label(year - 1)}
            )
        for copy in copies:
            _refuse_clash(copy)
            copy.save(force_insert=True)
        data = {"year": year, "periods": len(copies)}
        audit.record("accounts.calendar.copy", row, by=by, data=data)
    return row


def clash_of(period: Period) -> tuple[str, str]:
    """Return the field and the sentence of why the period cannot stand beside the others.

    Both are empty when it can. Terms never overlap, whatever their academic year; two periods of
    one kind never begin on the same day.
    """
    others = Period.objects.filter(institution=period.institution_id, kind=period.kind)
    others = others.exclude(pk=period.pk)
    if period.kind == PeriodKind.TERM:
        other = others.within(period.starts_on, period.ends_on).order_by("starts_on").first()
        if other is not None:
            inside = other.starts_on <= period.starts_on <= other.ends_on
            return "starts_on" if inside else "ends_on", _(
                "This overlaps the term “%(name)s”. End one before the other begins."
            ) % {"name": other.name}
    if others.filter(starts_on=period.starts_on).exists():
        return "starts_on", _("There is a period of this kind from that day already.")
    return "", ""


@contextmanager
def _locked(institution: Institution) -> Iterator[Institution]:
    """Yield the institution, locked until the transaction ends."""
    with transaction.atomic():
        yield Institution.objects.select_for_update().get(pk=institution.pk)


def _fresh(period: Period, seen: int | None) -> Period:
    row: Period | None = Period.objects.filter(pk=period.pk).select_related("institution").first()
    if row is None or (seen is not None and seen != row.version):
        raise ConflictError(
            _("Somebody has changed this since you opened it. Look at it again, then save.")
        )
    return row


def _refuse_clash(period: Period) -> None:
    _field, sentence = clash_of(period)
    if sentence:
        raise RefusedError(sentence)


def _copy(period: Period) -> Period:
    return Period(
        institution=period.institution,
        year=period.year + 1,
        kind=period.kind,
        name=period.name,
        starts_on=period.starts_on + A_YEAR,
        ends_on=period.ends_on + A_YEAR,
        source=_("Copied from %(year)s, not checked yet") % {"year": year_label(period.year)},
    )


def _plain(period: Period) -> dict[str, str]:
    """Return the period's fields as JSON keeps them."""
    return {name: _written(getattr(period, name)) for name in FIELDS}


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _record(institution: Institution, verb: str, period: Period, *, by: User, **data: Any) -> None:
    audit.record(
        f"accounts.calendar.{verb}",
        institution,
        by=by,
        data={"period": str(period.pk), "year": period.year, **_plain(period), **data},
    )
