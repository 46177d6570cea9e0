"""All meetings whose times follow the rules of time zones, whichever app they belong to."""

from core.recomputing import Outcome, recompute_all
from exchanges.workflow.recomputing import SESSION_TIMES
from training.workflow.recomputing import MEETING_TIMES

KINDS = (SESSION_TIMES, MEETING_TIMES)


def recompute_meetings(*, is_dry_run: bool = False) -> list[Outcome]:
    """Bring all meetings to come up to today's rules; return what the rules concern."""
    return recompute_all(KINDS, is_dry_run=is_dry_run)
