"""The pages of errors: a sentence and a way on, even where nothing else works."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "429.html", "500.html"])
def test_plain_error_page_without_any_context_is_whole(name):
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert "<title>" in html


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: bad_request(request, ValueError("x")), 400),
        (csrf_failure, 403),
        (server_error, 500),
    ],
)
def test_plain_error_view_shows_our_page(answer, status):
    response = answer(RequestFactory().get("/"))
    assert response.status_code == status
    assert "Virtual Exchange" in response.content.decode()


def test_forbidden_page_says_the_sentence_of_the_refusal():
    request = RequestFactory().get("/")
    response = permission_denied(request, PermissionDenied("Only the <office> can do this."))
    html = response.content.decode()
    assert "Only the &lt;office&gt; can do this." in html
    assert html.count("<h1") == 1


def test_missing_page_tells_a_visitor_to_log_in_and_repeats_no_address():
    request = RequestFactory().get("/secret-address/")
    html = page_not_found(request, ValueError("secret reason")).content.decode()
    assert "log in" in html
    assert "secret reason" not in html
