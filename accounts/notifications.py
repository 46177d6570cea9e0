"""What people are told about their affiliations and roles."""

from accounts.models import Affiliation, RoleGrant
from core.models import Message
from core.outbox import envelope_for, queue


def affiliation_confirmed(affiliation: Affiliation) -> Message:
    """Tell a person that the office confirmed what they said of themselves."""
    envelope = envelope_for(affiliation.user, "accounts.affiliation_confirmed", target=affiliation)
    return queue(envelope, {"affiliation": affiliation})


def role_granted(grant: RoleGrant) -> Message:
    """Tell a person which role they have, since when, and why."""
    envelope = envelope_for(grant.user, "accounts.role_granted", target=grant)
    return queue(envelope, {"grant": grant})


def role_revoked(grant: RoleGrant) -> Message:
    """Tell a person that a role was taken from them, and why."""
    envelope = envelope_for(grant.user, "accounts.role_revoked", target=grant)
    return queue(envelope, {"grant": grant})
