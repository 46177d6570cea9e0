"""What the log-in writes to people, by e-mail and on the page, is in the portal's own voice."""

import re
from pathlib import Path
from typing import Any

import allauth.account
import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from core.models import Message
from core.seals import unseal
from tests.accounts.test_log_in import SIGNUP, links_in, newest_text, verified_user
from tests.cast import PASSWORD

THEIRS = Path(allauth.account.__file__).parent.parent / "templates" / "account"
# Sent only where the setting beside them is on.
SWITCHED_OFF = {
    "login_code": "LOGIN_BY_CODE_ENABLED",
    "password_reset_code": "PASSWORD_RESET_BY_CODE_ENABLED",
    # No code of allauth sends it.
    "email_confirm": "",
}
UNSAID = {"login_code_sent", "phone_verification_sent", "phone_verified"}
NEW = "another long and quiet sentence"


def inside(user) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def sign_up(_user) -> None:
    Client().post(reverse("account_signup"), SIGNUP)


def sign_up_again(user) -> None:
    Client().post(reverse("account_signup"), SIGNUP | {"email": user.email})


def ask_for_a_link(user) -> None:
    Client().post(reverse("account_reset_password"), {"email": user.email})


def ask_for_a_link_to_nobody(_user) -> None:
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})


def reset_password(user) -> None:
    ask_for_a_link(user)
    client = Client()
    form = client.get(links_in(newest_text())[0], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})


def change_password(user) -> None:
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    inside(user).post(reverse("account_change_password"), words)


def add_address(user) -> None:
    data = {"email": "second@example.org", "action_add": ""}
    inside(user).post(reverse("account_email"), data)


def change_first_address(user) -> None:
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    data = {"email": "second@example.org", "action_primary": ""}
    inside(user).post(reverse("account_email"), data)


def remove_address(user) -> None:
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    data = {"email": "second@example.org", "action_remove": ""}
    inside(user).post(reverse("account_email"), data)


@pytest.mark.parametrize(
    ("act", "kind", "subject", "link"),
    [
        (sign_up, "email_confirmation_signup", "Confirm your address", "/confirm-email/"),
        (sign_up_again, "account_already_exists", "You already have an account", "/reset/"),
        (ask_for_a_link, "password_reset_key", "Choose a new password", "/reset/key/"),
        (ask_for_a_link_to_nobody, "unknown_account", "No account for this address", "/signup/"),
        (reset_password, "password_reset", "Your password was changed", "/reset/"),
        (change_password, "password_changed", "Your password was changed", "/reset/"),
        (add_address, "email_confirmation", "Confirm your address", "/confirm-email/"),
        (change_first_address, "email_changed", "Your first address was changed", "/reset/"),
        (remove_address, "email_deleted", "An address was removed", "/reset/"),
    ],
)
def test_mail_of_the_log_in_is_short_calm_and_signed(db, act, kind, subject, link):
    act(verified_user("reader"))
    message = Message.objects.latest("id")
    text = unseal(message.text)
    assert (message.kind, message.subject, message.html) == (f"account.{kind}", subject, "")
    assert link in re.findall(r"https?://\S+", text)[0]
    assert "!" not in text + message.subject
    assert not re.search(r"e?mail address|receiving|Hello|Thank you|[Cc]lick|example\.com", text)
    signature = f"This message was written by the Virtual Exchange portal.\n{settings.SITE_ORIGIN}"
    assert text.rstrip().endswith(signature)
    greets = {"account_already_exists", "unknown_account"}
    assert text.startswith("Dear ") == (kind not in greets)
    assert max(map(len, text.split("\n\n"))) < 300


def test_mail_of_a_change_is_in_the_persons_language_and_zone(db):
    user = verified_user("abroad", language="it", time_zone="Africa/Cairo")
    reset_password(user)
    message = Message.objects.latest("id")
    assert (message.kind, message.language) == ("account.password_reset", "it")
    assert message.recipient == user
    assert "Africa/Cairo" in unseal(message.text)


def is_ours(name: str) -> bool:
    found: Any = get_template(name)
    return bool(found.template.origin.name == str(settings.BASE_DIR / "templates" / name))


def test_every_mail_that_allauth_can_send_is_ours():
    for path in (THEIRS / "email").glob("*.txt"):
        name = re.sub("_(message|subject)$", "", path.stem)
        if name in SWITCHED_OFF:
            switch = SWITCHED_OFF[name]
            assert not (switch and getattr(app_settings, switch)), name
        else:
            assert is_ours(f"account/email/{path.name}"), name


def test_every_message_that_allauth_can_show_is_ours():
    names = {path.stem for path in (THEIRS / "messages").glob("*.txt")}
    assert {name for name in names if not is_ours(f"account/messages/{name}.txt")} == UNSAID


def test_log_in_offers_no_remembering_and_ends_with_the_browser(db):
    user = verified_user("shared")
    page = Client().get(reverse("account_login")).content.decode()
    assert "emember" not in page
    client = inside(user)
    assert client.session.get_expire_at_browser_close()
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["expires"]


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_email"]
)
def test_forms_of_the_log_in_speak_of_an_e_mail_address_without_placeholders(db, name):
    client = inside(verified_user("reader")) if name == "account_email" else Client()
    page = client.get(reverse(name)).content.decode()
    assert "E-mail address" in page
    assert "placeholder" not in page
    assert not re.search(r"\bEmail\b", page)


@pytest.mark.parametrize(
    ("name", "label"),
    [("account_signup", "Password"), ("account_change_password", "New password")],
)
def test_forms_of_the_log_in_name_both_passwords(db, name, label):
    client = Client() if name == "account_signup" else inside(verified_user("reader"))
    form = client.get(reverse(name)).context["form"]
    assert form["password1"].label == label
    assert form["password2"].label == "The same password again"


def test_log_in_with_a_wrong_password_is_refused_in_our_words(db):
    data = {"login": "nobody@example.org", "password": "no such word"}
    page = Client().post(reverse("account_login"), data).content.decode()
    assert "The address or the password is not right." in page
