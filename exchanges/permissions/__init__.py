"""The rules of exchanges: importing this registers them."""

from exchanges.permissions import enrolment, exchange, team

__all__ = ["enrolment", "exchange", "team"]
