"""Hostile values, and what it takes to send them: the forms of a page, and bodies of requests."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urljoin, urlsplit

from django.utils import timezone

Pairs = list[tuple[str, str | bytes]]

# What no field expects. Bytes are sent as they are: they need not be text at all.
VALUES: tuple[str | bytes, ...] = (
    "",
    " \t ",
    "\0",
    "a\0b",
    "x" * 10_000,
    "\U0001fa81" * 300,
    "\u202e\u0645\u0631\u062d\u0628\u0627\u202c\u200f\ufeff",
    "z\u0301\u0327" * 80,
    "first\r\nBcc: somebody@example.org\r\n\r\nsecond",
    "a\u2028b\u2029c\x0b\x1b[31m\x7f\x85",
    "<script>alert(1)</script>{{ 7*7 }}{% include 'base.html' %}",
    "%s%d%(name)s {0.__class__}",
    "0",
    "1",
    "-1",
    "99999999999999999999999999",
    "9" * 5_000,
    "2147483648",
    "9223372036854775808",
    "1e999",
    "1e-999",
    "0.000000000000000000000001",
    "NaN",
    "sNaN",
    "-Infinity",
    "\u0663",
    "\u00b2",
    "1_000",
    "0x10",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-12-31T23:59:60Z",
    "24:00",
    "25:61",
    "00000000-0000-0000-0000-000000000000",
    "{00000000000000000000000000000001}",
    "not-one-of-the-choices",
    "true",
    "null",
    "[]",
    '{"a": 1}',
    "https://evil.example/",
    "https://[::1",
    "http://a@[b]:99999999/",
    "javascript:alert(1)",
    "xn--\u00fc@xn--.example",
    "a@" + "b." * 120 + "example",
    b"\xed\xa0\x80",
    b"\xff\xfe\xc3(",
)
# Queries that no page of ours makes, beside each value under each known name.
RAW_QUERIES = ("&&==&%", "%00=%00", "%ED%A0%80=1", "a[]=1&a[b]=2", "?" * 50, "q=1&" * 900)
NAMES = (
    "cursor",
    "q",
    "words",
    "state",
    "language",
    "mine",
    "kind",
    "since",
    "until",
    "level",
    "open",
    "old",
    "new",
    "party",
    "next",
    "applicant",
    "offered",
    "waiting",
    "country",
)


def cursors() -> Iterator[str]:
    """Yield cursors that nobody was given: of the right shape, with hostile content."""
    insides: tuple[Any, ...] = (
        "\ud800",
        "\0",
        "Infinity",
        "infinity",
        "NaN",
        "",
        "9999-12-31T23:59:59.999999+00:00",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "9" * 400,
        "00000000-0000-0000-0000-000000000000",
        "True",
        "x",
        None,
        1e308,
        [],
        {},
    )
    for inside in insides:
        for length in (1, 2, 3):
            yield cursor([0, *[inside] * length])
            yield cursor([1, *[inside] * length])
    wholes: tuple[Any, ...] = (None, 1, [], [[]], "text", {"a": 1}, [True, "a", "b"])
    yield from (cursor(whole) for whole in wholes)
    yield from ("====", "ü", "AAAA", "W" * 999, cursor([0])[:-1])
    yield base64.urlsafe_b64encode(b"[" * 700).decode()


def cursor(value: Any) -> str:
    """Pack a value as the pages pack their cursors."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def encoded(pairs: Iterable[tuple[str, str | bytes]]) -> str:
    """Return pairs as a query or as the body of a form."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(value: str | bytes) -> str:
    return quote_from_bytes(value if isinstance(value, bytes) else value.encode())


@dataclass
class Form:
    """A form as a page shows it: where it goes, and a value for each of its fields."""

    action: str
    method: str
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)

    def pairs(self) -> Pairs:
        """Return what a person who fills the form in would send."""
        return [
            (name, value)
            for name in self.kinds
            for value in self.values.get(name) or [sensible(self.kinds[name])]
        ]

    def with_value(self, name: str, value: str | bytes) -> Pairs:
        """Return the same, with another value for one field."""
        return [pair for pair in self.pairs() if pair[0] != name] + [(name, value)]


def sensible(kind: str) -> str:
    """Return something that a field of this kind would take."""
    soon = timezone.localdate() + timedelta(days=40)
    known = {
        "email": "colleague@example.org",
        "number": "3",
        "date": soon.isoformat(),
        "time": "10:30",
        "url": "https://meet.example.org/room",
        "hidden": "",
        "password": "correct horse battery",
    }
    return known.get(kind, "Some words")


class _Forms(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.found: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.url, values.get("action", ""))
            self.form = Form(action, values.get("method", "get").lower())
            self.found.append(self.form)
        elif self.form is not None:
            self._handle_field(self.form, tag, values)

    def _handle_field(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name = values.get("name", "")
        if tag == "option" and self.select:
            self._offer(form, self.select, values.get("value", ""), "selected" in values)
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag in {"select", "textarea"}:
            form.kinds[name] = tag
            self.select, self.textarea = (name, "") if tag == "select" else ("", name)
        elif tag in {"input", "button"}:
            kind = values.get("type", "text")
            form.kinds[name] = kind
            if kind in {"radio", "checkbox"}:
                self._offer(form, name, values.get("value", "on"), "checked" in values)
            elif values.get("value"):
                form.values[name] = [values["value"]]

    @staticmethod
    def _offer(form: Form, name: str, value: str, is_chosen: bool) -> None:
        """Keep the chosen value, or else the first that is not empty."""
        if value and (is_chosen or name not in form.values):
            form.values[name] = [value]

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.textarea and data.strip():
            self.form.values[self.textarea] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


def forms_of(html: str, url: str) -> list[Form]:
    """Return the forms of a page, each field with a value that it would take."""
    parser = _Forms(url)
    parser.feed(html)
    for form in parser.found:
        form.action = urlsplit(form.action)._replace(fragment="").geturl()
    return parser.found
