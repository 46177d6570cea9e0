"""The e-mails about training: each function writes one outbox row."""

from django.urls import reverse

from core.models import Message
from core.outbox import Envelope, envelope_for, queue, register_check
from training.models import PartnerInvitation, Place


def place_confirmed(place: Place) -> None:
    """Tell a teacher that their place in an edition is confirmed."""
    queue(
        envelope_for(place.teacher, "training.place_confirmed", target=place),
        {"edition": place.edition},
    )


def training_completed(place: Place) -> None:
    """Tell a teacher that the office recorded their training as completed."""
    queue(
        envelope_for(place.teacher, "training.completed", target=place),
        {"edition": place.edition},
    )


def partner_invited(partner: PartnerInvitation, token: str) -> None:
    """Send a partner the secret link; the row keeps it sealed.

    The address may belong to nobody here yet, so the language is that of the inviter's choice of
    edition: English unless it is held in another language of the portal.
    """
    invitation = partner.invitation
    envelope = Envelope(
        kind="training.partner_invited",
        address=invitation.address,
        language=partner.edition.language,
        zone=partner.institution.time_zone,
        target=partner,
        is_confidential=True,
        expires_at=invitation.expires_at,
    )
    queue(
        envelope,
        {
            "partner": partner,
            "edition": partner.edition,
            "inviter": invitation.invited_by,
            "path": reverse("training:invitation", args=[token]),
        },
    )


def partner_accepted(partner: PartnerInvitation) -> None:
    """Tell the inviter that the partner takes part in the same edition."""
    invitation = partner.invitation
    queue(
        envelope_for(invitation.invited_by, "training.partner_accepted", target=partner),
        {"partner": partner, "edition": partner.edition, "teacher": invitation.accepted_by},
    )


def _is_still_open(message: Message) -> str:
    """Hold an invitation back that was withdrawn before it was sent."""
    is_open = PartnerInvitation.objects.open().filter(pk=message.target_id).exists()
    return "" if is_open else "The invitation is no longer open."


register_check("training.partner_invited", _is_still_open)
