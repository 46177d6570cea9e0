"""The command that plans sessions: what it prints, and its exit status."""

import io
import json
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.enums import PeriodKind
from accounts.models import Period

pytestmark = pytest.mark.django_db
ROOT = settings.BASE_DIR
SITES = "unisi.it,uca.ma,cu.edu.eg"
SPRING = {"first": "2027-03-01", "last": "2027-04-30"}


def run(*arguments, sites=SITES, **changes):
    out = io.StringIO()
    span = SPRING | changes
    named = [f"--sites={sites}", f"--from={span['first']}", f"--to={span['last']}"]
    call_command("plan_sessions", *named, *arguments, stdout=out)
    return out.getvalue()


def read(*arguments, **changes):
    return json.loads(run(*arguments, "--json", **changes))


def test_plan_sessions_on_a_fresh_database_takes_the_shipped_institutions():
    found = read("--sessions=3", "--minutes=90")
    assert [site["schac_code"] for site in found["sites"]] == SITES.split(",")
    assert found["anchor"] == "unisi.it"
    assert len(found["sessions"]) == 3
    assert found["totals"] == dict.fromkeys(SITES.split(","), 0)
    assert [(change["day"], change["sites"]) for change in found["clock_changes"]] == [
        ("2027-03-28", ["unisi.it"]),
        ("2027-04-30", ["cu.edu.eg"]),
    ]
    for session in found["sessions"]:
        assert session["recommended"] == [0]
        assert len(session["slots"]) == 3
        for slot in session["slots"]:
            assert [each["site"] for each in slot["sites"]] == SITES.split(",")
            assert slot["why"]


def test_plan_sessions_prints_each_site_s_local_time_and_why():
    text = run("--options=2")
    assert "Thu 4 Mar 10:30–12:00  Siena: usual hours" in text
    assert "Thu 4 Mar 09:30–11:00  Marrakesh: usual hours" in text
    assert "Thu 4 Mar 11:30–13:00  Giza: usual hours" in text
    assert text.count("(recommended)") == 6
    assert "Inside the teaching hours of every site." in text
    assert "Above the next: as good, and earlier." in text
    assert "10:30 in Siena is 08:30 in Marrakesh (before: 09:30)" in text
    assert "Siena, 29 Mar 2027: Easter Monday" in text
    assert text == run("--options=2")


def test_plan_sessions_says_who_bears_it_in_turn():
    # They share three hours: of three and a half, one of them bears the half.
    sites = "unisi.it,fgcu.edu"
    text = run("--weekly", "--sessions=4", "--minutes=210", sites=sites, first="2027-04-05")
    assert re.search(r"(Siena|Fort Myers) bears it this time, (Siena|Fort Myers) did", text)
    assert "after teaching" in text
    assert "Over all recommended sessions:" in text


def test_plan_sessions_weekly_has_a_session_in_each_week():
    assert len(read("--weekly")["sessions"]) == 9
    assert len(read("--weekly", "--sessions=4")["sessions"]) == 4


def test_plan_sessions_reads_hours_and_closures_of_the_database(cast):
    Period.objects.create(
        institution=cast.siena,
        year=2026,
        kind=PeriodKind.CLOSURE,
        name="Founders’ week",
        starts_on="2027-03-01",
        ends_on="2027-03-06",
    )
    found = read("--sessions=1", sites="unisi.it", last="2027-03-08")
    assert {slot["date"] for slot in found["sessions"][0]["slots"]} == {"2027-03-08"}
    assert found["days_off"][0] == {
        "day": "2027-03-01",
        "site": "unisi.it",
        "name": "Founders’ week",
    }


def test_plan_sessions_where_only_days_off_are_left_says_so():
    text = run("--sessions=1", first="2027-03-06", last="2027-03-07")
    assert "Nothing else exists: on none of these days is every site open." in text
    assert "weekend" in text


def test_plan_sessions_names_a_code_that_nobody_knows():
    with pytest.raises(CommandError, match=r"“nowhere\.example”"):
        run(sites="unisi.it,nowhere.example")


@pytest.mark.parametrize(
    ("arguments", "changes"),
    [
        (["--minutes=5"], {}),
        (["--minutes=481"], {}),
        (["--sessions=0"], {}),
        (["--sessions=999999999999"], {}),
        (["--top=0"], {}),
        ([], {"sites": ","}),
        ([], {"sites": "unisi.it,unisi.it"}),
        ([], {"sites": "a\0b"}),
        ([], {"first": "yesterday"}),
        ([], {"first": "2027-02-30"}),
        ([], {"first": "2027-05-01"}),
        ([], {"last": "2099-05-01"}),
        ([], {"first": "0001-01-01", "last": "0001-01-09"}),
    ],
)
def test_plan_sessions_with_bad_input_is_refused(arguments, changes):
    with pytest.raises(CommandError):
        run(*arguments, **changes)


def test_plan_sessions_exit_status_tells():
    def status(*arguments):
        command = [sys.executable, "manage.py", "plan_sessions", *arguments]
        span = ["--from=2027-03-01", "--to=2027-03-09"]
        done = subprocess.run([*command, *span], cwd=ROOT, capture_output=True, check=False)
        return done.returncode

    assert status("--sites=unisi.it,uca.ma") == 0
    assert status("--sites=nowhere.example") == 1


def test_command_whose_reader_has_enough_ends_quietly():
    """As with `| head`: the pipe is closed before all is printed."""
    command = [sys.executable, "manage.py", "plan_sessions", "--weekly", "--top=50"]
    span = [f"--sites={SITES}", "--from=2027-03-01", "--to=2028-03-01"]
    with subprocess.Popen(
        [*command, *span], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
