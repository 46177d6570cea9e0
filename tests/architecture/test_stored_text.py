"""What people write is shown as they wrote it: never run, never a header, never a formula."""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, models, transaction

from core.delivery import deliver_due
from tests.architecture.access import TABLE
from tests.architecture.access_lines import Line
from tests.architecture.asking import ask
from tests.architecture.hostile import Form, encoded
from tests.architecture.test_fuzz import OWN, URLENCODED, forms_at, url_of, users_of
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db

MARK = "alert(27)"
NASTY = (
    '=HYPERLINK("x")<script>alert(27)</script>"><img src=x onerror=alert(27)>{{ 7*7 }}'
    "{% include 'base.html' %}\r\nBcc: a@evil.example\r\n#read(\"/etc/passwd\")"
)
# Texts with a meaning of their own: codes, secrets, names of zones and of kinds.
CODED = {
    "time_zone",
    "zone",
    "language",
    "sha256",
    "verb",
    "kind",
    "target_type",
    "code",
    "password",
}
READ = [line for line in TABLE if line.kind != "button"]
SENT = [line for line in TABLE if line.kind == "form"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Make the world, and put nasty words wherever words may stand."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        planted = [plant(model) for model in apps.get_models() if model._meta.app_label in OWN]
        assert sum(planted) > 30
        yield made
        transaction.set_rollback(True)


def plant(model: type[models.Model]) -> int:
    """Write the nasty words into every field of free text; return into how many."""
    return sum(_plant(model, field) for field in model._meta.concrete_fields if _is_free(field))


def _is_free(field: Any) -> bool:
    is_text = type(field) in {models.CharField, models.TextField}
    return is_text and not (field.choices or field.unique or field.name in CODED)


def _plant(model: type[models.Model], field: Any) -> bool:
    try:
        with transaction.atomic():
            words = NASTY[: field.max_length]
            return bool(model._default_manager.update(**{field.name: words}))
    except DatabaseError:
        # Rows that are never changed, or words that a constraint refuses.
        return False


class _Danger(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if any(name.startswith("on") for name in values) or values.get("src") == "x":
            self.found.append(f"{tag} {values}")
        if tag == "script" and not values.get("src"):
            self.found.append("an inline script")
        if str(values.get("href", "")).lower().startswith(("javascript:", "data:")):
            self.found.append(f"{tag} {values}")


def dangers(html: str) -> list[str]:
    """Return what a browser would run of a page, and what is not the words that were written."""
    parser = _Danger()
    parser.feed(html)
    return parser.found + (["a template was run"] if "onerror=alert(27)&gt;49" in html else [])


@pytest.mark.parametrize("line", READ, ids=lambda line: line.name)
def test_page_shows_nasty_words_as_words(world: World, line: Line):
    users = users_of(line)
    for who in dict.fromkeys((*users[:1], *users[-1:])):
        answer: Any = ask(world, who, "get", url_of(world, line))
        assert answer.status_code == 200, who
        if "html" in answer.headers["Content-Type"]:
            assert dangers(answer.content.decode()) == [], who


def test_pages_do_show_the_nasty_words(world: World):
    shown = [
        line.name
        for line in READ
        if line.name.startswith(("exchanges:", "training:", "mou:", "accounts:", "credits:"))
        if MARK in _text(ask(world, "superuser", "get", url_of(world, line)))
    ]
    assert len(shown) > 40


def _text(answer: Any) -> str:
    return answer.content.decode(errors="replace") if not answer.streaming else ""


def nasty_pairs(form: Form) -> list[tuple[str, str | bytes]]:
    """Fill a form in, with nasty words in every text."""
    return [
        (name, NASTY[:200] if kind in {"text", "textarea"} and "_FORMS" not in name else value)
        for name, kind in form.kinds.items()
        for value in form.values.get(name) or [str(dict(form.pairs()).get(name, ""))]
    ]


@pytest.mark.parametrize("line", SENT, ids=lambda line: line.name)
def test_mail_of_an_action_carries_nasty_words_as_words(world: World, line: Line):
    for who in users_of(line)[:1]:
        for form in forms_at(world, line, who):
            with transaction.atomic():
                mail.outbox.clear()
                body = encoded(nasty_pairs(form))
                answer = world.client(who).post(form.action, body, content_type=URLENCODED)
                assert answer.status_code < 500
                deliver_due()
                transaction.set_rollback(True)
            for letter in mail.outbox:
                check_letter(letter)


def check_letter(letter: Any) -> None:
    message = letter.message()
    assert len(message.get_all("To")) == 1
    assert message["Bcc"] is None
    assert message["Cc"] is None
    assert "evil.example" not in letter.to[0]
    assert not re.search(r"[\r\n]", letter.subject)
    assert "&lt;script" not in letter.body
    # A calendar is no markup: its program shows it as text.
    pages = [content for content, kind in letter.alternatives if kind == "text/html"]
    for content in pages:
        assert dangers(content) == []
    for attachment in letter.attachments:
        content = attachment.content
        check_calendar(content.decode() if isinstance(content, bytes) else content)


def check_calendar(text: str) -> None:
    lines = text.replace("\r\n ", "").splitlines()
    assert lines.count("BEGIN:VEVENT") == 1
    assert [line for line in lines if line.lower().startswith(("bcc", "attach", "#read"))] == []


def test_mails_do_carry_the_nasty_words(world: World):
    carried = 0
    for line in SENT:
        if line.name in {"exchanges:exchange-cancel", "exchanges:session-cancel"}:
            with transaction.atomic():
                mail.outbox.clear()
                for form in forms_at(world, line, "teacher"):
                    body = encoded(nasty_pairs(form))
                    world.client("teacher").post(form.action, body, content_type=URLENCODED)
                deliver_due()
                transaction.set_rollback(True)
            carried += sum(MARK in letter.body for letter in mail.outbox)
    assert carried > 2


def test_calendar_file_keeps_nasty_words_in_their_lines(world: World):
    line = next(line for line in TABLE if line.name == "exchanges:session-calendar")
    answer: Any = ask(world, "student", "get", url_of(world, line))
    text = answer.content.decode()
    assert MARK in text.replace("\r\n ", "")
    check_calendar(text)


def test_ledger_file_has_no_formula(world: World):
    client = world.client("superuser")
    with transaction.atomic():
        answer: Any = client.post("/credits/ledger/export/")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig")
        transaction.set_rollback(True)
    rows = list(csv.reader(io.StringIO(lines, newline="")))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if re.match(r"[=+@\t\r]", cell)] == []
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("html", [NASTY, '<a href="javascript:x()">', "onerror=alert(27)&gt;49"])
def test_danger_when_there_is_one_is_noticed(html: str):
    assert dangers(html)
    assert dangers("<p>&lt;script&gt;{{ 7*7 }}</p><script src='/x.js'></script>") == []
