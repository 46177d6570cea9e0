"""Writes about training: one module per noun, one verb per transition."""

from training.workflow.edition import (
    INVITATIONS_A_DAY,
    PLACE,
    accept_partner_invitation,
    complete,
    complete_several,
    enrol,
    invite_partner,
    rejoin,
    revoke_partner_invitation,
    save_course,
    save_edition,
    withdraw,
)

__all__ = [
    "INVITATIONS_A_DAY",
    "PLACE",
    "accept_partner_invitation",
    "complete",
    "complete_several",
    "enrol",
    "invite_partner",
    "rejoin",
    "revoke_partner_invitation",
    "save_course",
    "save_edition",
    "withdraw",
]
