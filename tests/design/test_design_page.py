"""The living page: there in development, complete, and in both directions."""

import re
from pathlib import Path

import pytest
from django.http import Http404
from django.test import RequestFactory, override_settings

from core.templatetags import ui
from ve_portal.design import design_page

# Shown as a part of others: the turn list, crispy's forms.
INSIDE_OTHERS = {"waited", "error_summary"}


@pytest.fixture
def page():
    def get(query=""):
        request = RequestFactory().get(f"/design/{query}")
        with override_settings(DEVELOPMENT=True):
            return design_page(request).content.decode()

    return get


def test_design_page_outside_development_is_missing():
    with override_settings(DEVELOPMENT=False), pytest.raises(Http404):
        design_page(RequestFactory().get("/design/"))


def test_design_page_has_one_heading_and_the_frame(page):
    html = page()
    assert html.count("<h1") == 1
    for part in ('class="skip"', "<main", "<footer", "Times are shown in", 'lang="en" dir="ltr"'):
        assert part in html


def test_design_page_arabic_runs_from_right_to_left(page):
    html = page("?lang=ar")
    assert 'lang="ar" dir="rtl"' in html
    assert "bootstrap-grid.rtl" in html


def test_design_page_unknown_language_keeps_the_readers(page):
    assert 'lang="en"' in page("?lang=xx")


def test_design_page_ids_are_unique(page):
    ids = re.findall(r'\bid="([^"]+)"', page())
    assert sorted(ids) == sorted(set(ids))


def test_design_page_errors_are_tied_to_their_fields(page):
    html = page()
    assert 'aria-invalid="true"' in html
    assert 'href="#id_contact"' in html
    assert 'aria-describedby="id_contact_error"' in html
    assert 'id="id_contact_error"' in html


def test_design_page_every_component_is_shown():
    root = Path(__file__).parents[2] / "templates" / "design"
    shown = " ".join(path.read_text(encoding="utf-8") for path in root.glob("*.html"))
    for name in set(ui.register.tags) - INSIDE_OTHERS:
        assert f"{{% {name} " in shown, name


def test_design_document_every_component_is_listed():
    text = (Path(__file__).parents[2] / "docs" / "design.md").read_text(encoding="utf-8")
    for name in ui.register.tags:
        assert f"{{% {name} " in text, name
