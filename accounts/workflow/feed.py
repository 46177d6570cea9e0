"""Make, renew and revoke the secret addresses of calendar feeds."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Feed, User
from core import audit
from core.seals import new_token, token_hash


def renew(owner: User, target: models.Model | None = None, *, by: User) -> str:
    """Give a person a new secret for a feed, and return it: it is stored nowhere.

    The feed holds all the person's meetings, or those of the target. An address that it had until
    now stops working; of two that are made at once, one works.
    """
    token = new_token()
    with transaction.atomic():
        Feed.objects.update_or_create(
            **_names(owner, target),
            defaults={"token_hash": token_hash(token), "renewed_at": timezone.now()},
        )
        _record("renew", owner, target, by=by)
    return token


def revoke(owner: User, target: models.Model | None = None, *, by: User) -> bool:
    """Let a feed's address stop working; return whether there was one."""
    with transaction.atomic():
        deleted, _each = Feed.objects.filter(**_names(owner, target)).delete()
        if deleted:
            _record("revoke", owner, target, by=by)
    return bool(deleted)


def _names(owner: User, target: models.Model | None) -> dict[str, Any]:
    """Return what names a feed: whose it is, and of what."""
    of = Feed.target_of(target)
    return {"owner": owner, "target_type": of[0], "target_id": of[1]}


def _record(verb: str, owner: User, target: models.Model | None, *, by: User) -> None:
    """Audit it of the owner, since the feed's own row may go; never the token."""
    of, pk = Feed.target_of(target)
    data = {"target_type": of, "target_id": pk and str(pk)}
    audit.record(f"accounts.feed.{verb}", owner, by=by, data=data)
