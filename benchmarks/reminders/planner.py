"""Planning sessions that are fair, against the bare page of the other benchmark."""

import time
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.test import Client

from accounts.models import User
from benchmarks.reminders.figures import Figure, interleave
from exchanges.planner import Wish, propose
from exchanges.planning import institutions_named, places_of

SITES = ("unisi.it", "uca.ma", "cu.edu.eg", "idu.edu.tr", "gju.edu.jo")
FIRST, LAST = date(2027, 3, 1), date(2027, 4, 25)


def planner_cost(rounds: int) -> Figure:
    """Rank the slots of 5 sites over 8 weeks, read from the database; CPU milliseconds."""
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.all()[0], backend="django.contrib.auth.backends.ModelBackend")
    institutions = institutions_named(SITES)
    wish = Wish(first=FIRST, last=LAST, sessions=3, minutes=90)

    def ours() -> float:
        places = places_of(institutions, wish.first, wish.last)
        return _cpu(lambda: propose([place.site for place in places], wish))

    def floor() -> float:
        return _cpu(lambda: client.get("/floor/list/"))

    ours(), floor()
    measured, bare = interleave(rounds, ours, floor)
    note = f"{len(SITES)} sites, {(LAST - FIRST).days + 1} days, against the floor's list of 25"
    return Figure("planner", "CPU ms", measured, bare, 5, at_least=False, note=note)


def _cpu(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return (time.process_time() - start) * 1000
