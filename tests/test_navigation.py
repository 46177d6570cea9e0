"""The main navigation: who sees which entry, and which one is marked as the current page."""

from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views.defaults import page_not_found, permission_denied

from accounts.enums import AffiliationKind
from accounts.models import User
from tests.cast import Cast, affiliate, make_user
from ve_portal.context import account_links, navigation, portal

SOME = UUID(int=7)
ALL = ["Home", "Exchanges", "Ready-made"]
SIGNED_IN = ["Home", "Calendar", *ALL[1:]]
MEMBER = [*SIGNED_IN, "Training"]
TEACHER = [*SIGNED_IN, "Find a partner", "Training"]
OFFICE = [*TEACHER, "Agreements", "Credits", "People"]


def request_of(user: User | AnonymousUser, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def labels(request: HttpRequest) -> list[str]:
    return [str(link.label) for link in navigation(request)]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("office", OFFICE),
        ("coordinator", MEMBER),
        ("observer", MEMBER),
        ("facilitator", MEMBER),
        ("lead_teacher", TEACHER),
        ("partner_teacher", TEACHER),
        ("stranger", MEMBER),
        ("student", [*MEMBER, "My credits"]),
    ],
)
def test_navigation_shows_what_the_roles_give_to_do(cast: Cast, part: str, expected: list[str]):
    assert labels(request_of(cast.people()[part])) == expected


def test_navigation_of_a_visitor_is_public_only(db):
    assert labels(request_of(AnonymousUser())) == ALL


def test_navigation_of_a_student_nobody_confirmed_has_no_credits(cast: Cast):
    kind = AffiliationKind.STUDENT
    cast.stranger.affiliations.create(institution=cast.siena, kind=kind)
    assert labels(request_of(cast.stranger)) == MEMBER


def test_navigation_of_somebody_who_is_both_shows_both(cast: Cast):
    affiliate(cast.office, cast.siena, AffiliationKind.STUDENT)
    assert {"My credits", "Credits"} <= set(labels(request_of(cast.office)))


def test_navigation_of_an_administrator_shows_what_the_office_sees(db):
    administrator = make_user("administrator", is_superuser=True)
    assert labels(request_of(administrator)) == OFFICE


@pytest.mark.parametrize("part", ["office", "student", "lead_teacher", "stranger"])
def test_navigation_takes_one_query(cast: Cast, part: str, django_assert_num_queries):
    request = request_of(User.objects.get(pk=cast.people()[part].pk))
    with django_assert_num_queries(1):
        navigation(request)
        account_links(request)


@pytest.mark.parametrize(
    ("part", "path", "current"),
    [
        ("office", "/", "Home"),
        ("office", "/about/privacy/", ""),
        ("office", "/calendar/month/", "Calendar"),
        ("office", "/exchanges/", "Exchanges"),
        ("office", "/exchanges/review/", "Exchanges"),
        ("office", f"/exchanges/{SOME}/agreement/", "Exchanges"),
        ("office", "/exchanges/partners/", "Find a partner"),
        ("lead_teacher", f"/exchanges/partners/{SOME}/write/", "Find a partner"),
        ("student", "/exchanges/partners/", "Exchanges"),
        ("office", "/exchanges/ready-made/", "Ready-made"),
        ("office", "/exchanges/ready-made/social-work/", "Ready-made"),
        ("office", "/training/editions/new/", "Training"),
        ("office", f"/agreements/{SOME}/", "Agreements"),
        ("office", "/credits/proposals/", "Credits"),
        ("office", "/credits/ledger/", "Credits"),
        ("office", f"/credits/enrolments/{SOME}/", "Credits"),
        ("office", f"/credits/exchanges/{SOME}/", "Credits"),
        ("office", "/credits/", ""),
        ("office", "/people/", "People"),
        ("office", f"/people/{SOME}/", "People"),
        ("office", "/people/institutions/", "People"),
        ("office", "/people/me/edit/", ""),
        ("lead_teacher", f"/credits/exchanges/{SOME}/", "Exchanges"),
        ("lead_teacher", f"/credits/enrolments/{SOME}/propose/", "Exchanges"),
        ("lead_teacher", f"/agreements/{SOME}/", "Exchanges"),
        ("lead_teacher", "/people/institutions/", ""),
        ("student", "/credits/", "My credits"),
        ("student", f"/credits/enrolments/{SOME}/", "My credits"),
        ("student", f"/exchanges/{SOME}/my-part/", "Exchanges"),
        ("student", "/account/email/", ""),
        ("student", "/no/such/page/", ""),
    ],
)
def test_navigation_marks_where_the_page_belongs(cast: Cast, part: str, path: str, current: str):
    links = navigation(request_of(cast.people()[part], path))
    assert [str(link.label) for link in links if link.is_current] == [current][: bool(current)]


def test_navigation_of_a_real_page_is_marked_once_and_for_screen_readers(cast: Cast):
    client = Client()
    client.force_login(cast.student)
    page = client.get("/credits/").content.decode()
    assert page.count('aria-current="page"') == 1
    assert '<a href="/credits/" aria-current="page">My credits</a>' in page


def test_error_pages_without_a_user_still_open(db):
    request = RequestFactory().get("/exchanges/")
    assert not hasattr(request, "user")
    assert portal(request)["account_links"] == []
    assert page_not_found(request, Exception()).status_code == 404
    assert permission_denied(request, Exception()).status_code == 403
