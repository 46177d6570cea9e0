"""The office chooses how long before its meetings an edition reminds people."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.errors import ConflictError, RefusedError
from core.models import Message
from core.reminding import plan_reminders
from tests.cast import Cast, make_cast
from tests.rivals import at_once
from tests.training.make import make_edition, make_meeting
from training import workflow
from training.models import Edition, EditionMeeting, Place

DAY, HOUR = 1440, 60
OFFICE = {"office", "second_office"}


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """An edition in which the lead teacher has had a place for long."""
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    Place.objects.update(state_changed_at=timezone.now() - timedelta(days=60))
    return edition


def address(edition: Edition) -> str:
    return reverse("training:edition-reminders", args=[edition.pk])


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_times_are_chosen_by_the_office_alone_and_do_not_exist_for_outsiders(
    cast: Cast, edition: Edition
):
    for part, user in cast.people().items():
        expected = 200 if part in OFFICE else 403 if part == "lead_teacher" else 404
        client = client_of(user)
        assert client.get(address(edition)).status_code == expected, part
        if expected != 200:
            assert client.post(address(edition), {"usual": "60"}).status_code == expected, part
    assert Client().get(address(edition)).status_code == 302
    edition.refresh_from_db()
    assert edition.reminder_offsets == [7 * DAY, DAY, HOUR]


def test_times_that_are_saved_are_shown_and_on_record(cast: Cast, edition: Edition):
    client = client_of(cast.office)
    before = client.get(address(edition)).context["form"]
    assert before["usual"].value() == ["10080", "1440", "60"]
    typed = {"usual": ["4320"], "number": "2", "unit": "hours", "seen": before["seen"].value()}
    answer = client.post(address(edition), typed)
    assert answer.headers["Location"] == edition.get_absolute_url()

    edition.refresh_from_db()
    assert edition.reminder_offsets == [3 * DAY, 2 * HOUR]
    event = audit.last_event(edition)
    assert event is not None
    assert (event.verb, event.actor) == ("training.edition.set_reminders", cast.office)
    assert event.data == {"offsets": [4320, 120]}
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "reminded by e-mail: 3 days before and 2 hours before." in page
    assert client.get(address(edition)).context["form"]["usual"].value() == ["4320", "120"]


def test_times_stand_on_the_page_of_the_edition_for_those_whom_they_concern(
    cast: Cast, edition: Edition
):
    shown = {
        part: client_of(user).get(edition.get_absolute_url()).content.decode()
        for part, user in cast.people().items()
    }
    reads = {part for part, page in shown.items() if "7 days before, 1 day before" in page}
    assert reads == {*OFFICE, "lead_teacher"}
    assert {part for part, page in shown.items() if address(edition) in page} == OFFICE


def test_times_that_are_none_remind_nobody_and_the_page_says_so(cast: Cast, edition: Edition):
    client = client_of(cast.office)
    assert client.post(address(edition), {}).status_code == 302
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Nobody is reminded of the meetings by e-mail." in page
    make_meeting(edition, by=cast.office)
    EditionMeeting.objects.update(starts_at=Now() + timedelta(minutes=55))
    assert plan_reminders() == 0


def test_times_that_are_new_are_those_that_people_are_reminded_at(cast: Cast, edition: Edition):
    make_meeting(edition, by=cast.office)
    EditionMeeting.objects.update(starts_at=Now() + timedelta(minutes=100))
    workflow.set_reminders(edition, [3 * DAY, 2 * HOUR], by=cast.office)
    assert plan_reminders() == 1
    assert Message.objects.filter(offset_minutes__isnull=False).get().offset_minutes == 2 * HOUR


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "5", "unit": "minutes"}, "from 10 minutes to 30 days before"),
        ({"number": "31", "unit": "days"}, "from 10 minutes to 30 days before"),
        (
            {"usual": ["10080", "4320", "1440", "180", "60", "15"]},
            "Choose at most 5 reminders.",
        ),
    ],
)
def test_times_that_are_too_many_or_out_of_bounds_are_refused_in_words(
    cast: Cast, edition: Edition, typed: dict[str, object], words: str
):
    answer = client_of(cast.office).post(address(edition), typed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    edition.refresh_from_db()
    assert edition.reminder_offsets == [7 * DAY, DAY, HOUR]


def test_verb_refuses_what_the_form_would(cast: Cast, edition: Edition):
    with pytest.raises(RefusedError):
        workflow.set_reminders(edition, [9], by=cast.office)
    last = audit.last_event(edition)
    assert last is None or last.verb != "training.edition.set_reminders"


def test_times_from_a_page_that_is_out_of_date_are_not_saved(cast: Cast, edition: Edition):
    client = client_of(cast.office)
    seen = client.get(address(edition)).context["form"]["seen"].value()
    workflow.save_edition(edition, {"seats": 20}, by=cast.second_office)
    answer = client.post(address(edition), {"usual": ["60"], "seen": seen})
    assert answer.status_code == 409
    assert "This has changed since you opened it." in answer.content.decode()
    edition.refresh_from_db()
    assert edition.reminder_offsets == [7 * DAY, DAY, HOUR]


def test_place_that_is_taken_meanwhile_is_no_conflict(cast: Cast, edition: Edition):
    client = client_of(cast.office)
    seen = client.get(address(edition)).context["form"]["seen"].value()
    workflow.enrol(edition, by=cast.partner_teacher)
    assert client.post(address(edition), {"usual": ["60"], "seen": seen}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_times_that_two_save_at_once_are_those_of_one_and_the_other_is_told():
    cast, edition = make_cast(), make_edition()
    answers = at_once(
        [
            lambda minutes=minutes: workflow.set_reminders(
                edition, [minutes], by=cast.office, seen=edition.version
            )
            for minutes in (15, 60, 180, 1440)
        ]
    )
    (saved,) = [answer for answer in answers if isinstance(answer, Edition)]
    assert sum(isinstance(answer, ConflictError) for answer in answers) == 3
    edition.refresh_from_db()
    assert edition.reminder_offsets == saved.reminder_offsets
