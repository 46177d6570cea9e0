"""Every address, for every identity, by GET and by POST, against the one table of `access.py`."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse

from tests.architecture.access import TABLE
from tests.architecture.access_lines import Line
from tests.architecture.addresses import addresses
from tests.architecture.asking import ask, unmet, watched_writes
from tests.architecture.mismatched import MISMATCHED
from tests.architecture.world import IDENTITIES, World, make_world

pytestmark = pytest.mark.django_db

LOG_IN = reverse("account_login")
ADMINISTRATION = reverse("admin:index")
# What a form or a button answers to somebody who is let in, and sends nothing of use.
LET_IN = {"200", "302", "409"}
ROUTES = dict(addresses())
# Mail programs post here by themselves (RFC 8058): the signature in the address is the proof, and
# what does not carry one exists for nobody.
SIGNED = {"accounts:reminders-stop"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Make the world once for all addresses; whatever a request does is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def in_words(answer: HttpResponseBase, url: str) -> str:
    """Return the status, or `login` for the way to the log-in page."""
    is_redirect = answer.status_code == 302
    if is_redirect and answer.headers["Location"].startswith(LOG_IN) and url != LOG_IN:
        return "login"
    return str(answer.status_code)


def expected(line: Line, word: str, method: str) -> set[str]:
    """Return the answers that the table allows."""
    if line.kind == "page":
        return {word} if method == "get" else {"405", word} - {"200"}
    if line.kind == "button" and method == "get":
        return {"405", word} - {"200"}
    if method == "post" and word in LET_IN:
        # The log-in page too: whoever confirms an address goes there next.
        return LET_IN | {"login"}
    return {word}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
def test_address_answers_each_identity_as_the_table_says(world: World, line: Line):
    arguments = {name: world.argument(path) for name, path in line.arguments.items()}
    url = reverse(line.name, kwargs=arguments)
    wrong = []
    for identity, word in zip(IDENTITIES, line.answers, strict=True):
        for method in ("get", "post"):
            with watched_writes() as written:
                answer = ask(world, identity, method, url)
            got = in_words(answer, url)
            if got not in expected(line, word, method):
                wrong.append(f"{method} as {identity}: {got}, the table says {word}")
            if method == "get" and written:
                wrong.append(f"reading as {identity} writes: {written}")
            if lacks := unmet(answer, identity):
                wrong.append(f"{method} as {identity} lacks {lacks}")
    assert wrong == []


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
def test_address_takes_no_post_without_the_csrf_token(world: World, line: Line):
    arguments = {name: world.argument(path) for name, path in line.arguments.items()}
    url = reverse(line.name, kwargs=arguments)
    for identity in ("anonymous", "superuser"):
        answer = ask(world, identity, "post", url, checks_csrf=True)
        assert answer.status_code == (404 if line.name in SIGNED else 403), identity


@pytest.mark.parametrize(("name", "arguments"), MISMATCHED, ids=str)
def test_address_of_a_child_under_another_parent_does_not_exist(world: World, name, arguments):
    url = reverse(name, kwargs={key: world.argument(path) for key, path in arguments.items()})
    for identity in ("teacher", "office", "superuser"):
        answers = {ask(world, identity, method, url).status_code for method in ("get", "post")}
        assert answers <= {403, 404, 405}, identity
        assert 404 in answers or 403 in answers, identity


def test_addresses_are_all_in_the_table():
    own = {
        name for name, route in ROUTES.items() if f"/{route}".startswith(ADMINISTRATION) is False
    }
    listed = [line.name for line in TABLE]
    assert own - set(listed) == set(), "add a line to tests/architecture/access.py"
    assert set(listed) - own == set(), "these lines name no address"
    assert len(listed) == len(set(listed)), "a name stands twice"


def test_administration_lets_only_administrators_in(world: World):
    for _name, route in addresses():
        if not f"/{route}".startswith(ADMINISTRATION):
            continue
        url = "/" + re.sub(r"<[^>]*>|\(\?P<.*", "0", route).rstrip("$")
        for identity in IDENTITIES:
            for method in ("get", "post"):
                status = ask(world, identity, method, url).status_code
                allowed = {302, 403, 404, 405} | ({200} if identity == "superuser" else set())
                if "jsi18n" in url:
                    allowed |= {200}
                assert status in allowed, (method, identity, url)


def test_table_when_it_lacks_a_word_or_allows_too_much_is_noticed():
    form = Line("x", "form", ("200",))
    page = Line("x", "page", ("200",))
    assert expected(page, "200", "post") == {"405"}
    assert expected(page, "404", "post") == {"405", "404"}
    assert expected(form, "403", "post") == {"403"}
    assert "500" not in expected(form, "200", "post")
    assert all(len(line.answers) == len(IDENTITIES) for line in TABLE)
