import json
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from django.core.management import call_command

from accounts.models import Department, Institution
from accounts.reference import load_institutions


def cldr_weekend(country: str) -> list[int]:
    locale = Locale.parse(f"und_{country}")
    return [locale.weekend_start + 1, locale.weekend_end + 1]


@pytest.fixture
def loaded(db):
    load_institutions()


def test_reference_load_adds_every_institution_and_department(db):
    assert load_institutions() == {"institutions": 34, "departments": 2}
    siena = Institution.objects.get(schac_code="unisi.it")
    assert siena.erasmus_code == "I  SIENA01"
    assert set(siena.departments.values_list("code", flat=True)) == {"DISPI", "DISPOC"}


def test_reference_load_twice_adds_nothing(loaded):
    assert load_institutions() == {"institutions": 0, "departments": 0}
    assert Institution.objects.count() == 34


def test_reference_load_after_an_edit_keeps_the_edit(loaded):
    Institution.objects.filter(schac_code="bethlehem.edu").update(weekend_days=[5, 7])
    Department.objects.filter(code="DISPI").update(name="Scienze politiche")
    Institution.objects.filter(schac_code="tau.ac.il").delete()
    assert load_institutions() == {"institutions": 1, "departments": 0}
    assert Institution.objects.get(schac_code="bethlehem.edu").weekend_days == [5, 7]
    assert Department.objects.get(code="DISPI").name == "Scienze politiche"


def test_reference_rows_are_valid_and_say_their_source(loaded):
    for institution in Institution.objects.all():
        institution.full_clean()
        assert ZoneInfo(institution.time_zone)
        assert institution.source, institution
    for department in Department.objects.all():
        department.full_clean()
        assert department.source.startswith("https://"), department


def test_reference_weekends_are_those_of_the_cldr(loaded):
    for institution in Institution.objects.all():
        assert institution.weekend_days == cldr_weekend(institution.country.code), institution


def test_load_reference_prints_counts_and_json(db):
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "institutions: 34 added" in out.getvalue()
    again = StringIO()
    call_command("load_reference", "--json", stdout=again)
    counts = json.loads(again.getvalue())["added"]
    assert counts["institutions"] == 0
    assert not any(counts.values())
