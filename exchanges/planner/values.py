"""What the planner of sessions takes, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Pattern = Literal["even", "weekly"]
# What had to give in a stretch without anything better: hours, days, or both.
Relaxed = Literal["", "hours", "days", "both"]
ReasonCode = Literal[
    "inside", "early", "late", "lunch", "night", "weekend", "closed", "turn", "relief"
]
AheadCode = Literal["worst", "sum", "even", "margin", "middle", "earlier"]


@dataclass(frozen=True, slots=True)
class Site:
    """An institution that takes part; `key` tells it from the others.

    `weekend` holds ISO weekdays, `closed` the days without teaching with their names. The times are
    wall times in `zone`: between `teaches_from` and `teaches_until` people meet gladly, but for
    `lunch` (from, until), where there is one.
    """

    key: str
    zone: str
    weekend: frozenset[int]
    closed: Mapping[date, str]
    teaches_from: time
    teaches_until: time
    lunch: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A session that is planned already; those of one `meeting` are choices between times."""

    starts_at: datetime
    minutes: int
    meeting: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Which sessions are wanted, from the day `first` to the day `last`, both included.

    `even`: `sessions` of them, the first in the first week and the last in the last, the others
    evenly between; a single one on any day. `weekly`: one in each week from the first day, at most
    `sessions`. `minutes` is a session's length, `options` (1 or 2) how many parallel choices each
    has, `step` the grid in minutes, `anchor` the key of the site whose wall time is kept (the
    first when empty), `top` how many candidates are returned for each session. Nothing is proposed
    at a time that is `taken`, and what those sessions cost each site is counted with the rest.
    """

    first: date
    last: date
    sessions: int = 3
    pattern: Pattern = "even"
    minutes: int = 90
    options: int = 1
    step: int = 30
    anchor: str = ""
    top: int = 8
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A slot as one site lives it: local wall times, and what it costs there, in minutes.

    `early`: it begins so long before teaching does; `late`: it ends so long after teaching does;
    `lunch`: so much of it is in the lunch break; `night`: so much of it is outside decent hours.
    `off` tells that it touches a day off; `name` is what the day is called, empty for a weekend.
    """

    site: str
    starts: datetime
    ends: datetime
    offset: int
    early: int
    late: int
    lunch: int
    night: int
    off: bool = False
    name: str = ""
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say of a candidate, about a site (its key) or about all of them (empty).

    `turn`: `site` bears most of it, and `other` did in the last session before that cost anything.
    `relief`: as a second choice it spares `site` so many minutes.
    """

    code: ReasonCode
    site: str = ""
    minutes: int = 0
    name: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Why a candidate ranks above the next: the first measure in which they differ.

    `mine` and `next` are minutes (days for `middle`); `site` is whom the measure is about.
    """

    code: AheadCode
    mine: int = 0
    next: int = 0
    site: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slot: a wall time at the anchor that names exactly one moment."""

    day: date
    at: time
    starts_at: datetime
    readings: tuple[Reading, ...]
    reasons: tuple[Reason, ...]
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wanted session: where it may lie, its candidates, best first, and those recommended.

    `picks` are indexes of `candidates`: one for each parallel choice.
    """

    number: int
    first: date
    last: date
    relaxed: Relaxed
    candidates: tuple[Candidate, ...]
    picks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a site's clock is ahead of the anchor's, in minutes, before and after a change."""

    site: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Change:
    """Clocks change at `sites` (the moment, and its day there); `shifts` are who then differs."""

    at: datetime
    day: date
    sites: tuple[str, ...]
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """A named day off of a site, inside the window."""

    day: date
    site: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the planner proposes: the sessions, and what it had to go round.

    `totals`: the minutes that all sessions cost each site, by key: the recommended ones, and those
    that were planned already, whose own sums are `held`.
    """

    anchor: str
    sessions: tuple[Wanted, ...]
    changes: tuple[Change, ...]
    closed: tuple[Closed, ...]
    totals: Mapping[str, int]
    held: Mapping[str, int]
