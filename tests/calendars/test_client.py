"""A real calendar client: vdirsyncer fetches a feed from the portal, and khal reads what it got."""

import os
import subprocess
import sys
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.workflow import feed as feeds
from core.meetings import Plan
from exchanges.models import Session
from exchanges.workflow.session import cancel_session, move_session
from tests.cast import make_cast
from tests.exchanges.stage import make_running, make_session

BIN = Path(sys.executable).parent
# It keeps one offset all year, so that the client's own zone rules do not matter.
ZONE = "Asia/Tokyo"

SYNC = """
[general]
status_path = "{home}/status"
[pair meetings]
a = "local"
b = "portal"
collections = null
conflict_resolution = "b wins"
[storage local]
type = "filesystem"
path = "{home}/events"
fileext = ".ics"
[storage portal]
type = "http"
url = "{url}"
"""
SHOW = """
[calendars]
[[portal]]
path = {home}/events
readonly = True
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


class Client:
    """Somebody's calendar program, with a home of its own."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        (home / "events").mkdir()
        (home / "sync.conf").write_text(SYNC.format(home=home, url=url))
        (home / "khal.conf").write_text(SHOW.format(home=home, zone=ZONE))
        self._run("vdirsyncer", "-c", str(home / "sync.conf"), "discover")

    def synced(self) -> list[str]:
        """Fetch the feed, then list the events of the coming weeks: begin, end, title, state."""
        self._run("vdirsyncer", "-c", str(self.home / "sync.conf"), "sync")
        listed = self._run(
            *["khal", "-c", str(self.home / "khal.conf"), "list", "--once", "--day-format", ""],
            *["--format", "{start-long} {end-time} {title}|{status}", "today", "40d"],
        )
        return [line.strip() for line in listed.splitlines() if line.strip()]

    def _run(self, name: str, *arguments: str) -> str:
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        homes = dict.fromkeys(names, str(self.home))
        done = subprocess.run(
            [BIN / name, *arguments],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **homes},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def as_listed(session: Session, state: str = "CONFIRMED") -> str:
    """Return the line that the client shows for a session."""
    starts = session.starts_at.astimezone(ZoneInfo(ZONE))
    ends = starts + timedelta(minutes=session.minutes)
    return f"{starts:%Y-%m-%d %H:%M} {ends:%H:%M} {session.title} ({session.exchange})|{state}"


@pytest.mark.django_db(transaction=True)
def test_calendar_client_sees_a_session_its_move_and_its_cancellation(live_server, tmp_path: Path):
    cast = make_cast()
    session = make_session(make_running(cast))
    token = feeds.renew(cast.other_student, by=cast.other_student)
    client = Client(tmp_path, f"{live_server.url}{reverse('calendar-feed', args=[token])}")
    assert client.synced() == [as_listed(session)]

    plan = Plan(session.local_date + timedelta(days=2), time(15, 30), 60, session.link)
    session = move_session(session, plan, by=cast.lead_teacher)
    assert client.synced() == [as_listed(session)]

    session = cancel_session(session, "The teacher is ill", by=cast.lead_teacher)
    assert client.synced() == [as_listed(session, "CANCELLED")]
    assert len(list((tmp_path / "events").glob("*.ics"))) == 1
