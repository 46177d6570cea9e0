"""The planner of sessions against the floor: 5 sites, 8 weeks, every half hour of every day.

It runs on the database of the environment, with the benchmarks' settings.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Institution, User
from benchmarks.reminders.figures import Figure, interleave
from exchanges.enums import ExchangeState, Theme
from exchanges.models import Exchange, Team

SITES = ("unisi.it", "uca.ma", "cu.edu.eg", "auth.gr", "fgcu.edu")
LENGTH = timedelta(weeks=8)
MOST_TIMES_FLOOR = 5.0
# As many rows as the floor's list shows.
ROWS = 25
WARM_UP = 3


def planner_cost(rounds: int) -> Figure:
    """Compare the planner's page with the floor's list; CPU milliseconds, medians of `rounds`."""
    exchange, teacher = make_planned_exchange()
    client = Client(SERVER_NAME="localhost")
    client.force_login(teacher)
    page = _asker(client, reverse("exchanges:session-find", args=[exchange.pk]))
    floor = _asker(client, reverse("floor-list"))
    for _number in range(WARM_UP):
        page(), floor()
    ours, bare = interleave(rounds, page, floor)
    note = f"{len(SITES)} sites, {LENGTH.days // 7} weeks, three sessions"
    return Figure("planner", "ms CPU", ours, bare, MOST_TIMES_FLOOR, at_least=False, note=note)


def make_planned_exchange() -> tuple[Exchange, User]:
    """Make an exchange of far-off universities over a change of the clocks; return its teacher."""
    call_command("load_reference", verbosity=0, stdout=StringIO())
    known = {each.schac_code: each for each in Institution.objects.filter(schac_code__in=SITES)}
    teacher = User.objects.create_user("planner@bench.example", is_active=True)
    starts_on = date(timezone.localdate().year + 1, 3, 1)
    exchanges = Exchange.objects.bulk_create(
        Exchange(
            title="Water and cities",
            theme=Theme.ISSUE,
            state=ExchangeState.DRAFT,
            starts_on=starts_on,
            ends_on=starts_on + LENGTH - timedelta(days=1),
        )
        for _number in range(ROWS)
    )
    Team.objects.bulk_create(
        Team(
            exchange=exchange,
            institution=known[code],
            is_initiator=code == SITES[0],
            lead=teacher if code == SITES[0] else None,
        )
        for exchange in exchanges
        for code in SITES
    )
    return exchanges[0], teacher


def _asker(client: Client, path: str) -> Callable[[], float]:
    """Return what asks for a page, and says how much CPU the answer took, in milliseconds."""

    def ask() -> float:
        start = time.thread_time()
        answer = client.get(path)
        spent = time.thread_time() - start
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}.")
        return spent * 1000

    return ask
