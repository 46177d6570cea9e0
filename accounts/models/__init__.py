"""The records of people and institutions."""

from accounts.models.calendar import Period
from accounts.models.feed import Feed
from accounts.models.institution import Department, Institution
from accounts.models.invitation import Invitation
from accounts.models.role import Affiliation, RoleGrant
from accounts.models.user import User

__all__ = [
    "Affiliation",
    "Department",
    "Feed",
    "Institution",
    "Invitation",
    "Period",
    "RoleGrant",
    "User",
]
