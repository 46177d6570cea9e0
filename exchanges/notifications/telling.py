"""How people are told about an exchange: one e-mail each, in their own language."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from core.outbox import envelope_for, queue
from exchanges.models import Exchange


def tell(people: Iterable[User], kind: str, exchange: Exchange, **context: Any) -> None:
    """Queue a message of this kind to each person; its templates see the context."""
    for person in people:
        queue(envelope_for(person, kind, target=exchange), {"exchange": exchange, **context})
