"""What records have in common."""

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Entity(models.Model):
    """A record with a random identifier, which is also its public one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True


class Dated(Entity):
    """A record whose last change tells its versions apart: no workflow counts them."""

    class Meta:
        abstract = True

    @property
    def version(self) -> int:
        """Return a number that changes with every change: its moment, in microseconds."""
        return int(self.updated_at.timestamp() * 1_000_000)


class Stateful(Entity):
    """A record that a workflow moves: `state`, and a `version` that grows with every change."""

    version = models.PositiveIntegerField(default=1, editable=False)
    state_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    if TYPE_CHECKING:
        state: models.CharField[str, str]

        def get_state_display(self) -> str: ...

    class Meta:
        abstract = True


def append_only_triggers() -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse UPDATE, DELETE and TRUNCATE of a table."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="no_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'This table is append-only.';",
        ),
    ]


class AppendOnly(models.Model):
    """A record that is written once: the database refuses to change or delete it."""

    class Meta:
        abstract = True
        triggers = append_only_triggers()
