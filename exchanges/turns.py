"""What waits for a person in the exchanges that they teach or handle."""

from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from core.components import Turn
from exchanges import path
from exchanges.enums import ExchangeState
from exchanges.models import Exchange
from exchanges.presentation import rows_for

LIVE = (
    ExchangeState.DRAFT,
    ExchangeState.RETURNED,
    ExchangeState.ENDORSING,
    ExchangeState.SUBMITTED,
    ExchangeState.APPROVED,
)
FOR_OFFICE = (ExchangeState.SUBMITTED, ExchangeState.APPROVED)
IN_REVIEW = (ExchangeState.ENDORSING, ExchangeState.SUBMITTED)
# Of each kind, and of all together on the home page: the others stand in their own lists.
MOST = 15


def turns_for(person: User) -> list[Turn]:
    """Return what the person has to do next, oldest first: at most fifteen, in four queries."""
    mine = Exchange.objects.taught_by(person).filter(state__in=LIVE).values("pk")
    condition = Q(pk__in=mine)
    if person.institutions_as(Role.OFFICE):
        handled = Exchange.objects.handled_by(person).filter(state__in=FOR_OFFICE).values("pk")
        condition |= Q(pk__in=handled)
    if person.departments_as(Role.COORDINATOR):
        to_endorse = Exchange.objects.reviewed_by(person).filter(state=ExchangeState.ENDORSING)
        condition |= Q(pk__in=to_endorse.values("pk"))
    rows = Exchange.objects.filter(condition).for_list().order_by("state_changed_at", "id")
    turns = []
    for row in rows_for(list(rows[:MOST]), person):
        step = path.current(row.steps)
        if step is not None and step.is_mine:
            turns.append(
                Turn(
                    todo=_begin(str(step.detail)),
                    title=row.exchange.title,
                    url=_url(row.exchange),
                    since=row.exchange.state_changed_at,
                )
            )
    return turns


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _url(exchange: Exchange) -> str:
    """Return where the turn is taken: the review where somebody answers it, or the overview."""
    if exchange.state in IN_REVIEW:
        return reverse("exchanges:exchange-review", args=[exchange.pk])
    return exchange.get_absolute_url()
