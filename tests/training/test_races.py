import pytest

from accounts.models import Affiliation
from core.models import Message
from tests.cast import make_cast, make_user
from tests.rivals import at_once
from tests.training.make import make_edition
from training import workflow
from training.models import Place

RIVALS = 20


@pytest.mark.django_db(transaction=True)
def test_enrol_by_twenty_for_three_places_gives_exactly_three():
    edition = make_edition(seats=3)
    users = [make_user(f"rival{number}") for number in range(RIVALS)]
    answers = at_once([lambda user=user: workflow.enrol(edition, by=user) for user in users])
    assert sum(isinstance(answer, Place) for answer in answers) == 3
    assert edition.places.count() == 3
    assert Message.objects.filter(kind="training.place_confirmed").count() == 3


@pytest.mark.django_db(transaction=True)
def test_enrol_twenty_times_by_one_person_gives_one_place():
    edition = make_edition(seats=3)
    user = make_user("eager")
    answers = at_once([lambda: workflow.enrol(edition, by=user)] * RIVALS)
    assert sum(isinstance(answer, Place) for answer in answers) == 1
    assert edition.places.count() == 1


@pytest.mark.django_db(transaction=True)
def test_accept_invitation_twenty_times_at_once_is_accepted_once():
    cast = make_cast()
    partner = workflow.invite_partner(
        make_edition(), cast.partner_teacher.email, cast.marrakesh, by=cast.lead_teacher
    )
    answers = at_once(
        [lambda: workflow.accept_partner_invitation(partner, by=cast.partner_teacher)] * RIVALS
    )
    assert sum(isinstance(answer, Place) for answer in answers) == 1
    assert Affiliation.objects.filter(user=cast.partner_teacher).count() == 1
    assert Message.objects.filter(kind="training.partner_accepted").count() == 1
