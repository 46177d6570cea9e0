"""Who may do what: one table of rules for each noun, registered as the app starts."""

from exchanges.permissions import (
    adoption,
    board,
    discussion,
    enrolment,
    exchange,
    review,
    session,
    takeaway,
    team,
)

__all__ = [
    "adoption",
    "board",
    "discussion",
    "enrolment",
    "exchange",
    "review",
    "session",
    "takeaway",
    "team",
]
