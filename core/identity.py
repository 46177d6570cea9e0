"""What identifiers that the portal gives away end with: the host that it answers under."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings


def site_host() -> str:
    """Return the portal's host, for Message-IDs and the identifiers of events."""
    return _host(settings.SITE_ORIGIN)


@lru_cache(maxsize=4)
def _host(origin: str) -> str:
    return urlsplit(origin).hostname or "localhost"
