"""Many people at the same moment around one course: one outcome, and nobody left in the dark."""

from collections import Counter

import pytest

from core.audit import events_of
from core.errors import RefusedError
from core.models import Message
from exchanges.enums import AdoptionState as S
from exchanges.models import Adoption
from exchanges.workflow import adoption as workflow
from tests.cast import make_cast
from tests.exchanges.test_adoption import make_adoption, wish
from tests.exchanges.test_packages import make_edition
from tests.rivals import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(answers):
    return [str(answer) for answer in answers if isinstance(answer, RefusedError)]


def verbs(adoption):
    return Counter(event.verb.rpartition(".")[2] for event in events_of(adoption))


def test_forty_opposite_decisions_make_one_and_tell_the_others_who_decided():
    cast = make_cast()
    adoption = make_adoption(cast)
    seen = adoption.version
    yes = [lambda: workflow.approve(adoption, seen=seen, by=cast.office)] * 20
    no = [lambda: workflow.reject(adoption, seen=seen, note="no", by=cast.second_office)] * 20
    answers = at_once(yes + no)
    assert len(refusals(answers)) == 39
    adoption.refresh_from_db()
    assert all(str(adoption.decided_by) in sentence for sentence in refusals(answers))
    assert verbs(adoption)["approve"] + verbs(adoption)["reject"] == 1
    assert Message.objects.filter(kind="exchanges.adoption_decided").count() == 1


def test_taking_back_and_approving_at_once_end_with_it_taken_back_or_say_who_was_first():
    cast = make_cast()
    adoption = make_adoption(cast)
    seen = adoption.version
    answers = at_once(
        [lambda: workflow.withdraw(adoption, seen=seen, by=cast.lead_teacher)] * 10
        + [lambda: workflow.approve(adoption, seen=seen, by=cast.office)] * 10
    )
    adoption.refresh_from_db()
    assert len(refusals(answers)) == 19
    assert adoption.state in {S.APPROVED, S.WITHDRAWN}
    assert verbs(adoption)["approve"] + verbs(adoption)["withdraw"] == 1
    known = str(cast.office if adoption.state == S.APPROVED else cast.lead_teacher)
    sentences = refusals(answers)
    assert all(known in line or "changed since you opened it" in line for line in sentences)


def test_twenty_clicks_of_one_teacher_make_one_wish():
    cast = make_cast()
    edition = make_edition()
    ask = [lambda: workflow.adopt(edition, wish(cast), by=cast.lead_teacher)] * 20
    answers = at_once(ask)
    assert Counter(refusals(answers)) == {"You have asked for this course already.": 19}
    assert Adoption.objects.count() == 1
    assert Message.objects.filter(kind="exchanges.adoption_requested").count() == 2
