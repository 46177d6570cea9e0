"""What every page knows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the main navigation."""

    label: str
    url: str
    is_current: bool


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the university's name and the navigation of the reader's roles."""
    return {
        "brand": {"name": settings.BRAND_NAME, "short_name": settings.BRAND_SHORT_NAME},
        "contact_email": settings.CONTACT_EMAIL,
        "navigation": navigation(request),
    }


def navigation(request: HttpRequest) -> list[Link]:
    """Return the links of the main navigation: what the reader's roles give them to do."""
    return []
