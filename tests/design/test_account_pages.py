"""allauth's pages wear the portal's frame: one heading, one primary button, nothing inline."""

import re

import pytest
from django.urls import reverse

ENTRANCE = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
]
INSIDE = ["account_email", "account_change_password", "account_logout", "account_reauthenticate"]


def check(html):
    assert html.count("<h1") == 1
    assert len(re.findall(r'class="btn btn-primary"', html)) <= 1
    assert not re.findall(r"<script(?! src=)|<style| style=| on\w+=", html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert "Sign In" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENTRANCE)
def test_entrance_page_wears_our_frame(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    check(response.content.decode())


@pytest.mark.parametrize("name", INSIDE)
def test_inside_page_wears_our_frame(client, cast, name):
    client.force_login(cast.office)
    response = client.get(reverse(name))
    assert response.status_code == 200
    check(response.content.decode())


@pytest.mark.django_db
def test_login_wrong_password_says_it_in_the_summary(client):
    answer = client.post(
        reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}
    )
    html = answer.content.decode()
    assert 'class="error-summary" role="alert"' in html
    assert "<title>Error: Log in" in html


@pytest.mark.django_db
def test_signup_nothing_typed_links_each_error_to_its_field(client):
    html = client.post(reverse("account_signup"), {}).content.decode()
    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert targets
    for target in targets:
        assert f'id="{target}"' in html
        assert re.search(rf'aria-invalid="true"[^>]*id="{target}"|id="{target}"[^>]*aria-inv', html)


@pytest.mark.django_db
def test_used_up_links_say_how_to_get_new_ones(client):
    reset = reverse("account_reset_password_from_key", args=["1", "bad-key"])
    confirm = reverse("account_confirm_email", args=["bad"])
    assert "Ask for a new one" in client.get(reset).content.decode()
    assert "Ask for a new one" in client.get(confirm).content.decode()
