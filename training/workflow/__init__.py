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
from training.workflow.meeting import (
    MEETINGS,
    NewMeeting,
    cancel_meeting,
    edit_meeting,
    hold_meeting,
    move_meeting,
    schedule_meetings,
)
from training.workflow.reminders import set_reminders

__all__ = [
    "INVITATIONS_A_DAY",
    "MEETINGS",
    "PLACE",
    "NewMeeting",
    "accept_partner_invitation",
    "cancel_meeting",
    "complete",
    "complete_several",
    "edit_meeting",
    "enrol",
    "hold_meeting",
    "invite_partner",
    "move_meeting",
    "rejoin",
    "revoke_partner_invitation",
    "save_course",
    "save_edition",
    "schedule_meetings",
    "set_reminders",
    "withdraw",
]
