"""Write one message to many: it is rendered once for all who share a language and a zone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from core.outbox import Draft, envelope_for, render, write_many

Attachments = Sequence[Mapping[str, str]]


def write_to_all(
    kind: str,
    target: models.Model,
    people: Iterable[Any],
    context: Mapping[str, Any],
    attachments_for: Callable[[Any], Attachments],
) -> None:
    """Queue a message about `target` to each of the people, in their own language and zone.

    `attachments_for` gives a person's own attachments: an invitation names whom it invites. The
    templates do not know the recipient.
    """
    drafts: dict[tuple[str, str], Draft] = {}

    def draft_for(person: Any) -> Draft:
        key = (person.language, person.time_zone)
        if key not in drafts:
            drafts[key] = render(kind, *key, context)
        return drafts[key]

    write_many(
        (
            envelope_for(person, kind, target=target, attachments=attachments_for(person)),
            draft_for(person),
        )
        for person in people
    )
