"""Nobody is led astray, and rights end with the next request."""

import os
import subprocess
import sys
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import RoleGrant
from accounts.workflow import grant_role, revoke_role
from exchanges import workflow
from exchanges.enums import ExchangeState
from tests.cast import PASSWORD, Cast, make_user
from tests.exchanges import build, stage

pytestmark = pytest.mark.django_db

# Addresses that a browser may take for another site's.
ASTRAY = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "http:evil.example",
    "https:///evil.example",
    "http:///evil.example",
    " https://evil.example",
    "\thttps://evil.example",
    "/\t/evil.example",
    "\x00//evil.example",
    "\r\n//evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://testserver:pw@evil.example",
    "//evil.example\\@testserver",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://testserver/",
    "https://[evil.example",
    "//\u3002evil.example",
)


def goes_astray(answer: Any) -> bool:
    """Tell whether an answer leads away from the portal."""
    location = answer.headers.get("Location", "/")
    return not location.startswith("/") or location[1:2] in {"/", "\\"} or "\r" in location


@pytest.mark.parametrize("address", ASTRAY)
def test_next_when_it_leads_away_is_ignored(cast: Cast, address: str):
    person = make_user("wanderer")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = Client()
    fields = {"login": person.email, "password": PASSWORD, "next": address}
    for url in ("account_login", "account_logout", "set-language", "account_reauthenticate"):
        answer = client.post(reverse(url), {**fields, "language": "it"})
        assert not goes_astray(answer), url
        if url == "account_login":
            assert SESSION_KEY in client.session
        client.force_login(person)
    for url in ("account_login", "account_signup"):
        assert not goes_astray(client.get(reverse(url), {"next": address})), url
    referred = client.post(reverse("set-language"), {"language": "it"}, HTTP_REFERER=address)
    assert not goes_astray(referred)


@pytest.mark.parametrize("address", ASTRAY[:3])
def test_action_when_told_where_to_go_next_stays_in_the_portal(cast: Cast, address: str):
    exchange = build.make_designed(cast)
    client = Client()
    client.force_login(cast.lead_teacher)
    url = reverse("exchanges:exchange-cancel", args=[exchange.pk])
    answer = client.post(f"{url}?next=x", {"reason": "No students", "next": address})
    assert answer.status_code == 302
    assert not goes_astray(answer)


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED"])
def test_host_that_a_request_claims_does_not_reach_a_page(db: None, header: str):
    claims: dict[str, Any] = {header: "evil.example"}
    answer = Client(raise_request_exception=False).get(reverse("account_login"), **claims)
    assert answer.status_code in {200, 400}
    assert "evil.example" not in answer.content.decode()


def test_lead_who_was_removed_meets_nothing_at_their_next_request(cast: Cast):
    exchange = build.make_designed(cast)
    team = build.partner_team(exchange)
    client = Client()
    client.force_login(cast.partner_teacher)
    addresses = [
        reverse("exchanges:exchange-detail", args=[exchange.pk]),
        reverse("exchanges:design-detail", args=[exchange.pk]),
        reverse("exchanges:exchange-people", args=[exchange.pk]),
        reverse("exchanges:exchange-history", args=[exchange.pk]),
        reverse("exchanges:session-list", args=[exchange.pk]),
        reverse("exchanges:design-section", args=[exchange.pk, "idea"]),
        reverse("exchanges:design-team", args=[exchange.pk, team.pk]),
        reverse("exchanges:session-detail", args=[exchange.sessions.first().pk]),
    ]
    assert {client.get(url).status_code for url in addresses} == {200}
    workflow.remove_lead(team, by=cast.lead_teacher)
    assert {client.get(url).status_code for url in addresses} == {404}
    assert {client.post(url).status_code for url in addresses} <= {404, 405}


def test_invitation_when_another_followed_it_opens_nothing(cast: Cast):
    exchange = build.make_draft(cast)
    team = workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    old = workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    old.invitation.refresh_from_db()
    assert old.invitation.is_open is False


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.OFFICE, "exchanges:exchange-review"),
        (Role.OFFICE, "exchanges:exchange-people"),
        (Role.OBSERVER, "exchanges:design-detail"),
        (Role.COORDINATOR, "exchanges:design-detail"),
    ],
)
def test_role_that_was_taken_away_opens_nothing_any_more(cast: Cast, role: Role, name: str):
    exchange = build.make(cast, ExchangeState.SUBMITTED)
    person = {
        Role.OFFICE: cast.second_office,
        Role.OBSERVER: cast.observer,
        Role.COORDINATOR: cast.coordinator,
    }[role]
    client = Client()
    client.force_login(person)
    url = reverse(name, args=[exchange.pk])
    assert client.get(url).status_code == 200
    grant = RoleGrant.objects.get(user=person, role=role)
    revoke_role(grant, by=cast.office, reason="It has ended.")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICE, Role.FACILITATOR, Role.OBSERVER])
def test_role_at_another_university_opens_nothing_here(cast: Cast, role: Role):
    exchange = build.make(cast, ExchangeState.SUBMITTED)
    session = stage.make_session(exchange)
    person = make_user("elsewhere")
    values = {"role": role, "institution": cast.cairo, "department": None, "reason": "cast"}
    grant_role(person, values, by=None)
    client = Client()
    client.force_login(person)
    for name in ("detail", "people", "history", "review", "agreement"):
        url = reverse(f"exchanges:exchange-{name}", args=[exchange.pk])
        assert client.get(url).status_code == 404, name
    assert client.get(session.get_absolute_url()).status_code == 404
    listed = client.get(reverse("exchanges:exchange-list")).content.decode()
    assert str(exchange.pk) not in listed
    queue = client.get(reverse("exchanges:review-queue"))
    assert str(exchange.pk) not in queue.content.decode()


def test_person_who_was_made_inactive_is_sent_to_log_in(cast: Cast):
    client = Client()
    client.force_login(cast.office)
    assert client.get(reverse("accounts:profile")).status_code == 200
    cast.office.is_active = False
    cast.office.save(update_fields=["is_active"])
    for name in ("accounts:profile", "exchanges:review-queue", "credits:entry-list"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_production_settings_give_cookies_that_stay_with_the_portal():
    wanted = (
        "SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE "
        "SESSION_COOKIE_NAME CSRF_COOKIE_SECURE CSRF_COOKIE_NAME SECURE_SSL_REDIRECT"
    )
    code = (
        "from ve_portal.settings import production as s; "
        f"print([getattr(s, name) for name in '{wanted}'.split()])"
    )
    environment = {
        **os.environ,
        "SECRET_KEY": "z" * 60,
        "ALLOWED_HOSTS": "portal.example.org",
        "DATABASE_URL": "postgresql:///unset",
        "REDIS_URL": "redis://unset.invalid/0",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(
        [True, True, "Lax", "__Host-session", True, "__Host-csrf", True]
    )
