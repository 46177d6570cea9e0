"""What identifiers that the portal gives away end with: the host that it answers under."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings


def site_host() -> str:
    """Return the portal's host, for Message-IDs and the identifiers of events."""
    return _host(settings.SITE_ORIGIN)


def event_mark(meeting_id: object) -> str:
    """Return what the identifier of a meeting's event holds, of whatever kind the meeting is."""
    return f"-{meeting_id}@"


@lru_cache(maxsize=4)
def _host(origin: str) -> str:
    return urlsplit(origin).hostname or "localhost"
