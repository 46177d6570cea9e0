"""The university's own accent and logo: what is served, what is linked, what is refused."""

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from ve_portal.brand import accent_tokens, mix, style_url
from ve_portal.checks import accent_is_readable, logo_is_there
from ve_portal.contrast import read_tokens
from ve_portal.design import style_sheet as portal_styles

BLUE, PALE_BLUE, YELLOW = "#0B4F80", "#96C8EF", "#FFCC00"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accent_of_ours_passes_its_own_check(settings, scheme: str):
    name = {"light": "BRAND_ACCENT", "dark": "BRAND_ACCENT_DARK"}[scheme]
    setattr(settings, name, read_tokens(portal_styles())[scheme]["accent"])
    assert accent_is_readable() == []


def test_brand_without_settings_is_linked_nowhere(db, client: Client):
    page = client.get("/").content.decode()
    assert "brand.css" not in page
    assert '<a class="portal-name" href="/"><img' not in page
    assert client.get(reverse("brand-style")).content == b""


def test_accent_is_linked_after_the_portals_own_and_kept_by_browsers(db, client: Client, settings):
    settings.BRAND_ACCENT, settings.BRAND_ACCENT_DARK = BLUE, PALE_BLUE
    page = client.get("/").content.decode()
    assert page.index("css/portal.css") < page.index(style_url())
    answer = client.get(style_url())
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert {"public", "immutable", "max-age=31536000"} <= set(
        answer.headers["Cache-Control"].split(", ")
    )
    again = client.get(style_url(), headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    sheets = answer.content.decode()
    assert f":root {{ --accent: {BLUE};" in sheets
    assert sheets.index(BLUE) < sheets.index("prefers-color-scheme: dark") < sheets.index(PALE_BLUE)


def test_accent_is_the_same_for_everybody_and_kept_for_everybody(client: Client, cast, settings):
    settings.BRAND_ACCENT = BLUE
    visitors = Client().get(style_url())
    client.force_login(cast.student)
    own = client.get(style_url())
    assert own.content == visitors.content
    assert not own.cookies
    assert own.headers["Cache-Control"] == visitors.headers["Cache-Control"]


def test_accent_that_changes_changes_its_address(settings):
    settings.BRAND_ACCENT = BLUE
    first = style_url()
    settings.BRAND_ACCENT = "#1B6B3A"
    assert style_url() != first


def test_accent_on_light_pages_only_leaves_dark_ones_alone(client: Client, db, settings):
    settings.BRAND_ACCENT = BLUE
    assert "dark" not in client.get(style_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "colour", "number"),
    [
        ("BRAND_ACCENT", BLUE, None),
        ("BRAND_ACCENT_DARK", PALE_BLUE, None),
        ("BRAND_ACCENT", YELLOW, "ve_portal.E002"),
        ("BRAND_ACCENT", PALE_BLUE, "ve_portal.E002"),
        ("BRAND_ACCENT_DARK", BLUE, "ve_portal.E002"),
        ("BRAND_ACCENT", "blue", "ve_portal.E001"),
        ("BRAND_ACCENT", "#FFF", "ve_portal.E001"),
        ("BRAND_ACCENT_DARK", "#000000; } body { display: none", "ve_portal.E001"),
    ],
)
def test_accent_is_refused_unless_it_can_be_read(settings, name: str, colour: str, number):
    setattr(settings, name, colour)
    errors = [error for error in run_checks() if (error.id or "").startswith("ve_portal.")]
    assert [error.id for error in errors] == ([number] if number else [])
    assert all(error.msg.startswith(f"{name} is ") for error in errors)


def test_accent_that_is_refused_says_its_contrast(settings):
    settings.BRAND_ACCENT = YELLOW
    (error,) = accent_is_readable()
    assert "has a contrast of 1.3 to 1, and WCAG asks for 4.5 to 1" in error.msg


def test_logo_is_shown_with_the_universitys_name(db, client: Client, settings):
    settings.BRAND_LOGO = "img/icon.svg"
    assert logo_is_there() == []
    page = client.get("/").content.decode()
    assert f'<img src="/static/img/icon.svg" alt="{settings.BRAND_NAME}">' in page


def test_logo_that_is_missing_is_refused(settings):
    settings.BRAND_LOGO = "img/no-such.svg"
    assert [error.id for error in logo_is_there()] == ["ve_portal.E003"]


def test_mix_moves_each_channel_by_its_share():
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mix("#9A3F12", "#000000", 0) == "#9A3F12"
    assert set(accent_tokens("light", BLUE)) == {"accent", "accent-strong", "on-accent"}
