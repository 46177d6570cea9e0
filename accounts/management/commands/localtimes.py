"""Say what the clocks of the shipped institutions read at a wall time of one zone."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Institution
from accounts.reference import shipped_institutions
from accounts.zones import zone_named
from core.wall_times import gap, moments
from core.zones import LocalTime, local_times

FORMAT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Line:
    """An institution and its reading of the moment."""

    institution: Institution
    local: LocalTime

    @property
    def offset(self) -> str:
        """Return the offset from UTC: `+05:45`."""
        return self.local.at.isoformat()[-6:]

    @property
    def shift(self) -> str:
        """Return which day it is there, where it is another one than where the time was given."""
        words = {-1: _("the day before"), 0: "", 1: _("the day after")}
        return words.get(self.local.day_offset, f"{self.local.day_offset:+d}")

    @property
    def hour(self) -> str:
        """Return what is odd about the hour, in words."""
        if self.local.is_night:
            return _("at night")
        if self.local.is_early:
            return _("early morning")
        return _("late evening") if self.local.is_late else ""


class Command(BaseCommand):
    """Reads the shipped file of institutions: no database has to run."""

    help = (
        "Print the local time at each shipped institution of a wall time in one zone. Exit status: "
        "0, or 1 when the time or the zone cannot be understood, or names no moment or two."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("time", help='the wall time, as "2026-11-24 14:00"')
        parser.add_argument("--zone", required=True, help="its IANA zone, as Europe/Rome")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--earlier", action="store_true", help="of two moments, the earlier")
        which.add_argument("--later", action="store_true", help="of two moments, the later")
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        zone = zone_named(options["zone"])
        if not zone:
            raise CommandError(
                _("“%(zone)s” is no time zone. Give an IANA name, such as Europe/Rome.")
                % {"zone": _printable(options["zone"])}
            )
        wall = _wall(options["time"])
        moment = _one_of(wall, zone, is_earlier=options["earlier"], is_later=options["later"])
        lines = sorted(_lines(moment, zone), key=_from_west_to_east)
        if options["json"]:
            self.stdout.write(json.dumps(_plain(moment, lines), indent=2, ensure_ascii=False))
            return
        for text in _report(wall, zone, moment, lines):
            self.stdout.write(text)


def _wall(text: str) -> datetime:
    """Return the wall time that was typed. Raises CommandError."""
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CommandError(
            _("Give the time as in “2026-11-24 14:00”: year, month, day, hour, minute.")
        ) from error
    if wall.tzinfo is not None or not 1900 <= wall.year <= 2200:
        raise CommandError(_("Give a wall time between 1900 and 2200, without an offset."))
    return wall


def _one_of(wall: datetime, zone: str, *, is_earlier: bool, is_later: bool) -> datetime:
    """Return the one moment that is meant. Raises CommandError when that cannot be told."""
    found = moments(wall.date(), wall.time(), zone)
    if not found:
        missing = gap(wall.date(), wall.time(), zone)
        raise CommandError(
            _(
                "%(time)s does not exist in %(zone)s: the clocks go from %(first)s to %(then)s "
                "that day. Choose a time before %(first)s, or from %(then)s."
            )
            % {
                "time": wall.strftime(FORMAT),
                "zone": zone,
                "first": date_format(missing.first, "H:i"),
                "then": date_format(missing.then, "H:i"),
            }
        )
    if len(found) == 2 and not (is_earlier or is_later):
        raise CommandError(
            _(
                "%(time)s comes twice in %(zone)s, as the clocks go back: at %(earlier)s UTC "
                "(--earlier) and at %(later)s UTC (--later). Say which."
            )
            % {
                "time": wall.strftime(FORMAT),
                "zone": zone,
                "earlier": found[0].strftime("%H:%M"),
                "later": found[1].strftime("%H:%M"),
            }
        )
    return found[-1] if is_later else found[0]


def _lines(moment: datetime, zone: str) -> list[Line]:
    institutions = shipped_institutions()
    _here, *readings = local_times(moment, [zone, *(each.time_zone for each in institutions)])
    return [Line(*pair) for pair in zip(institutions, readings, strict=True)]


def _from_west_to_east(line: Line) -> tuple[timedelta, str, str]:
    offset = line.local.at.utcoffset() or timedelta(0)
    return offset, line.institution.city, line.institution.name


def _report(wall: datetime, zone: str, moment: datetime, lines: Sequence[Line]) -> Iterable[str]:
    """Yield the lines for people: a table, from the west to the east."""
    here = moment.astimezone(ZoneInfo(zone))
    yield _("%(time)s in %(zone)s is %(utc)s UTC.") % {
        "time": f"{here:%a} {wall.strftime(FORMAT)}",
        "zone": zone,
        "utc": moment.strftime(FORMAT),
    }
    yield ""
    rows = [
        (
            f"{line.local.at:%a} {line.local.at.strftime(FORMAT)}",
            f"UTC{line.offset}",
            line.institution.city,
            line.institution.time_zone,
            line.institution.name,
            ", ".join(filter(None, [line.shift, line.hour])),
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[5]]).rstrip()


def _plain(moment: datetime, lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "utc": moment.isoformat(),
        "institutions": [
            {
                "schac_code": line.institution.schac_code,
                "name": line.institution.name,
                "city": line.institution.city,
                "zone": line.institution.time_zone,
                "local": line.local.at.isoformat(),
                "offset": line.offset,
                "day_shift": line.local.day_offset,
                "night": line.local.is_night,
                "early": line.local.is_early,
                "late": line.local.is_late,
            }
            for line in lines
        ],
    }


def _printable(text: str) -> str:
    """Return the text without what would steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
