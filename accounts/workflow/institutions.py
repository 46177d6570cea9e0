"""Writes about institutions."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Institution, User
from core import audit
from core.errors import ConflictError


def edit_institution(
    institution: Institution, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> Institution:
    """Change an institution's own data; the audit event keeps what each field was and became.

    `seen` is the version that the person looked at. Raises ConflictError when somebody else has
    changed it since.
    """
    with transaction.atomic():
        row: Institution = Institution.objects.select_for_update().get(pk=institution.pk)
        if seen is not None and seen != row.version:
            raise ConflictError(
                _("Somebody has changed this since you opened it. Look at it again, then save.")
            )
        changes = {
            name: [_plain(getattr(row, name)), _plain(value)]
            for name, value in values.items()
            if getattr(row, name) != value
        }
        if not changes:
            return row
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        audit.record("accounts.institution.edit", row, by=by, data={"changes": changes})
        return row


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value if isinstance(value, str | int | bool | list) else str(value)
