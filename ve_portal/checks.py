"""System checks of what the university sets: nobody starts a portal that cannot be read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error

from ve_portal.brand import accent_tokens, accents
from ve_portal.contrast import Measure, measure, read_tokens

NAMES = {"light": "BRAND_ACCENT", "dark": "BRAND_ACCENT_DARK"}
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def accent_is_readable(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse an accent that is no colour, or that people with weak sight could not read (AA)."""
    schemes = read_tokens(_portal_styles())
    found: list[CheckMessage] = []
    for scheme, accent in accents().items():
        name = NAMES[scheme]
        if not COLOUR.fullmatch(accent):
            found.append(Error(f"{name} is “{accent}”: write it as #RRGGBB.", id="ve_portal.E001"))
        elif poor := _poor_pairs(schemes[scheme], accent_tokens(scheme, accent)):
            worst = min(poor, key=lambda item: item.ratio)
            found.append(
                Error(
                    f"{name} is {accent}: {worst.pair.front} on {worst.pair.back} has a contrast "
                    f"of {worst.ratio:.1f} to 1, and WCAG asks for {worst.pair.minimum} to 1.",
                    hint="Choose a darker colour for light pages, a lighter one for dark pages.",
                    id="ve_portal.E002",
                )
            )
    return found


def logo_is_there(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a logo that is not among the static files: each page would fail on it."""
    if not settings.BRAND_LOGO or finders.find(settings.BRAND_LOGO):
        return []
    return [
        Error(
            f"BRAND_LOGO is “{settings.BRAND_LOGO}”, and there is no such static file.",
            hint="Put it into static/ and give its path from there, such as img/logo.svg.",
            id="ve_portal.E003",
        )
    ]


def _poor_pairs(tokens: Mapping[str, str], own: Mapping[str, str]) -> list[Measure]:
    """Return the pairs with a colour of the university's own that miss their minimum."""
    pairs = measure({**tokens, **own})
    touched = [item for item in pairs if {item.pair.front, item.pair.back} & own.keys()]
    return [item for item in touched if not item.passes]


def _portal_styles() -> str:
    return Path(settings.BASE_DIR, "static", "css", "portal.css").read_text(encoding="utf-8")
