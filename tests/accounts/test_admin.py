"""The administration: only for administrators, and through the portal's own log-in."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.audit import last_event
from core.models import AuditEvent, Message
from core.outbox import Envelope, write
from tests.cast import Cast


@pytest.fixture
def administrator(cast: Cast) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org"))
    return client


def test_admin_for_anybody_unknown_is_the_portals_log_in(db):
    answer = Client().get(reverse("admin:index"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("account_login")


def test_admin_for_everybody_of_the_cast_is_refused(cast: Cast):
    for name, user in cast.people().items():
        client = Client()
        client.force_login(user)
        answer = client.get(reverse("admin:index"), follow=True)
        assert answer.status_code == 403, name


def test_admin_opens_each_list_and_one_row(administrator: Client, cast: Cast):
    write(Envelope("x.y", "a@example.org", "en"), "Subject", "Text")
    for model in ("user", "institution", "department", "affiliation", "rolegrant", "invitation"):
        assert administrator.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    for record in (AuditEvent, Message):
        name = record._meta.model_name
        assert administrator.get(reverse(f"admin:core_{name}_changelist")).status_code == 200
        row = record._default_manager.all()[0]
        url = reverse(f"admin:core_{name}_change", args=[row.pk])
        assert administrator.get(url).status_code == 200
        assert administrator.post(url, {}).status_code == 403
        assert administrator.post(reverse(f"admin:core_{name}_add"), {}).status_code == 403


def test_admin_shows_an_open_message_and_hides_a_confidential_one(administrator: Client):
    plain = write(Envelope("x.y", "a@example.org", "en"), "Subject", "plain words")
    secret = write(
        Envelope("x.y", "a@example.org", "en", is_confidential=True), "Subject", "secret words"
    )
    url = "admin:core_message_change"
    assert "plain words" in administrator.get(reverse(url, args=[plain.pk])).content.decode()
    body = administrator.get(reverse(url, args=[secret.pk])).content.decode()
    assert secret.text not in body
    assert "secret words" not in body


def test_admin_edit_is_audited(administrator: Client, cast: Cast):
    url = reverse("admin:accounts_user_change", args=[cast.student.pk])
    data = {
        "given_name": "Student",
        "family_name": "Example",
        "language": "en",
        "time_zone": "Europe/Rome",
    }
    assert administrator.post(url, data).status_code == 302
    cast.student.refresh_from_db()
    assert not cast.student.is_active
    event = last_event(cast.student)
    assert event is not None
    assert event.actor is not None
    assert event.data["administrator"] is True
    assert "is_active" in event.data["fields"]


def test_admin_deletes_nobody(administrator: Client, cast: Cast):
    url = reverse("admin:accounts_user_delete", args=[cast.student.pk])
    assert administrator.post(url, {"post": "yes"}).status_code == 403
