"""The words of credits, and the path of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import arrow


class ProposalState(models.TextChoices):
    """Where a proposal of credits stands."""

    PROPOSED = "proposed", _("waiting for the office")
    AWARDED = "awarded", _("awarded")
    DECLINED = "declined", _("not awarded")
    REVERSED = "reversed", _("award reversed")


class EntryKind(models.TextChoices):
    """The two kinds of entry in the ledger."""

    AWARD = "award", _("award")
    REVERSAL = "reversal", _("reversal")


_P = ProposalState
PROPOSAL = {
    "award": arrow(_P.PROPOSED, to=_P.AWARDED),
    "decline": arrow(_P.PROPOSED, to=_P.DECLINED),
    "reverse": arrow(_P.AWARDED, to=_P.REVERSED),
    "propose_again": arrow(_P.DECLINED, _P.REVERSED, to=_P.PROPOSED),
}
