"""The lines of the table of who may open what (`access.py`)."""

from dataclasses import dataclass, field
from typing import Literal

ALL = "200 200 200 200 200 200 200 200 200"
MEMBERS = "login 200 200 200 200 200 200 200 200"
Kind = Literal["page", "form", "button"]


@dataclass(frozen=True)
class Line:
    """What each identity is answered at one address."""

    name: str
    kind: Kind
    answers: tuple[str, ...]
    arguments: dict[str, str] = field(default_factory=dict)


def page(name: str, answers: str, **arguments: str) -> Line:
    """Describe a page that is only read."""
    return Line(name, "page", tuple(answers.split()), arguments)


def form(name: str, answers: str, **arguments: str) -> Line:
    """Describe a form: GET shows it, POST takes it."""
    return Line(name, "form", tuple(answers.split()), arguments)


def button(name: str, answers: str, **arguments: str) -> Line:
    """Describe an address that only takes a POST."""
    return Line(name, "button", tuple(answers.split()), arguments)
