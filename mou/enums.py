"""The words of an agreement, and its path."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.components import Tone
from core.transitions import arrow


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("draft")
    FOR_SIGNATURE = "for_signature", _("for signature")
    IN_FORCE = "in_force", _("in force")
    ENDED = "ended", _("ended")
    ABANDONED = "abandoned", _("abandoned")

    @property
    def tone(self) -> Tone:
        """Return how a badge shows it."""
        tones: dict[str, Tone] = {
            "draft": "info",
            "for_signature": "waiting",
            "in_force": "done",
            "abandoned": "stopped",
        }
        return tones.get(self.value, "neutral")


class SignatureKind(models.TextChoices):
    """How a party signed outside the portal.

    Law 241/1990, article 15(2-bis), asks a digital, advanced or qualified electronic signature
    between Italian public administrations; foreign parties may sign on paper.
    """

    QUALIFIED = "qualified", _("qualified electronic signature")
    DIGITAL = "digital", _("digital signature")
    ADVANCED = "advanced", _("advanced electronic signature")
    HANDWRITTEN = "handwritten", _("by hand, on paper")


_S = AgreementState
AGREEMENT = {
    "revise": arrow(_S.DRAFT),
    "send_for_signature": arrow(_S.DRAFT, to=_S.FOR_SIGNATURE),
    "redraft": arrow(_S.FOR_SIGNATURE, to=_S.DRAFT),
    "record_signature": arrow(_S.FOR_SIGNATURE),
    "enter_into_force": arrow(_S.FOR_SIGNATURE, to=_S.IN_FORCE),
    "end": arrow(_S.IN_FORCE, to=_S.ENDED),
    "abandon": arrow(_S.DRAFT, _S.FOR_SIGNATURE, to=_S.ABANDONED),
}
