"""Time zones as people choose them, from the pinned tz database. Pure: no database, no HTTP."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

UTC = "UTC"


@lru_cache(maxsize=1)
def zones_by_country() -> tuple[tuple[str, str], ...]:
    """Return (zone, ISO country code) of the zones that the tz database offers to people.

    This is its `zone.tab`: one row for each country and place, without the old aliases.
    """
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="ascii")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return tuple(sorted((row[2], row[0]) for row in rows))


def zone_named(words: str) -> str:
    """Return the zone that somebody means by its name or by its last part, else an empty text.

    `europe/rome`, `Rome` and `new york` are understood, whatever the case.
    """
    wanted = "_".join(words.split()).casefold()
    names = [UTC, *(zone for zone, _country in zones_by_country())]
    for name in names:
        if name.casefold() == wanted:
            return name
    places = [name for name in names if name.rpartition("/")[2].casefold() == wanted]
    return places[0] if len(places) == 1 else ""


def known_zone(name: str) -> ZoneInfo:
    """Return the zone, or the portal's own where the rules no longer know the name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def known_language(code: str) -> str:
    """Return the language, or the portal's own where it is no longer offered."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
