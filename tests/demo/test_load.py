"""The demo, loaded once for all tests of this file: none of them changes it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import RoleGrant
from core.models import AuditEvent, Message
from exchanges.enums import ExchangeState
from exchanges.models import Exchange, PackageEdition
from training.models import Edition
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
