"""PostgreSQL is restarted at once, as after a crash, in the middle of sending."""

import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import psycopg2
import pytest

from tests.faults.conftest import database_address, wait_for
from ve_portal.local.identity import server_user
from ve_portal.local.paths import Place
from ve_portal.local.postgres import Postgres
from ve_portal.local.programs import postgres_folder
from ve_portal.local.services import clear

pytestmark = pytest.mark.faults
MESSAGES = 150
RESTARTS = 2

_WRITE = """
INSERT INTO core_message (message_id, kind, address, language, subject, text, html, attachments,
    is_confidential, target_type, state, attempts, detail)
SELECT '<' || n || '@restart.example>', 'core.test', 'r' || n || '@example.org', 'en', 'Subject',
    'text', '', '[]', false, '', 'pending', 0, ''
FROM generate_series(1, %s) AS n
"""


class OwnServer:
    """A PostgreSQL server of one test, with the portal's tables: nobody else uses it."""

    def __init__(self, place):
        self._place = place
        self._server = Postgres(place)
        self._programs, _version = postgres_folder(place, None)

    def start(self):
        self._server.start()
        tables = self._run(
            "pg_dump", "--schema-only", "--no-owner", f"--dbname={database_address()}"
        )
        self._run("psql", "--quiet", f"--dbname={self.address}", tables=tables)

    @property
    def address(self):
        return self._server.address

    def restart_at_once(self):
        """Let it die without a word to anybody, and come back."""
        words = ["restart", "-D", self._server.data, "-m", "immediate", "-w"]
        done = self._place.user.run(
            [self._programs / "pg_ctl", *words, "-l", self._place.log("postgres")]
        )
        assert done.returncode == 0, done.stdout

    def ask(self, statement, *values):
        line = psycopg2.connect(self.address)
        try:
            with line, line.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            line.close()

    def _run(self, program, *words, tables=""):
        command = [str(self._programs / program), *words]
        return subprocess.run(
            command, input=tables, capture_output=True, text=True, check=True
        ).stdout


@pytest.fixture
def own_server(transactional_db):
    root = Path(tempfile.mkdtemp(prefix="ve-portal-")).resolve()
    root.chmod(0o711)
    place = Place(root, server_user())
    place.prepare()
    try:
        server = OwnServer(place)
        server.start()
        yield server
    finally:
        clear(place)


def test_database_restarted_in_the_middle_of_sending_loses_nothing(own_server, stage):
    """What was in hand may go twice, under the same Message-ID; everything else goes once."""
    own_server.ask(_WRITE, MESSAGES)
    stage.database = own_server.address
    stage.server.pause = 0.02
    stage.worker()
    stage.beat("beat")
    for _number in range(RESTARTS):
        goal = len(stage.server.accepted) + 10
        wait_for(lambda goal=goal: len(stage.server.accepted) >= goal, "some messages to go")
        own_server.restart_at_once()
    stage.server.pause = 0

    def is_settled():
        [(left,)] = own_server.ask("SELECT count(*) FROM core_message WHERE state <> 'sent'")
        return left == 0

    wait_for(is_settled, "the rest to go")
    copies = stage.server.copies()
    assert set(copies) == {f"<{number}@restart.example>" for number in range(1, MESSAGES + 1)}
    assert sum((copies - Counter(set(copies))).values()) <= RESTARTS
