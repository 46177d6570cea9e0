"""The paths of what the kernel knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import arrow


class MeetingState(models.TextChoices):
    """Where an online meeting stands."""

    SCHEDULED = "scheduled", _("scheduled")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


_S = MeetingState
MEETING = {
    "move": arrow(_S.SCHEDULED),
    "edit": arrow(_S.SCHEDULED, _S.HELD),
    "cancel": arrow(_S.SCHEDULED, to=_S.CANCELLED),
    "hold": arrow(_S.SCHEDULED, to=_S.HELD),
    "recompute": arrow(_S.SCHEDULED),
}
