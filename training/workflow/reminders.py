"""How long before its meetings an edition reminds those who have a place."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from core import audit
from core.offsets import checked
from core.workflow import refuse_outdated
from training.models import Edition
from training.workflow.edition import locked


def set_reminders(
    edition: Edition, offsets: Sequence[int], *, by: User, seen: int | None = None
) -> Edition:
    """Remind at these minutes before each meeting; none means that nobody is reminded.

    `seen` is the `Edition.version` that the person looked at. Raises RefusedError for more or
    other offsets than `core.offsets` allows, and ConflictError when somebody else has changed the
    edition since.
    """
    minutes = checked(offsets)
    with transaction.atomic():
        row = locked(edition)
        refuse_outdated(row, seen)
        row.reminder_offsets = minutes
        row.save()
        audit.record("training.edition.set_reminders", row, by=by, data={"offsets": minutes})
    return row
