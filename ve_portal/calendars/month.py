"""The days of a month, in weeks that begin on Monday. Pure: values in, values out."""

import re
from calendar import MONDAY, Calendar
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 2000, 2099
_WEEKS = Calendar(firstweekday=MONDAY)
_NAME = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; `number` counts from 1."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number, 1)

    @property
    def weeks(self) -> list[list[date]]:
        """Return the weeks that it touches, each with its seven days."""
        return _WEEKS.monthdatescalendar(self.year, self.number)

    def shifted(self, by: int) -> "Month | None":
        """Return the month that many months later, or None where the calendar ends."""
        year, number = divmod(self.year * 12 + self.number - 1 + by, 12)
        return Month(year, number + 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def month_of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)


def month_named(name: str) -> Month | None:
    """Return the month that a text such as `2027-04` names, or None for anything else."""
    if not (match := _NAME.fullmatch(name)):
        return None
    year, number = map(int, match.groups())
    is_known = FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12
    return Month(year, number) if is_known else None
