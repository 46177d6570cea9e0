"""Whatever a client sends, the portal answers in words: never a server error, and never obeys.

Each address gets hostile queries, paths and forms from the first identity that may use it, chosen
by a seed of its own: a failure comes back with every run. `hostile.py` has the values.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from tests.architecture.access import TABLE
from tests.architecture.access_lines import Line
from tests.architecture.asking import ask
from tests.architecture.hostile import NAMES, RAW_QUERIES, VALUES, Form, cursors, encoded, forms_of
from tests.architecture.world import IDENTITIES, World, make_world

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
# What the buttons send, which have no page of their own that shows them.
BUTTON_FIELDS = dict.fromkeys(("chosen", "seen", "language", "next", "cursor"), "text")
QUERIES, SINGLE_FIELDS, WHOLE_FORMS = 3, 6, 2
CURSORS = tuple(cursors())
OWN = ("core", "accounts", "training", "mou", "exchanges", "credits")
# What differs between two runs of the same verb: secrets, moments, and names made at random.
BY_CHANCE = (models.DateTimeField, models.UUIDField, models.JSONField)
SECRET = {"token_hash", "message_id", "text", "html", "password"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Make the world once for all addresses; whatever a request does is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def url_of(world: World, line: Line) -> str:
    kwargs = {name: world.argument(path) for name, path in line.arguments.items()}
    return reverse(line.name, kwargs=kwargs)


def users_of(line: Line) -> list[str]:
    """Return who is let in, the least privileged first."""
    return [who for who, word in zip(IDENTITIES, line.answers, strict=True) if word == "200"]


def forms_at(world: World, line: Line, who: str) -> list[Form]:
    """Return the forms that send to this address."""
    url = url_of(world, line)
    if line.kind == "button":
        return [Form(url, "post", dict(BUTTON_FIELDS))]
    page: Any = ask(world, who, "get", url)
    if line.kind == "page" or "html" not in page.headers["Content-Type"]:
        return []
    found = forms_of(page.content.decode(), url)
    return [form for form in found if form.action == url and form.method == "post"]


def post(world: World, who: str, url: str, pairs: Any) -> Any:
    return ask(world, who, "post", url, data=encoded(pairs), content_type=URLENCODED)


def hostile_queries(dice: random.Random) -> Iterator[str]:
    """Yield queries for a page: one name each, and all of them at once."""
    yield encoded([("cursor", dice.choice(CURSORS))])
    for _number in range(QUERIES):
        yield encoded([(dice.choice(NAMES), dice.choice(VALUES))])
    yield encoded([(name, dice.choice(VALUES)) for name in NAMES])
    yield dice.choice(RAW_QUERIES)


def hostile_bodies(form: Form, dice: random.Random) -> Iterator[list[tuple[str, str | bytes]]]:
    """Yield what a form may be sent: one field forged, or all, or none, or each of them twice."""
    names = list(form.kinds)
    for _number in range(SINGLE_FIELDS if names else 0):
        yield form.with_value(dice.choice(names), dice.choice(VALUES))
    for _number in range(WHOLE_FORMS):
        yield [(name, dice.choice(VALUES)) for name in names]
    yield []
    yield [*form.pairs(), *((name, "forged") for name in names)]
    for name in names:
        if name.endswith("_FORMS") or name == "seen":
            yield form.with_value(name, "99999")
            yield form.with_value(name, "-1")


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
def test_address_answers_hostile_requests_in_words(world: World, line: Line):
    dice = random.Random(line.name)  # noqa: S311 -- chance that repeats, not a secret
    url = url_of(world, line)
    who = next(iter(users_of(line)), "office")
    failed = [
        f"get {query[:300]}"
        for query in hostile_queries(dice)
        if ask(world, who, "get", f"{url}?{query}").status_code >= 500
    ]
    failed += [
        f"post {str(pairs)[:300]}"
        for form in forms_at(world, line, who)
        for pairs in hostile_bodies(form, dice)
        if post(world, who, url, pairs).status_code >= 500
    ]
    assert failed == [], who


@pytest.mark.parametrize(
    "route",
    [
        "/people/institutions/{}/",
        "/exchanges/ready-made/{}/",
        "/exchanges/invitations/{}/",
        "/training/invitations/{}/",
        "/mail/{}/",
        "/account/confirm-email/{}/",
        "/account/password/reset/key/{}/",
        "/{}/",
    ],
)
@pytest.mark.parametrize("word", ["%00", "%ED%A0%80", "x" * 3000, "..%2f..%2fetc%2fpasswd", "%F0"])
def test_path_when_hostile_names_nothing(world: World, route: str, word: str):
    answer = ask(world, "office", "get", route.format(word))
    assert answer.status_code in {400, 404} or "account" in route


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9" * 5000])
def test_number_in_a_path_when_out_of_range_names_nothing(world: World, number: str):
    agreement = world.argument("agreement.pk")
    url = reverse("mou:revision-pdf", kwargs={"pk": agreement, "number": 7})
    assert ask(world, "office", "get", url.replace("/7/", f"/{number}/")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{]"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; na"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfea"),
        ("multipart/form-data; boundary=x; charset=rot13", b"--x--"),
        ("text/plain; charset=no-such-charset", b"a=b"),
        (URLENCODED, b"a=1&" * 1200),
        (URLENCODED, b"a" * (5 * 1024 * 1024 + 1)),
    ],
    ids=str,
)
def test_body_when_ill_formed_is_refused(world: World, kind: str, body: bytes):
    url = reverse("accounts:profile-edit")
    answer = world.client("student").generic("POST", url, body, content_type=kind)
    assert answer.status_code in {200, 400, 413}


@pytest.mark.parametrize(
    "line", [line for line in TABLE if line.kind != "page"], ids=lambda line: line.name
)
def test_form_when_sent_twice_is_refused_in_words(world: World, line: Line):
    who = next(iter(users_of(line)), "office")
    for form in forms_at(world, line, who):
        with transaction.atomic():
            client = world.client(who)
            body = encoded(form.pairs())
            answers = [client.post(form.action, body, content_type=URLENCODED) for _ in range(2)]
            transaction.set_rollback(True)
        statuses = [answer.status_code for answer in answers]
        assert max(statuses) < 500, (who, statuses)


def rows_now(known: set[Any]) -> dict[str, list[Any]]:
    """Return what the portal's tables hold, but for what is made by chance."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label not in OWN:
            continue
        fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in SECRET and not isinstance(field, BY_CHANCE)
        ]
        rows = model._default_manager.values_list(*(field.attname for field in fields))
        found[model._meta.label] = sorted(
            repr([_plain(field, value, known) for field, value in zip(fields, row, strict=True)])
            for row in rows
        )
    return found


