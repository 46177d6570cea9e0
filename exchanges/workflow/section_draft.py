"""What somebody typed into a section and has not saved: kept for them alone."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges.enums import DesignSection
from exchanges.models import Exchange, SectionDraft, Team

LARGEST = 200_000
"""The most that is kept of one section, in characters of its JSON."""
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "seen", "began", "do", "known", "page"})

Typed = Mapping[str, list[str]]
"""A form as it was sent: each field's name with the list of its values."""


def typed(data: Typed) -> dict[str, list[str]]:
    """Return what was typed of what was sent, fit to be kept.

    Raises RefusedError when it is more than `LARGEST`.
    """
    # PostgreSQL keeps no zero byte.
    kept = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in data.items()
        if name not in NOT_TYPED
    }
    if len(json.dumps(kept)) > LARGEST:
        raise RefusedError(_("This is too long to be kept unsaved. Save it in parts."))
    return kept


def keep(
    exchange: Exchange,
    section: DesignSection,
    data: Typed,
    *,
    seen: int,
    by: User,
    team: Team | None = None,
) -> SectionDraft:
    """Keep what the person typed into the section, in place of what they typed before.

    `seen` is the number of the wording that it began from. Nothing of it is checked but its size:
    raises RefusedError when there is too much.
    """
    values = {"data": typed(data), "seen": seen}
    with transaction.atomic():
        draft, _created = SectionDraft.objects.update_or_create(
            **_place(exchange, section, team, by), defaults=values
        )
    return draft


def discard(
    exchange: Exchange, section: DesignSection, *, by: User, team: Team | None = None
) -> None:
    """Forget what the person typed into the section; nothing happens when nothing is kept."""
    SectionDraft.objects.filter(**_place(exchange, section, team, by)).delete()


def kept(
    exchange: Exchange, section: DesignSection, *, by: User, team: Team | None = None
) -> SectionDraft | None:
    """Return what the person typed into the section and has not saved."""
    return SectionDraft.objects.filter(**_place(exchange, section, team, by)).first()


def _place(
    exchange: Exchange, section: DesignSection, team: Team | None, by: User
) -> dict[str, Any]:
    return {
        "exchange": exchange,
        "section": section,
        "subject": team.pk if team else None,
        "user": by,
    }
