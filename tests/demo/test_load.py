import pytest
from django.core.management import call_command

from core.models import AuditEvent
from exchanges.enums import ExchangeState
from exchanges.models import Exchange
from ve_portal.demo import load
from ve_portal.demo.people import PEOPLE


@pytest.fixture
def demo(db: None):
    call_command("load_demo", verbosity=0)


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


def test_load_demo_outside_development_is_refused(db, settings):
    settings.DEVELOPMENT = False
    with pytest.raises(Exception, match="for development"):
        call_command("load_demo")
    assert not load.is_loaded()


def test_demo_people_are_said_with_their_password(capsys):
    call_command("demo_people")
    said = capsys.readouterr().out
    assert all(person.address in said for person in PEOPLE if person.tells)
    assert "password" in said
