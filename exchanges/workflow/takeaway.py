"""What is kept on record when somebody takes an exchange away."""

from accounts.models import User
from core import audit
from exchanges.models import Exchange


def record_archive(exchange: Exchange, *, by: User) -> None:
    """Keep on record that somebody took the archive of an exchange."""
    audit.record("exchanges.exchange.take_archive", exchange, by=by)
