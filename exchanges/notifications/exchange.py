"""What the teachers, the office and the students are told about an exchange."""

from collections.abc import Iterable

from accounts.models import User
from core.letters import write_to_all
from exchanges.models import Exchange
from exchanges.notifications.session import invitations
from exchanges.notifications.telling import tell
from exchanges.people import leads_of, offices_of, students_of, teachers_of


def agreement_asked(exchange: Exchange) -> None:
    """Tell the office that an agreement was drafted and is theirs to complete."""
    agreement = exchange.agreement
    tell(offices_of(exchange), "exchanges.agreement_asked", exchange, agreement=agreement)


def opened(exchange: Exchange) -> None:
    """Tell the teachers that their students can enrol."""
    tell(teachers_of(exchange), "exchanges.opened", exchange)


def started(exchange: Exchange) -> None:
    """Tell teachers and students that the exchange begins."""
    tell([*teachers_of(exchange), *students_of(exchange)], "exchanges.started", exchange)


def completed(exchange: Exchange) -> None:
    """Tell the teachers that the exchange is over and what is left to do."""
    tell(teachers_of(exchange), "exchanges.completed", exchange)


def cancelled(exchange: Exchange, people: Iterable[User]) -> None:
    """Tell people that the exchange does not take place, and why.

    What was still to come of its sessions leaves their calendars.
    """
    given_up = list(exchange.sessions.upcoming().select_related("anchor"))
    for session in given_up:
        session.exchange = exchange
    write_to_all(
        "exchanges.cancelled",
        exchange,
        people,
        {"exchange": exchange, "sessions": given_up},
        lambda person: invitations(given_up, "CANCEL", person),
    )


def duplicated(exchange: Exchange, by: User) -> None:
    """Tell the leads of the teams, but for who did it, that there is a draft for next year."""
    leads = leads_of(exchange).exclude(pk=by.pk)
    tell(leads, "exchanges.duplicated", exchange, person=by)
