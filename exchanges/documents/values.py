"""What the document of a design says, in plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SessionValues:
    """A session that stands: an aware instant, and its length in minutes."""

    title: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class FindingValues:
    """The answer of one criterion in words; `exception` is the office's reason for a waiver."""

    status: str
    title: str
    found: str
    exception: str = ""


@dataclass(frozen=True, slots=True)
class DecisionValues:
    """The office's last decision, with its remarks by section."""

    outcome: str
    note: str
    by: str
    at: datetime
    version: int
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A design and what became of it, in plain values.

    `design` has the shape of docs/design-format.md. `confirmed` maps an institution's SCHAC code
    to the version that its team confirmed last. `checked_at` is when the findings were frozen, or
    None when they are of the design as it stands.
    """

    design: Mapping[str, Any]
    state: str
    version: int
    changed_at: datetime
    programme: str = ""
    confirmed: Mapping[str, int | None] | None = None
    sessions: tuple[SessionValues, ...] = ()
    findings: tuple[FindingValues, ...] = ()
    checked_at: datetime | None = None
    decision: DecisionValues | None = None
