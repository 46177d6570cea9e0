import pytest
from django.db import InternalError, ProgrammingError, connection

from core import audit
from core.models import AuditEvent
from tests.cast import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    person = make_user("somebody")
    return audit.record("core.thing.change", person, by=person, data={"from": "a"})


def test_record_keeps_who_what_and_when(event):
    assert (event.verb, event.target_type) == ("core.thing.change", "accounts.user")
    assert (event.target_id, event.data) == (event.actor.pk, {"from": "a"})


def test_events_of_come_newest_first(event):
    later = audit.record("core.thing.change", event.actor, by=None)

    assert list(audit.events_of(event.actor)) == [later, event]
    assert audit.last_event(event.actor) == later


def test_events_of_another_target_are_left_out(event):
    assert audit.last_event(make_user("other")) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET verb = 'core.thing.forged'",
        "UPDATE core_auditevent SET created_at = created_at - interval '1 day'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent",
        "TRUNCATE core_auditevent CASCADE",
    ],
)
def test_audit_event_change_in_sql_is_refused(event, statement):
    with connection.cursor() as cursor:
        # Otherwise what refuses TRUNCATE is the foreign key's check that still waits.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises((InternalError, ProgrammingError), match="append"):
            cursor.execute(statement)


def test_audit_event_deletion_through_django_is_refused(event):
    with pytest.raises(InternalError):
        AuditEvent.objects.all().delete()


def test_audit_event_of_a_person_keeps_the_person(event):
    with pytest.raises(Exception, match="protected foreign keys"):
        event.actor.delete()
