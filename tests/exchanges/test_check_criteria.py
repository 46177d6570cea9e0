"""The command that checks a design: what it prints, and its exit status."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from exchanges.criteria import CRITERIA, PARTS
from exchanges.design_json import document_of
from exchanges.models import ProgrammeRules
from exchanges.reference import rules_on
from tests.exchanges import build

FOLDER = Path(settings.BASE_DIR) / "exchanges" / "data" / "designs"
# What stops each of the six: facts that no source states are missing, confirmations above all.
STOPS = {
    "digital-learning-berlin-tel-aviv": ["sessions", "unmoderated", "confirmed"],
    "entrepreneurship-beja-cracow": [
        "sessions",
        "facilitation",
        "mooc",
        "social_group",
        "unmoderated",
        "virtual_mobility",
        "one_off",
        "confirmed",
    ],
    "students-eyes-budapest-sfax-izmir": [
        "sessions",
        "unmoderated",
        "virtual_mobility",
        "one_off",
        "confirmed",
    ],
    "sustainability-siena-fgcu": ["sessions", "unmoderated", "confirmed"],
    "technical-english-lebanon-oakland": [
        "sessions",
        "mooc",
        "social_group",
        "unmoderated",
        "virtual_mobility",
        "one_off",
        "confirmed",
    ],
    "trianon-budapest-sibiu": ["sessions", "facilitation", "virtual_mobility", "confirmed"],
}


def run(*arguments):
    """Return the command's exit status and what it printed."""
    out = io.StringIO()
    try:
        call_command("check_criteria", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def write(folder, document):
    path = folder / "design.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def confirmed(cast):
    """A complete design that both teams confirmed, as a document."""
    return document_of(build.confirm_all(build.make_designed(cast)))


@pytest.mark.parametrize("name", sorted(STOPS))
def test_real_design_is_stopped_by_what_its_sources_do_not_state(name, db):
    status, printed = run(FOLDER / f"{name}.json", "--json")
    assert json.loads(printed)["blocking"] == STOPS[name]
    assert status == 1


def test_every_real_design_is_walked():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(STOPS)


def test_complete_design_exits_with_zero(confirmed, tmp_path):
    status, printed = run(write(tmp_path, confirmed))
    assert status == 0
    assert printed.splitlines()[0] == confirmed["title"]
    assert printed.splitlines()[-1].endswith("Nothing stops a submission.")
    assert [str(part) in printed for part in PARTS] == [True] * 4


def test_report_says_what_why_and_how(confirmed, tmp_path):
    del confirmed["outcomes"]
    status, printed = run(write(tmp_path, confirmed))
    words = " ".join(printed.split())
    assert status == 0
    assert "Educational: learning outcomes [not met] No learning outcome is written yet." in words
    assert "Why: An exchange develops skills" in words
    assert "To do: Write with your partners what students will be able to do." in words
    confirmed["sessions"] = []
    status, printed = run(write(tmp_path, confirmed))
    assert status == 1
    assert "[not met: it stops a submission]" in printed
    assert printed.splitlines()[-1].endswith("1 stops a submission.")


def test_machines_get_every_finding(confirmed, tmp_path):
    status, printed = run(write(tmp_path, confirmed), "--json")
    answer = json.loads(printed)
    assert status == 0
    assert [finding["code"] for finding in answer["findings"]] == list(CRITERIA)
    assert (answer["programme"], answer["blocking"]) == ("own", [])


def test_programme_of_the_option_goes_before_the_documents(confirmed, tmp_path):
    confirmed["dates"] = {"starts_on": "2020-03-02", "ends_on": "2020-04-12"}
    for row, day in zip(
        confirmed["sessions"], ("2020-03-02", "2020-03-22", "2020-04-12"), strict=True
    ):
        row["date"] = day
    confirmed["groups"]["facilitators"] = 6
    path = write(tmp_path, confirmed)
    assert run(path, "--programme", "eve")[0] == 0
    status, printed = run(path, "--programme", "erasmus", "--json")
    # Its rules begin with 2021.
    assert json.loads(printed)["blocking"] == ["rules"]
    assert status == 1


def test_programme_that_nobody_knows_is_refused_with_the_known_ones(confirmed, tmp_path):
    status, printed = run(write(tmp_path, confirmed), "--programme", "moon")
    assert status == 2
    assert "“moon”" in printed
    assert "erasmus, eve, own" in printed


def test_rules_of_the_office_go_before_those_that_ship(confirmed, tmp_path):
    path = write(tmp_path, confirmed)
    ProgrammeRules.objects.filter(programme__slug="own").update(
        name="The office’s own", blocking=["training"]
    )
    status, printed = run(path, "--json")
    assert json.loads(printed)["rules"] == "The office’s own"
    assert json.loads(printed)["blocking"] == ["training"]
    assert status == 1


def test_rules_that_ship_are_taken_where_the_database_has_none(db):
    assert not ProgrammeRules.objects.exists()
    assert rules_on("own", date(2027, 1, 1)).min_weeks == 4
    assert rules_on("own", date(2017, 1, 1)) is None


def test_standard_input_is_read(monkeypatch, db):
    data = (FOLDER / "sustainability-siena-fgcu.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    status, printed = run("-")
    assert status == 1
    assert printed.startswith("Sustainability")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "It is no JSON: line 1, column 1."),
        (b'{"title": ', "It is no JSON: line 1, column 11."),
        (b"\xff\xfe", "It is not a text in UTF-8."),
        (b"[" * 100_000, "It is nested too deeply."),
        (b" " * 5_000_001, "It is larger than 5 MB."),
        (b'{"title": "a", "title": "b"}', "“title” stands twice in one object."),
        (b'{"title": 1' + b"0" * 5000 + b"}", "digits"),
        (b'{"title": "a"}', "the document: format, format_version must be there."),
        (b'{"title": "\\u001b[2J", "theme": "\\u001b[2J\\ud800"}', "theme: "),
    ],
    ids=["empty", "cut", "bytes", "deep", "large", "twice", "number", "lacking", "escape"],
)
def test_input_that_is_no_design_exits_with_two_and_says_why(data, words, tmp_path):
    path = tmp_path / "design.json"
    path.write_bytes(data)
    status, printed = run(path)
    assert (status, words in printed) == (2, True)
    assert "\x1b" not in printed
    status, printed = run(path, "--json")
    assert status == 2
    assert any(words in sentence for sentence in json.loads(printed)["errors"])


