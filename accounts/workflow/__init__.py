"""Writes about people and institutions: one module per noun."""

from accounts.workflow.calendar import (
    add_period,
    copy_calendar,
    edit_period,
    remove_period,
)
from accounts.workflow.institutions import edit_institution
from accounts.workflow.people import (
    accept_invitation,
    confirm_affiliation,
    confirm_declared,
    declare_affiliation,
    edit_profile,
    grant_role,
    institution_to_vouch_for,
    invite,
    revoke_invitation,
    revoke_role,
    save_as_administrator,
)

__all__ = [
    "accept_invitation",
    "add_period",
    "confirm_affiliation",
    "confirm_declared",
    "copy_calendar",
    "declare_affiliation",
    "edit_institution",
    "edit_period",
    "edit_profile",
    "grant_role",
    "institution_to_vouch_for",
    "invite",
    "remove_period",
    "revoke_invitation",
    "revoke_role",
    "save_as_administrator",
]
