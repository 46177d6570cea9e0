"""The values that the page components take (see docs/design.md).

A tag reads attributes only, so any object with the same attributes serves as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise
Tone = Literal["done", "waiting", "stopped", "info", "neutral"]
StepStatus = Literal["done", "current", "todo", "stopped"]
FindingStatus = Literal["met", "attention", "unmet"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `is_mine`: the reader is the one who has to act now."""

    label: Text
    status: StepStatus
    detail: Text = ""
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """One end of a meeting: the place's name and its IANA zone."""

    label: Text
    zone: str
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one check. `url` leads to what has to be mended.

    `is_elsewhere`: it is mended on another page than the one that shows it, so it is folded away.
    """

    status: FindingStatus
    title: Text
    found: Text = ""
    why: Text = ""
    fix: Text = ""
    url: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that waits for the reader: what to do, on what, since when."""

    todo: Text
    title: Text
    url: str
    since: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What happened, who did it, and when; `note` is what they wrote."""

    what: Text
    who: Text
    at: datetime
    note: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation, a breadcrumb or a tab; `count` shows beside the label."""

    label: Text
    url: str = ""
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a long form, with how complete it is."""

    label: Text
    url: str
    tone: Tone = "neutral"
    word: Text = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that is a link to what it counts."""

    label: Text
    number: int | str
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value, for key facts and description lists."""

    label: Text
    value: object
