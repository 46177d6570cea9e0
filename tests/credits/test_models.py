"""Each constraint and trigger is violated in SQL, past every line of our code."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction
from django_countries.fields import Country

from credits.models import CreditProposal, CreditRule, LedgerEntry
from credits.workflow import load_rules, reverse
from tests.credits.tampering import as_owner

LEDGER = "credits_ledgerentry"
PROPOSAL = "credits_creditproposal"
RULE = "credits_creditrule"


def execute(sql, params=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def copy_of(row, table, **changed):
    """Insert a copy of the row with other values, as plain SQL."""
    values = {f.column: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values = {k: str(v) if isinstance(v, (uuid.UUID, Country)) else v for k, v in values.items()}
    values |= {"id": str(uuid.uuid4())} | changed
    columns = ", ".join(values)
    holes = ", ".join(["%s"] * len(values))
    execute(f"INSERT INTO {table} ({columns}) VALUES ({holes})", list(values.values()))


def refuses(name, row, table, **changed):
    with pytest.raises(IntegrityError) as refusal:
        copy_of(row, table, **changed)
    assert refusal.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {LEDGER} SET ects = 30",
        f"DELETE FROM {LEDGER}",
        f"TRUNCATE {LEDGER}",
    ],
)
def test_ledger_change_in_sql_is_refused(awarded, sql):
    with pytest.raises(DatabaseError):
        execute(sql)
    assert LedgerEntry.objects.get().ects == 2


def test_ledger_second_award_of_an_enrolment_is_refused(awarded):
    entry = LedgerEntry.objects.get()
    refuses("ledger_numbers_have_no_gap", entry, LEDGER)
    refuses("ledger_awards_and_reversals_alternate", entry, LEDGER, number=1)


def test_ledger_number_taken_twice_is_refused_by_the_index_alone(awarded):
    entry = LedgerEntry.objects.get()
    with as_owner():
        refuses("ledger_one_live_award_per_enrolment", entry, LEDGER)


@pytest.mark.parametrize("number", [2, 3, 7])
def test_ledger_gap_in_the_numbers_is_refused(awarded, number):
    refuses("ledger_numbers_have_no_gap", LedgerEntry.objects.get(), LEDGER, number=number)


@pytest.mark.parametrize(
    "amounts",
    [
        {"ects": "-1.0", "cfu": "-2.0", "hours": "-50.0"},
        {"ects": "-2.0", "cfu": "0.0", "hours": "-50.0"},
        {"ects": "-2.0", "cfu": "-2.0", "hours": "-49.9"},
    ],
)
def test_ledger_reversal_of_another_amount_is_refused(awarded, amounts):
    refuses(
        "ledger_reversal_is_exact",
        LedgerEntry.objects.get(),
        LEDGER,
        number=1,
        kind="reversal",
        reason="x",
        **amounts,
    )


def test_ledger_reversal_without_a_reason_is_refused(awarded):
    negative = {"ects": "-2.0", "cfu": "-2.0", "hours": "-50.0"}
    refuses(
        "ledger_reversal_has_a_reason",
        LedgerEntry.objects.get(),
        LEDGER,
        number=1,
        kind="reversal",
        **negative,
    )


@pytest.mark.parametrize("ects", ["-2.0", "0.0"])
def test_ledger_award_of_nothing_or_less_is_refused(cast, awarded, ects):
    entry = LedgerEntry.objects.get()
    reverse(entry, reason="x", by=cast.office)
    refuses("ledger_sign_follows_kind", entry, LEDGER, number=2, ects=ects, cfu="0.0")


@pytest.mark.parametrize("part", ["proposed_by_id", "assessed_by_id"])
def test_ledger_one_pair_of_eyes_is_refused(cast, awarded, part):
    entry = LedgerEntry.objects.get()
    reverse(entry, reason="x", by=cast.office)
    refuses("ledger_four_eyes", entry, LEDGER, number=2, **{part: str(cast.office.pk)})


def test_ledger_decision_of_the_student_is_refused(cast, awarded):
    entry = LedgerEntry.objects.get()
    reverse(entry, reason="x", by=cast.office)
    refuses(
        "ledger_student_does_not_decide",
        entry,
        LEDGER,
        number=2,
        decided_by_id=str(cast.student.pk),
    )


def test_ledger_entry_of_another_institution_is_refused(cast, awarded):
    entry = LedgerEntry.objects.get()
    reverse(entry, reason="x", by=cast.office)
    other = str(cast.cairo.pk)
    refuses("ledger_institution_is_the_teams", entry, LEDGER, number=2, institution_id=other)


def test_ledger_award_without_completion_is_refused(cast, awarded):
    entry = LedgerEntry.objects.get()
    reverse(entry, reason="x", by=cast.office)
    execute("UPDATE exchanges_enrolment SET state = 'not_completed'")
    refuses("ledger_award_needs_completion", entry, LEDGER, number=2)


@pytest.mark.parametrize("percent", [None, 74])
def test_ledger_award_below_the_least_attendance_is_refused(cast, awarded, percent):
    entry = LedgerEntry.objects.get()
    reverse(entry, reason="x", by=cast.office)
    name = "ledger_attendance_or_exception"
    refuses(name, entry, LEDGER, number=2, attendance_percent=percent)


@pytest.mark.parametrize(
    ("name", "assignment"),
    [
        ("proposal_credits_are_positive", "ects = -1"),
        ("proposal_credits_are_positive", "ects = 0, cfu = 0"),
        ("proposal_attendance_or_exception", "attendance_percent = 74"),
        ("proposal_attendance_or_exception", "attendance_percent = NULL"),
        ("proposal_decision_has_an_author", "state = 'awarded'"),
        ("proposal_four_eyes", "decided_by_id = proposed_by_id"),
        ("proposal_four_eyes", "decided_by_id = assessed_by_id"),
    ],
)
def test_proposal_made_impossible_in_sql_is_refused(proposal, name, assignment):
    with pytest.raises(IntegrityError) as refusal:
        execute(f"UPDATE {PROPOSAL} SET {assignment}")
    assert refusal.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("state", ["declined", "reversed"])
def test_proposal_refused_without_a_reason_is_refused(cast, proposal, state):
    with as_owner(), pytest.raises(IntegrityError) as refusal, transaction.atomic():
        CreditProposal.objects.update(state=state, decided_by=cast.office)
    assert refusal.value.__cause__.diag.constraint_name == "proposal_refusal_has_a_reason"


def test_proposal_that_skips_a_step_is_refused(cast, proposal):
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        CreditProposal.objects.update(state="reversed", decided_by=cast.office, decision_note="x")


def test_proposal_second_for_an_enrolment_is_refused(proposal):
    with pytest.raises(IntegrityError, match="enrolment_id"):
        copy_of(proposal, PROPOSAL)


@pytest.mark.parametrize(
    "change",
    [
        "hours_per_credit = 1",
        "hours_per_credit_most = 99",
        "tolerance_percent = 99",
        "minimum_attendance_percent = 0",
        "valid_from = '2000-01-01'",
        "country = 'FR'",
    ],
)
def test_rule_rewritten_in_sql_is_refused(db, change):
    load_rules()
    with pytest.raises(InternalError):
        execute(f"UPDATE {RULE} SET {change}")


def test_rule_closed_with_a_last_day_is_allowed(db):
    load_rules()
    execute(f"UPDATE {RULE} SET valid_until = '2030-01-01'")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("credit_rule_is_unique", {}),
        ("credit_rule_hours_are_positive", {"hours_per_credit": 0}),
        ("credit_rule_hours_are_a_range", {"hours_per_credit_most": 24}),
        ("credit_rule_percentages_are_sane", {"minimum_attendance_percent": 101}),
        ("credit_rule_percentages_are_sane", {"tolerance_percent": 101}),
        ("credit_rule_ends_after_it_starts", {"valid_until": "1999-01-01"}),
        ("credit_rule_has_a_source", {"source": ""}),
    ],
)
def test_rule_ill_formed_is_refused(db, name, changed):
    load_rules()
    values = changed if name == "credit_rule_is_unique" else {"country": "FR"} | changed
    refuses(name, CreditRule.objects.get(country="IT"), RULE, **values)


def test_rule_with_two_scopes_is_refused(cast):
    load_rules()
    rule = CreditRule.objects.get(country="IT")
    refuses("credit_rule_has_one_scope", rule, RULE, institution_id=str(cast.siena.pk))
