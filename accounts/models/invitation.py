"""Invitations by e-mail."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models.institution import Institution
from accounts.models.user import User
from accounts.querysets import InvitationQuerySet
from core.models import Entity


class Invitation(Entity):
    """A single-use link, bound to an address, that expires.

    Only a hash of its token is stored. What accepting it brings is said by the record that
    points to it (a team, a place in a training edition).
    """

    address = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__lte=F("expires_at")),
                name="invitation_not_accepted_after_expiry",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be accepted."""
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and self.expires_at > timezone.now()
        )
