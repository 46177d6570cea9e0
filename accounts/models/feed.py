"""Calendar feeds: secret addresses that a calendar program reads."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.querysets import FeedQuerySet
from core.models import Entity


class Feed(Entity):
    """A secret address of a person's meetings: all of them, or those of one thing (its target).

    Only the SHA-256 of the token is kept, so nobody finds the address in the database; a new
    token takes the place of the old one. It dies with the account.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="feeds")
    target_type = models.CharField(max_length=100, blank=True)
    target_id = models.UUIDField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "target_type", "target_id"],
                nulls_distinct=False,
                name="feed_is_one_for_each_target",
            ),
            models.CheckConstraint(
                condition=Q(target_type="", target_id__isnull=True)
                | (~Q(target_type="") & Q(target_id__isnull=False)),
                name="feed_target_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}, {self.target_type or 'all'}"

    @staticmethod
    def target_of(thing: models.Model | None) -> tuple[str, Any]:
        """Return the target's two fields; None is all meetings."""
        return ("", None) if thing is None else (thing._meta.label_lower, thing.pk)
