"""Programmes and their rules: what ships, and how the office keeps it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django_countries.data import COUNTRIES

from accounts.models import User
from core.audit import last_event
from exchanges.criteria import CRITERIA
from exchanges.forms.programme import KOSOVO, ProgrammeRulesForm
from exchanges.models import Programme, ProgrammeRules
from exchanges.reference import load_rules

SOUTH = {"DZ", "EG", "IL", "JO", "LB", "LY", "MA", "PS", "SY", "TN"}


@pytest.fixture
def rules(db):
    """The sets that ship, by their programme."""
    load_rules()
    return {row.programme.slug: row for row in ProgrammeRules.objects.select_related("programme")}


@pytest.fixture
def administrator(rules):
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org"))
    return client


def test_rules_are_loaded_once_and_an_edited_set_stays(db):
    assert load_rules() == {"programme rules": 3}
    ProgrammeRules.objects.filter(programme__slug="own").update(min_weeks=5)
    assert load_rules() == {"programme rules": 0}
    assert ProgrammeRules.objects.get(programme__slug="own").min_weeks == 5
    assert [row.slug for row in Programme.objects.all()] == ["own", "eve", "erasmus"]


def test_sets_that_ship_are_valid_as_the_form_checks_them(rules):
    for row in rules.values():
        row.full_clean()
        form = ProgrammeRulesForm(values_of(row), instance=row)
        assert form.is_valid(), form.errors
        assert set(row.blocking) <= set(CRITERIA)
        assert "starting values of this portal" in row.source


def test_own_exclusions_stop_and_what_is_usual_does_not(rules):
    blocking = set(rules["own"].blocking)
    assert blocking >= {"partners", "confirmed", "sessions", "one_off", "mooc", "virtual_mobility"}
    assert not blocking & {"length", "groups", "training", "blended", "credits"}
    assert (rules["own"].min_weeks, rules["own"].max_weeks, rules["own"].min_sessions) == (4, 8, 3)
    assert rules["own"].countries == []


def test_eve_is_of_33_and_10_countries_and_ended_with_2020(rules):
    eve = rules["eve"]
    assert (eve.min_age, eve.max_age, eve.valid_until) == (18, 30, date(2020, 12, 31))
    countries = set(eve.countries)
    assert len(eve.countries) == len(countries) == 43
    assert len(countries - SOUTH) == 33
    assert "GB" in countries
    assert "US" not in countries


def test_erasmus_is_of_its_regions_and_asks_for_a_facilitator(rules):
    erasmus = rules["erasmus"]
    countries = set(erasmus.countries)
    assert (erasmus.min_age, erasmus.max_age) == (13, 30)
    assert len(erasmus.countries) == len(countries)
    assert countries >= SOUTH | {"RS", "AL", "XK", "UA", "GE", "SN", "ZA"}
    assert not countries & {"GB", "CH", "US", "RU"}
    assert {"facilitation", "eligibility"} <= set(erasmus.blocking)
    assert erasmus.groups_per_facilitator == 1


def test_countries_that_ship_are_known(rules):
    for row in rules.values():
        assert set(row.countries) <= {*COUNTRIES, KOSOVO}


def values_of(row, **changes):
    """Return the set as the form sends it."""
    names = ProgrammeRulesForm.Meta.fields
    values = {name: getattr(row, name) for name in names} | {"programme": row.programme_id}
    values["countries"] = ",".join(row.countries)
    return {name: value for name, value in (values | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"blocking": ["sessions", "moon"]}, "blocking"),
        ({"countries": "IT,QQ"}, "countries"),
        ({"countries": "Italy"}, "countries"),
        ({"min_age": 31}, "max_age"),
        ({"min_interaction": 101}, "__all__"),
        ({"valid_until": date(2017, 1, 1)}, "__all__"),
        ({"groups_per_facilitator": 0}, "__all__"),
    ],
)
def test_form_refuses_what_is_no_rule(rules, changes, field):
    row = rules["eve"]
    form = ProgrammeRulesForm(values_of(row, **changes), instance=row)
    assert field in form.errors


def test_form_takes_known_countries_once_each(rules):
    row = rules["eve"]
    form = ProgrammeRulesForm(values_of(row, countries="it, MA ,it,XK"), instance=row)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["countries"] == ["IT", "MA", "XK"]


def test_office_adds_a_set_in_the_administration_and_it_is_recorded(administrator, rules):
    values = values_of(rules["own"], valid_from="2027-01-01", name="From 2027", max_weeks=10)
    values["blocking"] = ["sessions", "training"]
    answer = administrator.post(reverse("admin:exchanges_programmerules_add"), values)
    assert answer.status_code == 302
    row = ProgrammeRules.objects.on(date(2027, 6, 1))
    assert (row.name, row.blocking) == ("From 2027", ["sessions", "training"])
    assert last_event(row).verb == "exchanges.programmerules.create"


def test_administration_shows_unknown_codes_as_an_error(administrator, rules):
    values = values_of(rules["own"], blocking=["moon"])
    url = reverse("admin:exchanges_programmerules_change", args=[rules["own"].pk])
    answer = administrator.post(url, values)
    assert answer.status_code == 200
    rules["own"].refresh_from_db()
    assert "moon" not in rules["own"].blocking


def test_programmes_are_listed_kept_and_never_deleted(administrator, rules):
    for model in ("programme", "programmerules"):
        url = reverse(f"admin:exchanges_{model}_changelist")
        assert administrator.get(url).status_code == 200
    row = Programme.objects.get(slug="eve")
    change = reverse("admin:exchanges_programme_change", args=[row.pk])
    values = {"name": "EVE", "slug": "moon", "position": 4}
    assert administrator.post(change, values).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.slug) == ("EVE", "eve")
    assert last_event(row).verb == "exchanges.programme.edit"
    delete = reverse("admin:exchanges_programme_delete", args=[row.pk])
    assert administrator.post(delete, {"post": "yes"}).status_code == 403
