"""A whole portal for one test run: its own database, web, worker, beat and SMTP listener."""

import email
import email.policy
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import IO

import psycopg2
import pytest

from ve_portal.local.broker import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_SECONDS = 40


def find_browser() -> str | None:
    """Return the machine's Chromium, if it has one."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or None


def needed_browser(what: str) -> str:
    """Return the machine's Chromium. Without one: skipped, said loudly; under CI a failure.

    `what` was then not done: a sentence's end.
    """
    found = find_browser()
    if found is None:
        sentence = f"No Chromium on this machine: {what}."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


class Mailbox:
    """What the SMTP listener took."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def messages(self) -> list[EmailMessage]:
        """Return all messages, oldest first."""
        found = []
        for path in sorted((self.folder / "new").glob("*"), key=lambda path: path.stat().st_mtime):
            with path.open("rb") as file:
                found.append(email.message_from_binary_file(file, policy=email.policy.default))
        return found

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """Return the messages to an address whose subject holds `subject`."""
        return [m for m in self.messages() if m["To"] == address and subject in m["Subject"]]

    def wait_for(self, address: str, subject: str = "", count: int = 1) -> EmailMessage:
        """Return the newest message to an address, as soon as there are `count`."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = self.to(address, subject)
            if len(found) >= count:
                return found[-1]
            time.sleep(0.2)
        subjects = [f"{m['To']}: {m['Subject']}" for m in self.messages()]
        raise AssertionError(f"No mail to {address} about “{subject}”; there is {subjects}.")


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    """Return the first address in the plain text."""
    match = re.search(r"https?://\S+", text_of(message))
    assert match, text_of(message)
    return match.group()


class Portal:
    """A running portal."""

    def __init__(self, origin: str, mailbox: Mailbox, environment: dict[str, str]) -> None:
        self.origin = origin
        self.mailbox = mailbox
        self.environment = environment

    def manage(self, *command: str, text: str = "") -> str:
        """Run a management command against the running portal; return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "django", *command],
            cwd=ROOT,
            env=self.environment,
            input=text,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def let_time_pass(self, title: str, until: str) -> None:
        """Let time pass for the session of this title until it begins at `until` from now.

        The one thing that a journey does behind the portal's back: it cannot wait for days.
        `until` is an interval of PostgreSQL, negative once the session has begun.
        """
        statement = "UPDATE exchanges_session SET starts_at = now() + %s WHERE title = %s"
        _in_database(self.environment["DATABASE_URL"], statement, [until, title])


@contextmanager
def running_portal(folder: Path) -> Iterator[Portal]:
    """Run a portal on a new database of the tests' PostgreSQL until the context ends."""
    port, mail_port = free_port(), free_port()
    origin = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ve_portal.settings.development",
            "DATABASE_URL": stack.enter_context(_new_database(os.environ["DATABASE_URL"])),
            "SITE_ORIGIN": origin,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "LOCAL_MAILDIR": str(folder / "mail"),
            "OUTBOX_INTERVAL_SECONDS": "1",
            "REMINDER_INTERVAL_SECONDS": "2",
            "LOG_LEVEL": "WARNING",
        }
        # Journeys share the tests' broker, but not the queues and caches of other workers.
        broker, _, number = environment["REDIS_URL"].rpartition("/")
        environment["REDIS_URL"] = f"{broker}/{15 - int(number)}"
        portal = Portal(origin, Mailbox(folder / "mail"), environment)
        portal.manage("migrate", "-v", "0")
        portal.manage("load_reference")
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "ve_portal"]
        log = stack.enter_context((folder / "portal.log").open("w"))
        for command in (
            [
                *[python, "-m", "ve_portal.local.mail", "--port", str(mail_port)],
                *["--maildir", str(folder / "mail")],
            ],
            [
                *[python, "-m", "gunicorn", "ve_portal.wsgi", "-b", f"127.0.0.1:{port}"],
                *["--threads", "4"],
            ],
            [*celery, "worker", "-c", "1", "--loglevel", "WARNING"],
            [*celery, "beat", "--schedule", str(folder / "beat"), "--pidfile="],
        ):
            stack.enter_context(_process(command, environment, log))
        _wait_for(f"{origin}/health/ready/")
        yield portal


@contextmanager
def _process(command: list[str], environment: dict[str, str], log: IO[str]) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _new_database(address: str) -> Iterator[str]:
    name = f"journey_{uuid.uuid4().hex[:12]}"
    _in_database(address, f'CREATE DATABASE "{name}"')
    head, _, query = address.partition("?")
    try:
        yield f"{head.rpartition('/')[0]}/{name}{'?' + query if query else ''}"
    finally:
        _in_database(address, f'DROP DATABASE "{name}" WITH (FORCE)')


def _in_database(address: str, statement: str, values: list[str] | None = None) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    connection.close()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 -- loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not answer.")
