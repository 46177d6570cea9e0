"""The words of training, and the path of a place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.components import Tone
from core.transitions import arrow


class Level(models.TextChoices):
    """For whom a course is: newcomers, those who design, those who ran one, and the offices."""

    BASIC = "basic", _("Basic training")
    ADVANCED = "advanced", _("Advanced training")
    ADVANCED_PLUS = "plus", _("Advanced+ training")
    STAFF = "staff", _("Training for office staff")


# The levels that count for the first step of an exchange, lowest first.
TEACHER_LEVELS = (Level.BASIC, Level.ADVANCED, Level.ADVANCED_PLUS)


class PlaceState(models.TextChoices):
    """Where a teacher's place in an edition stands."""

    ENROLLED = "enrolled", _("enrolled")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")

    @property
    def tone(self) -> Tone:
        """Return how a badge shows it."""
        tones: dict[str, Tone] = {"enrolled": "info", "completed": "done"}
        return tones.get(self.value, "neutral")


class PartnerAnswer(models.TextChoices):
    """What became of an invitation to a partner."""

    WAITING = "waiting", _("not answered yet")
    ACCEPTED = "accepted", _("takes part")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")

    @property
    def tone(self) -> Tone:
        """Return how a badge shows it."""
        tones: dict[str, Tone] = {"waiting": "waiting", "accepted": "done", "expired": "stopped"}
        return tones.get(self.value, "neutral")


PLACE = {
    "complete": arrow(PlaceState.ENROLLED, to=PlaceState.COMPLETED),
    "withdraw": arrow(PlaceState.ENROLLED, to=PlaceState.WITHDRAWN),
    "rejoin": arrow(PlaceState.WITHDRAWN, to=PlaceState.ENROLLED),
}
