"""Sign-up, log-in and password reset, as somebody with a browser and a mailbox walks them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from core.delivery import deliver_due
from core.models import Message
from core.seals import unseal
from tests.cast import PASSWORD, make_user

SIGNUP = {
    "given_name": "Mina",
    "family_name": "Prova",
    "email": "mina@student.example.org",
    "password1": "a long and quiet sentence",
    "password2": "a long and quiet sentence",
}


def links_in(text: str) -> list[str]:
    return re.findall(rf"{re.escape(settings.SITE_ORIGIN)}(/\S+)", text)


def newest_text() -> str:
    return unseal(Message.objects.latest("id").text)


def verified_user(name: str, **fields) -> User:
    user = make_user(name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_up_verifies_the_address_before_the_first_log_in(db):
    client = Client(headers={"accept-language": "it"})
    answer = client.post(reverse("account_signup"), SIGNUP)
    assert answer.url == reverse("account_email_verification_sent")
    user = User.objects.get(email=SIGNUP["email"])
    assert (user.given_name, user.family_name, user.language) == ("Mina", "Prova", "it")
    message = Message.objects.get()
    assert (message.language, message.address, message.recipient) == ("it", user.email, user)
    assert "sentence" not in message.text
    stranger = Client()
    assert log_in(stranger, user.email, SIGNUP["password1"]).url == reverse(
        "account_email_verification_sent"
    )
    assert "_auth_user_id" not in stranger.session
    (link,) = links_in(newest_text())
    assert stranger.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "a GET changes nothing"
    assert stranger.post(link).status_code == 302
    assert EmailAddress.objects.get().verified
    assert log_in(stranger, user.email, SIGNUP["password1"]).url == reverse("home")
    assert stranger.session["_auth_user_id"]


def test_sign_up_with_a_taken_address_answers_the_same_and_warns_its_owner(db):
    user = verified_user("taken")
    fresh = Client().post(reverse("account_signup"), SIGNUP)
    taken = Client().post(reverse("account_signup"), SIGNUP | {"email": user.email})
    assert (fresh.status_code, fresh.url) == (taken.status_code, taken.url)
    assert User.objects.filter(email=user.email).count() == 1
    assert Message.objects.latest("id").kind == "account.account_already_exists"
    assert Message.objects.latest("id").address == user.email


def test_log_in_with_a_wrong_password_or_an_unknown_address_says_the_same(db):
    user = verified_user("known")
    wrong = log_in(Client(), user.email, "no such word")
    unknown = log_in(Client(), "nobody@example.org", "no such word")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_log_in_takes_the_address_in_any_case(db):
    user = verified_user("mixed")
    assert log_in(Client(), user.email.upper()).url == reverse("home")


def test_log_in_of_somebody_inactive_opens_no_session(db):
    user = verified_user("gone", is_active=False)
    client = Client()
    log_in(client, user.email)
    assert "_auth_user_id" not in client.session


def test_session_of_somebody_deactivated_ends_at_once(db):
    user = verified_user("leaving")
    client = Client()
    log_in(client, user.email)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_password_reset_walks_from_the_mail_to_the_new_password_once(db):
    user = verified_user("forgetful", language="it")
    client = Client()
    answer = client.post(reverse("account_reset_password"), {"email": user.email})
    assert answer.url == reverse("account_reset_password_done")
    message = Message.objects.get()
    assert (message.kind, message.language) == ("account.password_reset_key", "it")
    (link,) = links_in(newest_text())
    form = client.get(link, follow=True)
    words = {"password1": "another long sentence", "password2": "another long sentence"}
    assert client.post(form.request["PATH_INFO"], words).status_code == 302
    assert log_in(Client(), user.email, PASSWORD).status_code == 200
    assert log_in(Client(), user.email, words["password1"]).url == reverse("home")
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode(), "the link works once"


def test_password_reset_of_an_unknown_address_answers_the_same(db):
    user = verified_user("known")
    known = Client().post(reverse("account_reset_password"), {"email": user.email})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Message.objects.count() == 2, "both addresses get a mail"


def test_mail_of_the_log_in_is_sealed_at_rest_and_erased_once_sent(db):
    user = verified_user("careful")
    Client().post(reverse("account_reset_password"), {"email": user.email})
    (link,) = links_in(newest_text())
    key = link.strip("/").rpartition("/")[2]
    message = Message.objects.get()
    assert message.is_confidential
    assert key not in message.text + message.html + message.subject
    assert deliver_due() == 1
    assert key in mail.outbox[0].body
    message.refresh_from_db()
    assert (message.state, message.text, message.html) == ("sent", "", "")


@override_settings(ALLOWED_HOSTS=["*"])
@pytest.mark.parametrize("host", ["evil.example", "testserver:8443"])
def test_mail_of_the_log_in_links_to_our_own_origin_whatever_the_host(db, host: str):
    user = verified_user("target")
    url = reverse("account_reset_password")
    Client().post(url, {"email": user.email}, headers={"host": host})
    text = newest_text()
    assert host not in text
    assert len(links_in(text)) == 1


def test_mail_of_the_log_in_leaves_no_key_in_any_table(db):
    user = verified_user("dumped")
    Client().post(reverse("account_reset_password"), {"email": user.email})
    key = links_in(newest_text())[0].strip("/").rpartition("/")[2].partition("-")[2]
    assert not tables_with(key)


def tables_with(secret: str) -> list[str]:
    """Return the columns, of all tables, in which the text stands somewhere."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN"
            " ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s',
                [f"%{secret}%"],
            )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found