def _plain(field: Any, value: Any, known: set[Any]) -> Any:
    """Replace the name of a row that was made just now."""
    is_made_now = field.is_relation and value is not None and value not in known
    return "new" if is_made_now or isinstance(field, models.BigAutoField) else str(value)


def known_keys() -> set[Any]:
    rows = [model for model in apps.get_models() if model._meta.app_label in OWN]
    return {pk for model in rows for pk in model._default_manager.values_list("pk", flat=True)}


def forged_fields(form: Form) -> list[tuple[str, str]]:
    """Return a value for every field of every model that the form does not have."""
    forged = {"is_superuser": "on", "is_staff": "on", "owner": "1", "credits": "30", "by": "1"}
    for model in apps.get_models():
        if model._meta.app_label in OWN:
            for field in model._meta.concrete_fields:
                forged.setdefault(field.name, _forged(field))
    shown = set(form.kinds)
    return [(name, value) for name, value in sorted(forged.items()) if name not in shown]


def _forged(field: Any) -> str:
    if field.is_relation:
        last = field.related_model._default_manager.order_by("pk").last()
        return str(last.pk) if last else "1"
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    words = {"BooleanField": "on", "CharField": "forged", "TextField": "forged"}
    return words.get(field.get_internal_type(), "30")


def after_posting(who: str, world: World, form: Form, more: Any, known: set[Any]) -> Any:
    with transaction.atomic():
        body = encoded([*form.pairs(), *more])
        answer: Any = world.client(who).post(form.action, body, content_type=URLENCODED)
        rows = rows_now(known)
        transaction.set_rollback(True)
    return answer.status_code, rows


@pytest.mark.parametrize(
    "line", [line for line in TABLE if line.kind != "page"], ids=lambda line: line.name
)
def test_form_takes_no_field_that_it_does_not_show(world: World, line: Line):
    known = known_keys()
    who = next(iter(users_of(line)), "office")
    for form in forms_at(world, line, who):
        plain = after_posting(who, world, form, (), known)
        forged = after_posting(who, world, form, forged_fields(form), known)
        assert forged == plain, who
