"""The logs hold no address that is a key by itself."""

import logging
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.architecture.addresses import addresses
from ve_portal.local.broker import free_port
from ve_portal.logs import HIDDEN, WithoutSecrets, without_secrets

SECRET = "s3cr3t-" + "x" * 36
# The address of a page that has no secret in it, and of the mails of a demo.
OPEN = {"account_reset_password_from_key_done", "local-mail-detail"}
ROOT = Path(__file__).resolve().parent.parent


def test_every_address_with_a_token_is_hidden():
    keys = [route for name, route in addresses() if re.search(r"\b(token|key)\b", route)]
    secret = [route for name, route in addresses() if route in keys and name not in OPEN]
    assert len(secret) > 5
    for route in secret:
        path = "/" + re.sub(r"<[^>]*>|\(\?P<.*", SECRET, route).replace("^", "")
        assert SECRET not in without_secrets(f'"GET {path} HTTP/1.1" 404'), route


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        (f"Not Found: /calendar/feed/{SECRET}.ics", f"Not Found: /calendar/feed/{HIDDEN}"),
        (
            f"GET /account/login/?next=/training/invitations/{SECRET}/ HTTP/1.1",
            f"GET /account/login/?next=/training/invitations/{HIDDEN} HTTP/1.1",
        ),
        (
            f"GET /account/login/?next=%2Ftraining%2finvitations%2F{SECRET}%2F HTTP/1.1",
            f"GET /account/login/?next=%2Ftraining%2finvitations%2F{HIDDEN} HTTP/1.1",
        ),
        ("GET /calendar/month/?month=2027-04 HTTP/1.1",) * 2,
        ("GET /calendar/feed/ HTTP/1.1",) * 2,
    ],
)
def test_without_secrets_hides_the_secret_alone(said: str, logged: str):
    assert without_secrets(said) == logged


def test_filter_leaves_a_record_that_cannot_be_written_to_the_handler():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "%d", ("one",), None)
    assert WithoutSecrets().filter(record)
    assert (record.msg, record.args) == ("%d", ("one",))


def ask(origin: str, path: str, *, until_it_answers: bool = False) -> int:
    """Return the status of the answer, where need be as soon as there is one."""
    deadline = time.monotonic() + 40
    while True:
        try:
            with urllib.request.urlopen(f"{origin}{path}", timeout=10) as answer:  # noqa: S310 -- loopback
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if not until_it_answers or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_server_writes_no_secret_to_its_logs():
    """The database has no tables here: so there are an error and its traceback as well."""
    origin = f"127.0.0.1:{free_port()}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ve_portal.settings.development"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "ve_portal.wsgi", "-b", origin, "--access-logfile", "-"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert ask(f"http://{origin}", "/health/live/", until_it_answers=True) == 200
        assert ask(f"http://{origin}", f"/calendar/feed/{SECRET}.ics") == 500
        assert ask(f"http://{origin}", f"/people/reminders/stop/{SECRET}/") == 404
    finally:
        server.terminate()
        logged, _nothing = server.communicate(timeout=40)
    assert f"Not Found: /people/reminders/stop/{HIDDEN}" in logged
    assert f"Internal Server Error: /calendar/feed/{HIDDEN}" in logged
    assert f'"GET /calendar/feed/{HIDDEN} HTTP/1.1" 500' in logged
    assert SECRET not in logged
