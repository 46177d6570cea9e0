"""Shares of hours of which some are not stated."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from exchanges.criteria.values import Status


@dataclass(frozen=True, slots=True)
class Share:
    """The hours that count (`part`), those that may count too (`unsure`), and all (`total`).

    `lacks_part` and `lacks_rest`: a row without hours may add to the part, or to the rest.
    """

    part: Decimal
    unsure: Decimal
    total: Decimal
    lacks_part: bool
    lacks_rest: bool

    def reaches(self, minimum: int) -> Status:
        """Return whether the part makes that many per cent: unmet only where it surely does not."""
        if not self.total:
            return "attention"
        if self.part * 100 >= self.total * minimum:
            return "attention" if self.lacks_rest else "met"
        may_reach = (self.part + self.unsure) * 100 >= self.total * minimum
        return "attention" if may_reach or self.lacks_part else "unmet"


def share_of(rows: Iterable[tuple[Decimal, bool | None]]) -> Share:
    """Return the share of the rows' hours that count: each row is its hours, and whether."""
    known = list(rows)
    return Share(
        part=sum((hours for hours, counts in known if counts), Decimal(0)),
        unsure=sum((hours for hours, counts in known if counts is None), Decimal(0)),
        total=sum((hours for hours, _counts in known), Decimal(0)),
        lacks_part=any(not hours and counts is not False for hours, counts in known),
        lacks_rest=any(not hours and not counts for hours, counts in known),
    )