def test_file_that_is_not_there_exits_with_two(tmp_path):
    for path in (tmp_path / "none.json", tmp_path, "a\0b"):
        status, printed = run(path)
        assert status == 2
        assert "It cannot be read" in printed


def test_names_cannot_steer_a_terminal(confirmed, tmp_path):
    confirmed["title"] = "Red\x1b[31m\nand\x07"
    confirmed["groups"]["platform"] = "Chat\x1b]0;x\x07"
    printed = run(write(tmp_path, confirmed))[1]
    assert "\x1b" not in printed
    assert "\x07" not in printed


def test_report_in_italian_writes_numbers_as_italian_does(confirmed, tmp_path):
    confirmed["syllabus"][0]["hours"] = "4.5"
    printed = run(write(tmp_path, confirmed), "--language", "it")[1]
    assert "4,5" in printed


def test_command_runs_without_any_database():
    """A newcomer tries it before anything is set up."""
    code = (
        "import django; from django.conf import settings; django.setup();"
        "settings.DATABASES['default'] |= {'HOST': '127.0.0.1', 'PORT': '1'};"
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check_criteria', '-'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=(FOLDER / "sustainability-siena-fgcu.json").read_bytes(),
        capture_output=True,
        check=False,
        cwd=settings.BASE_DIR,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.decode().splitlines()[-1].endswith("3 stop a submission.")
