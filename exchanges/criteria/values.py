"""What the criteria read and what they answer: plain values, without database or request.

A fact that is not known is left at its default: no date, no hours, an empty text, None where yes
and no are both answers. A criterion never takes silence for a yes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from exchanges.enums import ActivityKind

Status = Literal["met", "attention", "unmet"]
Training = Literal["", "none", "enrolled", "completed"]
SESSIONS = "sessions"
"""The section of the synchronous sessions: they have pages of their own."""


@dataclass(frozen=True, slots=True)
class TeamValues:
    """A team: its institution, that institution's country code, and what the team brings.

    `workload_hours` is one student's whole load, `students` how many are expected (0: not
    stated). `training` is the lead's: empty where it is not known.
    """

    institution: str
    country: str
    has_lead: bool
    has_confirmed: bool
    course: str = ""
    students: int = 0
    workload_hours: Decimal = Decimal(0)
    ects: Decimal = Decimal(0)
    cfu: Decimal = Decimal(0)
    training: Training = "none"


@dataclass(frozen=True, slots=True)
class ActivityValues:
    """A line of the syllabus. `hours` is each student's load; 0 hours or week 0: not stated.

    `serves` is the dimension of the outcome that it works towards most.
    """

    week: int
    hours: Decimal
    is_interactive: bool | None
    kind: str = ""
    mode: str = ""
    is_learner_led: bool | None = False
    serves: str = ""

    @property
    def is_shared(self) -> bool | None:
        """Tell whether students work with partners in it: never in a lecture, None if unknown."""
        return False if self.kind == ActivityKind.LECTURE else self.is_interactive


@dataclass(frozen=True, slots=True)
class Design:
    """A design as plain values.

    `sessions` are the local dates of the sessions that stand; `undated_sessions` counts those
    whose date is not known. `stated_weeks` is the length where the dates are not known.
    `facilitators` are the trained people who accompany groups, teachers included.
    """

    starts_on: date | None
    ends_on: date | None
    teams: tuple[TeamValues, ...] = ()
    sessions: tuple[date, ...] = ()
    outcomes: tuple[str, ...] = ()
    activities: tuple[ActivityValues, ...] = ()
    group_size: int = 0
    are_groups_mixed: bool | None = False
    facilitators: int = 0
    platform: str = ""
    connectivity: str = ""
    facilitation: str = ""
    assessment: str = ""
    fallback: str = ""
    stated_weeks: int | None = None
    undated_sessions: int = 0

    @property
    def days(self) -> int:
        """Return its length in days, both ends included; 0 where the dates are not known."""
        if self.starts_on is None or self.ends_on is None:
            return 0
        return max((self.ends_on - self.starts_on).days + 1, 0)

    @property
    def weeks(self) -> int:
        """Return its length in weeks, a begun one counts; 0 where it is not known."""
        return -(-self.days // 7) or self.stated_weeks or 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of a programme, and where they come from: see `ProgrammeRules`.

    Shares are in per cent. `blocking` holds the codes of the criteria that stop a submission,
    beside those that always do (`NOT_WAIVABLE`).
    """

    name: str
    valid_from: date
    min_weeks: int
    max_weeks: int
    min_sessions: int
    max_group_size: int
    min_interaction: int
    min_active_weeks: int
    min_learner_led: int
    groups_per_facilitator: int
    source: str
    valid_until: date | None = None
    countries: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    blocking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one criterion: what was found, why it matters, and where to mend it.

    An unmet blocking finding stops the submission, unless the office made an `exception`: then
    that is the office's reason. `section` is where the design is changed: one of DesignSection,
    SESSIONS, or empty for the exchange's overview.
    """

    code: str
    status: Status
    is_blocking: bool
    title: str
    found: str
    why: str
    fix: str
    section: str
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one criterion says of one design. `fix` and `section` replace the criterion's own."""

    status: Status
    found: str
    fix: str = ""
    section: str | None = None
