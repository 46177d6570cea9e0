"""From hours to credits, and from sessions to attendance: exact, and without the database.

A rule says between how many hours one credit takes (`hours_per_credit` the least,
`hours_per_credit_most` the most; equal where the law names one number) and how far a course may
stray (`tolerance_percent`). Comparisons multiply instead of dividing and fractions are exact, so
no rounding of an intermediate value can tip a result.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, Protocol

HALF = Decimal("0.5")
TENTH = Decimal("0.1")
# The month in which an academic year begins: customary in Italy.
ACADEMIC_YEAR_MONTH = 10

WorkloadStatus = Literal["within", "too_few_hours", "too_many_hours", "not_stated"]


class Rule(Protocol):
    """What a conversion needs to know of a rule."""

    @property
    def hours_per_credit(self) -> Decimal: ...
    @property
    def hours_per_credit_most(self) -> Decimal: ...
    @property
    def tolerance_percent(self) -> int: ...
    @property
    def minimum_attendance_percent(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Workload:
    """How the hours of a course stand to its credits.

    `hours_per_credit` is rounded to a tenth for showing (None without credits); `by_rule` is what
    the rule makes of the hours; `least_hours` and `most_hours` bound what the credits may take.
    """

    status: WorkloadStatus
    hours: Decimal
    credits: Decimal
    hours_per_credit: Decimal | None
    by_rule: Decimal
    least_hours: Decimal
    most_hours: Decimal

    @property
    def is_within(self) -> bool:
        """Tell whether the hours lie within the rule's tolerance."""
        return self.status == "within"


@dataclass(frozen=True, slots=True)
class Presence:
    """A student's attendance of the sessions held.

    An excused absence leaves the count; being late counts as being there; a session for which
    nothing was recorded counts as an absence, so that silence never awards anything.
    """

    held: int
    attended: int
    excused: int
    recorded: int

    @property
    def counted(self) -> int:
        """Return how many sessions the percentage is taken of."""
        return self.held - self.excused

    @property
    def unrecorded(self) -> int:
        """Return how many sessions were held without a record for the student."""
        return self.held - self.recorded

    @property
    def percent(self) -> int | None:
        """Return the percentage, rounded down; None when no session counts."""
        return attendance_percent(self.attended, self.counted)

    def reaches(self, minimum_percent: int) -> bool:
        """Tell whether the attendance is at least this percentage."""
        return self.counted > 0 and self.attended * 100 >= minimum_percent * self.counted


def credits_for(hours: Decimal, hours_per_credit: Decimal) -> Decimal:
    """Return the credits that hours make, rounded to the nearest half; a quarter rounds up.

    12 hours at 25 make 0.5, 31 make 1.0, 31.25 make 1.5. Raises ValueError for fewer than zero
    hours, or for a rule by which a credit takes none.
    """
    if hours < 0 or hours_per_credit <= 0:
        raise ValueError("Hours are zero or more, and a credit takes some.")
    halves = Fraction(hours) / Fraction(hours_per_credit) * 2
    whole = (halves + Fraction(1, 2)).__floor__()
    return whole * HALF


def assess_workload(hours: Decimal, credits_given: Decimal, rule: Rule) -> Workload:
    """Compare a course's hours with its credits under a rule; the bounds belong to the range."""
    least = _tenth(credits_given * rule.hours_per_credit * (100 - rule.tolerance_percent) / 100)
    most = _tenth(credits_given * rule.hours_per_credit_most * (100 + rule.tolerance_percent) / 100)
    return Workload(
        status=_status(hours, credits_given, rule),
        hours=hours,
        credits=credits_given,
        hours_per_credit=_tenth(hours / credits_given) if credits_given > 0 else None,
        by_rule=credits_for(hours, rule.hours_per_credit),
        least_hours=least,
        most_hours=most,
    )


def attendance_percent(attended: int, counted: int) -> int | None:
    """Return attended sessions as a percentage, rounded down; None when there are none to count.

    Rounding down keeps 74.9 from passing for 75.
    """
    return None if counted <= 0 else attended * 100 // counted


def academic_year(day: date) -> str:
    """Return the academic year of a day, as `2026/27`."""
    first = day.year if day.month >= ACADEMIC_YEAR_MONTH else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def _status(hours: Decimal, credits_given: Decimal, rule: Rule) -> WorkloadStatus:
    if hours <= 0 or credits_given <= 0:
        return "not_stated"
    if hours * 100 < credits_given * rule.hours_per_credit * (100 - rule.tolerance_percent):
        return "too_few_hours"
    if hours * 100 > credits_given * rule.hours_per_credit_most * (100 + rule.tolerance_percent):
        return "too_many_hours"
    return "within"


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
