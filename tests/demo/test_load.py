"""The demo, loaded once for all tests of this file: none of them changes it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Institution, RoleGrant, User
from core.models import AuditEvent, Message
from core.reminding import plan_reminders
from exchanges.enums import ExchangeState
from exchanges.models import Exchange, PackageEdition, Session
from training.models import Edition, EditionMeeting
from ve_portal.demo.people import PEOPLE

# Each test runs in a savepoint of the transaction that the demo is loaded in.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        # What waits for the end of a transaction that never ends well.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def test_load_demo_shows_an_exchange_in_every_state(demo):
    assert set(Exchange.objects.values_list("state", flat=True)) == set(ExchangeState)


def test_load_demo_writes_only_through_verbs(demo):
    for exchange in Exchange.objects.all():
        verbs = AuditEvent.objects.filter(target_id=exchange.pk).order_by("created_at", "id")
        assert verbs[0].verb == "exchanges.exchange.propose"
        if exchange.state != ExchangeState.DRAFT:
            assert verbs.filter(data__to=exchange.state).exists()


def test_load_demo_twice_changes_nothing(demo, capsys):
    before = Exchange.objects.count()
    call_command("load_demo")
    assert "already" in capsys.readouterr().out
    assert Exchange.objects.count() == before


def test_load_demo_gives_roles_before_the_oldest_story(demo):
    oldest = min(
        Exchange.objects.earliest("created_at").created_at,
        Edition.objects.earliest("created_at").created_at,
    )
    assert RoleGrant.objects.latest("starts_on").starts_on < oldest.date()


def test_load_demo_tells_nothing_that_is_still_to_come(demo):
    now = timezone.now()
    assert AuditEvent.objects.latest("created_at").created_at <= now
    assert Message.objects.latest("created_at").created_at <= now


def test_load_demo_outside_development_is_refused(settings):
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="for development"):
        call_command("load_demo")


def test_demo_people_are_said_with_their_password(capsys):
    call_command("demo_people")
    said = capsys.readouterr().out
    assert all(person.address in said for person in PEOPLE if person.tells)
    assert "password" in said


def test_load_demo_offers_a_ready_made_edition_that_says_it_is_not_real(demo):
    (edition,) = PackageEdition.objects.open()
    assert "not a real one" in edition.note
    assert edition.seats_taken == 1


@pytest.fixture
def sessions(demo):
    running = Exchange.objects.get(state=ExchangeState.RUNNING)
    return list(Session.objects.filter(exchange=running).order_by("starts_at"))


def test_load_demo_shows_every_life_of_a_session(sessions):
    states = [session.state for session in sessions]
    assert states == ["held", "scheduled", "cancelled", "scheduled"]
    _held, near, called_off, moved = sessions
    assert timezone.now() < near.starts_at < timezone.now() + timedelta(days=10)
    assert called_off.cancel_reason
    assert moved.schedule_seq == 1
    assert Message.objects.filter(kind="exchanges.session_moved", target_id=moved.pk).exists()


def test_load_demo_prepares_the_next_session(sessions):
    near = sessions[1]
    assert near.facilitations.count() == 2
    assert near.materials.count() == 2
    assert near.agenda
    assert near.recording_notice


def test_load_demo_reminds_of_the_next_session(sessions):
    near = sessions[1]
    assert near.exchange.reminder_offsets == [14_400, 1_440, 60]
    assert User.objects.get(given_name="Luca").reminder_offsets == [4_320, 120]
    plan_reminders()
    reminded = Message.objects.reminders_of(near).filter(offset_minutes=14_400)
    people = set(reminded.values_list("recipient__given_name", flat=True))
    assert {"Sofia", "Gina", "Adil", "Bianca", "Yasmine"} <= people
    assert "Luca" not in people


def test_load_demo_has_training_meetings_past_and_to_come(demo):
    states = EditionMeeting.objects.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == ["held", "held", "scheduled", "scheduled"]


def test_load_demo_gives_the_office_teaching_hours_of_its_own(demo):
    siena = Institution.objects.get(schac_code="unisi.it")
    assert f"{siena.teaches_from:%H:%M}-{siena.teaches_until:%H:%M}" == "08:30-19:00"
