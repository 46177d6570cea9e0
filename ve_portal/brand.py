"""The accent and the logo of the university that runs the portal, where it wants its own.

An accent is one colour for light pages and one for dark ones (`BRAND_ACCENT`,
`BRAND_ACCENT_DARK`); without them the portal's style sheet stands as it is. What is written on the
accent, and the stronger shade that answers the pointer, follow from it: `ve_portal.checks`
measures them all.
"""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

# What accents move towards when they grow stronger, and how far; and what is written on them.
STRONGER = {"light": ("#000000", 0.2), "dark": ("#FFFFFF", 0.3)}
ON_ACCENT = {"light": "#FFFFFF", "dark": "#16181B"}
RULE = {
    "light": ":root {{ {tokens} }}\n",
    "dark": "@media screen and (prefers-color-scheme: dark) {{ :root {{ {tokens} }} }}\n",
}
YEAR = 365 * 24 * 60 * 60


def accents() -> dict[str, str]:
    """Return the university's own accent of each scheme that it has set, as `#RRGGBB`."""
    chosen = {"light": settings.BRAND_ACCENT, "dark": settings.BRAND_ACCENT_DARK}
    return {scheme: colour for scheme, colour in chosen.items() if colour}


def accent_tokens(scheme: str, accent: str) -> dict[str, str]:
    """Return the colour tokens that follow from the accent of a scheme (`light` or `dark`)."""
    towards, share = STRONGER[scheme]
    return {
        "accent": accent,
        "accent-strong": mix(accent, towards, share),
        "on-accent": ON_ACCENT[scheme],
    }


def mix(colour: str, towards: str, share: float) -> str:
    """Move a `#RRGGBB` colour towards another one, by a share between 0 and 1."""
    channels = zip(bytes.fromhex(colour[1:]), bytes.fromhex(towards[1:]), strict=True)
    mixed = bytes(round(a + (b - a) * share) for a, b in channels)
    return f"#{mixed.hex().upper()}"


def style_sheet() -> str:
    """Return the style sheet that sets the university's accent, empty where it has none."""
    return _style_sheet(tuple(accents().items()))


def style_url() -> str:
    """Return the address of that sheet, which changes with its content; empty without an accent."""
    sheet = style_sheet()
    return f"{reverse('brand-style')}?v={_fingerprint(sheet)}" if sheet else ""


def logo_url() -> str:
    """Return the address of the university's logo, or an empty text."""
    return static(settings.BRAND_LOGO) if settings.BRAND_LOGO else ""


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
@condition(etag_func=lambda _request: f'"{_fingerprint(style_sheet())}"')
def brand_style(_request: HttpRequest) -> HttpResponse:
    """Serve the style sheet; its address changes with it, so it is kept for a year."""
    return HttpResponse(style_sheet(), content_type="text/css; charset=utf-8")


@lru_cache(maxsize=8)
def _style_sheet(chosen: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        RULE[scheme].format(
            tokens=" ".join(
                f"--{name}: {colour};" for name, colour in accent_tokens(scheme, accent).items()
            )
        )
        for scheme, accent in chosen
    )


def _fingerprint(sheet: str) -> str:
    return hashlib.sha256(sheet.encode()).hexdigest()[:16]
