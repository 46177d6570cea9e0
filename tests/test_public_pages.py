"""What anybody reads without logging in."""

import pytest
from django.test import Client
from django.urls import reverse

from core.templatetags.ui import path
from ve_portal.visitor import visitors_page


@pytest.fixture
def page(db):
    def get(url: str) -> str:
        response = Client().get(url)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_visitors_home_says_what_it_is_and_is_not_and_leads_on(page):
    text = page("/")
    values = visitors_page()
    assert (len(values["features"]), len(values["not_one"]), len(values["steps"])) == (9, 6, 5)
    for fact in values["features"]:
        assert str(fact.value) in text
    for url in ("/account/login/", "/exchanges/", "/exchanges/ready-made/"):
        assert f'href="{url}"' in text
    assert path(values["steps"]) in text
    assert text.count("btn-primary") == 1


@pytest.mark.parametrize("name", ["accessibility", "privacy", "contacts"])
def test_about_page_names_the_university_and_where_to_write(page, settings, name):
    settings.CONTACT_EMAIL = "relations@example.org"
    text = page(f"/about/{name}/")
    assert 'href="mailto:relations@example.org"' in text
    assert settings.BRAND_NAME in text
    assert text.count("<h1>") == 1


def test_privacy_page_says_what_the_address_of_a_calendar_gives_away_and_how_to_stop_it(page):
    text = page("/about/privacy/")
    for words in (
        "The address is a secret",
        "only a fingerprint of it (a hash)",
        "nobody’s name or e-mail address",
        "the old one stops working at once",
    ):
        assert words in text
    assert f'href="{reverse("calendar-subscribe")}"' in text


def test_accessibility_statement_claims_no_compliance_and_says_where_to_complain(page):
    text = page("/about/accessibility/")
    for words in ("not declared compliant", "Difensore civico", "23 September"):
        assert words in text
