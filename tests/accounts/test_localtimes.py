"""The command that reads a wall time at each shipped institution."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Institution
from accounts.reference import shipped_institutions


def run(*arguments):
    out = io.StringIO()
    call_command("localtimes", *arguments, stdout=out)
    return out.getvalue()


def read(*arguments):
    """Return what the command says for machines, by SCHAC code."""
    found = json.loads(run(*arguments, "--json"))
    return {each["schac_code"]: each for each in found["institutions"]}


def test_localtimes_reads_every_shipped_institution_without_a_database():
    found = read("2026-11-24 14:00", "--zone", "Europe/Rome")
    assert len(found) == len(shipped_institutions()) == 34
    assert found["unisi.it"]["local"] == "2026-11-24T14:00:00+01:00"
    assert found["cu.edu.eg"]["local"] == "2026-11-24T15:00:00+02:00"
    # Morocco keeps UTC all the year since 20 September 2026.
    assert found["uca.ma"]["local"] == "2026-11-24T13:00:00+00:00"


def test_localtimes_names_the_day_and_the_odd_hour_in_words():
    text = run("2026-11-24 02:00", "--zone", "rome")
    siena = next(line for line in text.splitlines() if "University of Siena" in line)
    assert "Tue 2026-11-24 02:00  UTC+01:00  Siena" in siena
    assert siena.endswith("at night")
    florida = next(line for line in text.splitlines() if "America/New_York" in line)
    assert florida.endswith("the day before")
    assert read("2026-11-24 06:30", "--zone", "Europe/Rome")["unisi.it"]["early"] is True
    assert "early morning" in run("2026-11-24 06:30", "--zone", "Europe/Rome")
    assert "late evening" in run("2026-11-24 22:00", "--zone", "Europe/Rome")
    assert "the day after" in run("2026-11-24 22:00", "--zone", "America/New_York")


def test_localtimes_of_a_time_that_does_not_exist_spells_out_the_choice():
    with pytest.raises(CommandError, match=r"go from 02:00 to 03:00 .* before 02:00, or from"):
        run("2027-03-28 02:30", "--zone", "Europe/Rome")
    with pytest.raises(CommandError, match="does not exist"):
        run("2027-03-28 02:30", "--zone", "Europe/Rome", "--later")


def test_localtimes_of_a_time_that_comes_twice_asks_which():
    with pytest.raises(CommandError, match=r"00:30 UTC \(--earlier\) and at 01:30 UTC \(--later"):
        run("2026-10-25 02:30", "--zone", "Europe/Rome")
    earlier = read("2026-10-25 02:30", "--zone", "Europe/Rome", "--earlier")["unisi.it"]
    later = read("2026-10-25 02:30", "--zone", "Europe/Rome", "--later")["unisi.it"]
    assert (earlier["offset"], later["offset"]) == ("+02:00", "+01:00")


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-13-01 10:00", "0001-01-01 00:00", "\0"])
def test_localtimes_of_no_time_says_how_to_give_it(typed):
    with pytest.raises(CommandError, match="Give "):
        run(typed, "--zone", "Europe/Rome")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe", "a\0b"])
def test_localtimes_of_no_zone_names_it(zone):
    with pytest.raises(CommandError, match="is no time zone"):
        run("2026-11-24 14:00", f"--zone={zone}")


def test_localtimes_with_an_offset_is_refused():
    with pytest.raises(CommandError, match="without an offset"):
        run("2026-11-24T14:00+01:00", "--zone", "Europe/Rome")


@pytest.mark.django_db
def test_shipped_institutions_are_not_saved():
    assert shipped_institutions()
    assert not Institution.objects.exists()
