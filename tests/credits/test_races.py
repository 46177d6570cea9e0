"""Real threads on real connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import RefusedError
from core.models import AuditEvent, Message
from credits.models import CreditProposal, LedgerEntry
from credits.verification import verify
from credits.workflow import award, decline, propose, reverse
from tests.cast import make_cast
from tests.credits.factories import complete, make_exchange

THREADS = 20
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, times):
    """Call `work(number)` in parallel; return how often it was done and how often refused."""
    barrier = Barrier(THREADS)

    def lane(first):
        barrier.wait()
        outcomes = Counter()
        try:
            for number in range(first, times, THREADS):
                try:
                    work(number)
                    outcomes["done"] += 1
                except RefusedError:
                    outcomes["refused"] += 1
        finally:
            connection.close()
        return outcomes

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(lane, range(THREADS)), Counter())


@pytest.fixture
def enrolment():
    cast = make_cast()
    return cast, complete(make_exchange(cast), cast.student, cast.siena)


def test_two_hundred_awards_at_once_write_one_entry(enrolment):
    cast, completed = enrolment
    proposal = propose(completed, by=cast.lead_teacher)
    officers = [cast.office, cast.second_office]
    outcomes = at_once(lambda number: award(proposal, by=officers[number % 2]), 200)
    assert outcomes == {"done": 1, "refused": 199}
    assert LedgerEntry.objects.count() == 1
    assert Message.objects.filter(kind="credits.awarded").count() == 1
    assert AuditEvent.objects.filter(verb="credits.proposal.award").count() == 1


def test_awards_against_declines_give_one_decision(enrolment):
    cast, completed = enrolment
    proposal = propose(completed, by=cast.lead_teacher)

    def decide(number):
        if number % 2:
            award(proposal, by=cast.office)
        else:
            decline(proposal, note="no", by=cast.second_office)

    assert at_once(decide, 40) == {"done": 1, "refused": 39}
    proposal.refresh_from_db()
    assert LedgerEntry.objects.count() == (1 if proposal.state == "awarded" else 0)
    assert Message.objects.filter(kind__startswith="credits.").count() == 1
    assert verify().is_sound


def test_proposals_at_once_for_one_student_leave_one(enrolment):
    cast, completed = enrolment
    assert at_once(lambda _n: propose(completed, by=cast.lead_teacher), 40)["done"] == 1
    assert CreditProposal.objects.count() == 1


def test_reversals_at_once_write_one_entry(enrolment):
    cast, completed = enrolment
    award(propose(completed, by=cast.lead_teacher), by=cast.office)
    entry = LedgerEntry.objects.get()
    outcomes = at_once(lambda _n: reverse(entry, reason="wrong", by=cast.office), 40)
    assert outcomes == {"done": 1, "refused": 39}
    assert LedgerEntry.objects.totals() == {"ects": 0, "cfu": 0}
    assert verify().is_sound
