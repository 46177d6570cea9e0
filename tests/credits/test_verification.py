"""Tampering by whoever owns the tables: the triggers are lifted, and it shows all the same."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from credits.models import LedgerEntry
from credits.verification import verify
from credits.workflow import award, propose, propose_again, reverse
from tests.credits.factories import complete
from tests.credits.tampering import as_owner

LEDGER = "credits_ledgerentry"


@pytest.fixture
def ledger(cast, exchange, awarded):
    """Two students; the first one's award was reversed and given again."""
    reverse(LedgerEntry.objects.get(), reason="hours", by=cast.office)
    award(propose_again(awarded, by=cast.lead_teacher), by=cast.office)
    partner = complete(exchange, cast.other_student, cast.marrakesh)
    award(propose(partner, by=cast.partner_teacher), by=cast.office)
    return awarded


def run(**options):
    out = StringIO()
    try:
        call_command("verify_ledger", stdout=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_ledger_written_by_the_verbs_adds_up(ledger):
    report = verify()
    assert report.is_sound, report.flaws
    assert (report.enrolments, report.entries, report.ects, report.cfu) == (2, 4, 4, 2)
    status, text = run()
    assert status == 0
    assert "4 entries of 2 enrolments, 4.0 ECTS and 2.0 CFU: the ledger adds up." in text


def test_empty_ledger_adds_up(db):
    assert run() == (0, "0 entries of 0 enrolments, 0 ECTS and 0 CFU: the ledger adds up.\n")


@pytest.mark.parametrize(
    ("sql", "checks"),
    [
        (
            f"UPDATE {LEDGER} SET ects = 30 WHERE number = 2",
            {"balance_does_not_reconcile", "audit_differs"},
        ),
        (
            f"UPDATE {LEDGER} SET cfu = -1 WHERE number = 1",
            {"reversal_is_not_exact", "balance_does_not_reconcile", "audit_differs"},
        ),
        (
            f"DELETE FROM {LEDGER} WHERE number = 2",
            {"balance_does_not_reconcile", "entry_is_missing"},
        ),
        (
            f"DELETE FROM {LEDGER} WHERE number = 1",
            {
                "numbers_have_a_gap",
                "kinds_do_not_alternate",
                "reversal_is_not_exact",
                "balance_does_not_reconcile",
                "entry_is_missing",
            },
        ),
        (
            f"DELETE FROM {LEDGER}",
            {"balance_does_not_reconcile", "entry_is_missing"},
        ),
        (
            f"UPDATE {LEDGER} SET number = 4 WHERE number = 2",
            {"numbers_have_a_gap"},
        ),
        (
            "UPDATE credits_creditproposal SET state = 'proposed', decided_by_id = NULL",
            {"balance_does_not_reconcile"},
        ),
        ("DELETE FROM credits_creditproposal", {"proposal_is_missing"}),
        (
            "UPDATE exchanges_enrolment SET state = 'not_completed', is_settled = false",
            {"award_without_completion"},
        ),
        (
            "DELETE FROM core_auditevent WHERE verb = 'credits.entry.reversal'",
            {"entry_is_not_audited"},
        ),
        (
            (
                "UPDATE exchanges_enrolment e SET student_id = l.decided_by_id "
                f"FROM {LEDGER} l WHERE l.enrolment_id = e.id AND l.number = 2"
            ),
            {"four_eyes"},
        ),
        (
            (
                "UPDATE exchanges_team t SET institution_id = i.id FROM accounts_institution i "
                "WHERE i.schac_code = 'cu.edu.eg' AND t.is_initiator"
            ),
            {"wrong_institution"},
        ),
        (
            (
                f"UPDATE {LEDGER} SET ects = 9 WHERE kind = 'award' AND cfu = 0; "
                "UPDATE credits_creditproposal SET ects = 9 WHERE cfu = 0"
            ),
            {"audit_differs"},
        ),
    ],
)
def test_tampering_shows(ledger, sql, checks):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert {flaw.check for flaw in verify().flaws} == checks
    status, text = run()
    assert status == 1
    assert text.count("\n") == len(verify().flaws) + 1


def test_json_says_the_same(ledger):
    status, text = run(json=True)
    found = json.loads(text)
    assert (status, found["is_sound"], found["entries"], found["flaws"]) == (0, True, 4, [])
    assert found["ects"] == "4.0"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LEDGER} WHERE number = 2")
    status, text = run(json=True)
    assert status == 1
    assert "entry_is_missing" in {flaw["check"] for flaw in json.loads(text)["flaws"]}
