"""The first page loads at most 80 KB, later pages at most 12 KB, all from this site."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory, override_settings

from ve_portal.design import design_page

FIRST_LOAD = 80 * 1024
LATER_PAGE = 12 * 1024


@pytest.fixture
def html():
    with override_settings(DEVELOPMENT=True):
        return design_page(RequestFactory().get("/design/")).content


def compressed(content):
    return len(brotli.compress(content, quality=5))


def loaded_files(html):
    found = re.findall(r'(?:href|src)="/static/([^"#?]+)', html.decode())
    return sorted(set(found) - {"css/design.css"})


def test_frame_first_load_stays_within_80_kb(html):
    files = [finders.find(name) for name in loaded_files(html)]
    assert len(files) >= 6
    total = compressed(html)
    for path in files:
        total += compressed(Path(str(path)).read_bytes())
    assert total <= FIRST_LOAD


def test_frame_longest_page_stays_within_12_kb(html):
    assert compressed(html) <= LATER_PAGE


def test_frame_asks_no_other_host(html):
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', html.decode())
