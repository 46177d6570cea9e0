"""The words of training, and the path of a place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import arrow


class Level(models.TextChoices):
    """The two trainings that teachers are asked to take."""

    BASIC = "basic", _("Basic training")
    ADVANCED = "advanced", _("Advanced training")


class PlaceState(models.TextChoices):
    """Where a teacher's place in an edition stands."""

    ENROLLED = "enrolled", _("enrolled")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


PLACE = {
    "complete": arrow(PlaceState.ENROLLED, to=PlaceState.COMPLETED),
    "withdraw": arrow(PlaceState.ENROLLED, to=PlaceState.WITHDRAWN),
    "rejoin": arrow(PlaceState.WITHDRAWN, to=PlaceState.ENROLLED),
}
