"""The rules of exchanges: importing this registers them."""

from exchanges.permissions import enrolment, exchange, session, team

__all__ = ["enrolment", "exchange", "session", "team"]
