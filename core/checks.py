"""System checks that stop the portal before it can tell anybody a wrong time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.checks import CheckMessage, Error

# Morocco has been at UTC+0 since 2026-09-20 (tz database, release 2026c). Older rules say UTC+1,
# so this one instant tells whether the rules in use are current.
PROBE_ZONE = "Africa/Casablanca"
PROBE_INSTANT = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROBE_OFFSET = timedelta(0)
HINT = "Install the pinned tzdata package; Python must not read the operating system's copy."


def stale_rules() -> str:
    """Say what is wrong with the zone rules in use; an empty text when they are current."""
    try:
        offset = PROBE_INSTANT.astimezone(ZoneInfo(PROBE_ZONE)).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset == PROBE_OFFSET:
        return ""
    return f"The time zone rules are out of date: {PROBE_ZONE} is at {offset}, not UTC+0."


def zone_rules_are_current(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start on stale zone rules (or on none).

    Django asks this for most commands only; the production settings ask it in every process.
    """
    wrong = stale_rules()
    return [Error(wrong, hint=HINT, id="core.E001")] if wrong else []
