"""Each constraint and trigger, violated in SQL."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from exchanges import workflow
from exchanges.enums import EXCHANGE, EnrolmentState, ExchangeState
from exchanges.models import PackageEnrolment, ProgrammeRules
from exchanges.reference import load_rules
from tests.exchanges import build
from tests.exchanges.test_packages import make_edition

S = ExchangeState


def refused(sql, *params):
    """Run the statement, which the database must refuse; return its sentence."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        run(sql, params)
    return str(refusal.value)


def run(sql, params=()):
    """Run the statement, and the checks that the database put off."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def twin(table, **changes):
    """Return the SQL that writes each row of a table again, with these columns changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM exchanges_{table} LIMIT 0")
        names = [column.name for column in cursor.description]
    values = {"id": "gen_random_uuid()", **changes}
    chosen = ", ".join(values.get(name, name) for name in names)
    return (
        f"INSERT INTO exchanges_{table} ({', '.join(names)}) SELECT {chosen} FROM exchanges_{table}"
    )


@pytest.fixture
def draft(cast):
    return build.make_draft(cast)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("ends_on = starts_on", "exchange_ends_after_it_starts"),
        ("group_size = 1", "exchange_groups_have_two"),
        ("state = 'cancelled'", "exchange_cancelled_for_a_reason"),
    ],
)
def test_impossible_exchange_is_refused(draft, change, name):
    sql = f"UPDATE exchanges_exchange SET {change} WHERE id = %s"
    assert name in refused(sql, draft.pk)


@pytest.mark.parametrize("source", S)
def test_state_that_no_arrow_leads_to_is_refused(cast, source):
    exchange = build.make(cast, source)
    allowed = {step.target for step in EXCHANGE.values() if source in step.sources}
    for target in set(S) - allowed - {source}:
        sql = "UPDATE exchanges_exchange SET state = %s, cancel_reason = 'x' WHERE id = %s"
        assert "Invalid transition" in refused(sql, target, exchange.pk)


@pytest.mark.parametrize(
    ("table", "make"),
    [
        ("sectionrevision", S.DRAFT),
        ("submission", S.SUBMITTED),
        ("endorsement", S.ENDORSING),
        ("decision", S.APPROVED),
        ("decisionremark", S.SUBMITTED),
    ],
)
def test_record_that_was_written_once_stays(cast, table, make):
    exchange = build.make(cast, make)
    if table == "endorsement":
        workflow.endorse(exchange, by=cast.coordinator)
    if table == "decisionremark":
        workflow.approve(exchange, remarks={"idea": "Good"}, by=cast.office)
    run("SELECT 1")
    for sql in (
        f"UPDATE exchanges_{table} SET created_at = now()",
        f"DELETE FROM exchanges_{table}",
        f"TRUNCATE exchanges_{table} CASCADE",
    ):
        assert re.search("append-only|append_only|Cannot", refused(sql)), sql


def test_second_decision_on_one_submission_is_refused(cast):
    exchange = build.make(cast, S.APPROVED)
    sql = twin("decision", outcome="'rejected'", note="'why'", submission_id="NULL")
    assert "decision_once_per_submission" in refused(sql)
    moved = twin("decision", submitted_at="submitted_at - interval '1 day'")
    assert "submission_id" in refused(moved)
    assert exchange.decisions.count() == 1


def test_two_wordings_of_one_number_are_refused(draft):
    assert "section_revision_number_is_unique" in refused(twin("sectionrevision"))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "submission_number_is_unique"),
        ({"number": "-1"}, "number"),
    ],
)
def test_impossible_submission_is_refused(cast, change, name):
    build.make(cast, S.SUBMITTED)
    assert name in refused(twin("submission", **change))


def test_second_endorsement_and_one_sent_back_without_a_reason_are_refused(cast):
    exchange = build.make(cast, S.ENDORSING)
    workflow.endorse(exchange, by=cast.coordinator)
    assert "submission_id" in refused(twin("endorsement"))
    silent = twin("endorsement", outcome="'sent_back'")
    assert "endorsement_refusal_has_a_reason" in refused(silent)


def test_refusing_decision_without_a_reason_is_refused(cast):
    build.make(cast, S.APPROVED)
    sql = twin("decision", outcome="'returned'", submission_id="NULL", submitted_at="now()")
    assert "decision_refusal_has_a_reason" in refused(sql)


def test_second_remark_on_a_section_and_an_empty_one_are_refused(cast):
    exchange = build.make(cast, S.SUBMITTED)
    workflow.approve(exchange, remarks={"idea": "Good"}, by=cast.office)
    assert "decision_remark_is_unique" in refused(twin("decisionremark"))
    empty = twin("decisionremark", section="'groups'", text="''")
    assert "decision_remark_says_something" in refused(empty)


def test_second_chain_of_an_institution_is_refused(cast):
    workflow.set_chain(cast.siena, needs_endorsement=True, by=cast.office)
    assert "institution_id" in refused(twin("reviewchain"))


def test_exception_stays_as_it_was_made(cast):
    exchange = build.make(cast, S.DRAFT)
    exchange.sessions.all().delete()
    workflow.waive(exchange, "sessions", "A pilot", by=cast.office)
    assert "waiver_once_per_criterion" in refused(twin("waiver"))
    assert "waiver_has_a_reason" in refused(twin("waiver", code="'length'", reason="''"))
    half = "UPDATE exchanges_waiver SET revoked_at = now()"
    assert "waiver_revoked_by_somebody" in refused(half)
    assert re.search("Cannot delete|waiver_stays", refused("DELETE FROM exchanges_waiver"))
    for change in ("code = 'x'", "reason = 'x'", "exchange_id = gen_random_uuid()"):
        sql = f"UPDATE exchanges_waiver SET {change}"
        assert re.search("Cannot update|waiver_is_fixed", refused(sql)), change


def test_team_with_more_students_than_places_is_refused(draft):
    sql = "UPDATE exchanges_team SET seats_taken = seats + 1 WHERE exchange_id = %s"
    assert "team_seats_are_enough" in refused(sql, draft.pk)
    below = "UPDATE exchanges_team SET seats_taken = -1 WHERE exchange_id = %s"
    assert "seats_taken" in refused(below, draft.pk)


def test_second_team_of_an_institution_and_second_initiator_are_refused(cast, draft):
    other = workflow.add_team(draft, cast.marrakesh, by=cast.lead_teacher)
    same = "UPDATE exchanges_team SET institution_id = %s WHERE id = %s"
    assert "team_institution_is_unique" in refused(same, cast.siena.pk, other.pk)
    first = "UPDATE exchanges_team SET is_initiator = true WHERE id = %s"
    assert "team_one_initiator" in refused(first, other.pk)


@pytest.mark.parametrize(
    ("change", "name"), [("hours = 0", "activity_takes_time"), ("week = 0", "activity_week")]
)
def test_impossible_activity_is_refused(cast, change, name):
    build.make(cast, S.DRAFT)
    assert name in refused(f"UPDATE exchanges_activity SET {change}")


def test_second_place_of_a_student_and_a_step_off_the_path_are_refused(cast):
    exchange = build.make(cast, S.OPEN)
    place = workflow.enrol(build.home_team(exchange), by=cast.student)
    sql = """
        INSERT INTO exchanges_enrolment
            (id, created_at, updated_at, version, state_changed_at, state, is_settled,
             exchange_id, team_id, student_id)
        SELECT gen_random_uuid(), created_at, updated_at, version, state_changed_at, state,
               is_settled, exchange_id, team_id, student_id
        FROM exchanges_enrolment
    """
    assert "enrolment_is_unique" in refused(sql)
    workflow.leave(place, by=cast.student)
    step = "UPDATE exchanges_enrolment SET state = %s"
    assert "Invalid transition" in refused(step, EnrolmentState.COMPLETED)


def test_impossible_editions_and_places_are_refused(cast):
    edition = make_edition(seats=1)
    place = workflow.enrol_in_edition(edition, by=cast.student)
    over = "UPDATE exchanges_packageedition SET seats_taken = 2"
    assert "package_edition_seats_are_enough" in refused(over)
    back = "UPDATE exchanges_packageedition SET ends_on = starts_on - 1"
    assert "package_edition_ends_after_it_starts" in refused(back)
    step = "UPDATE exchanges_packageenrolment SET state = 'completed' WHERE id = %s"
    assert "Invalid transition" in refused(step, place.pk)
    with pytest.raises(DatabaseError, match="package_enrolment_is_unique"), transaction.atomic():
        PackageEnrolment.objects.create(edition=edition, student=cast.student)
    with pytest.raises(DatabaseError, match="package_edition_is_unique"), transaction.atomic():
        make_edition(package=edition.package)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("max_weeks = min_weeks - 1", "programme_rules_weeks_are_ordered"),
        ("min_sessions = 0", "programme_rules_are_sane"),
        ("min_interaction = 101", "programme_rules_are_sane"),
    ],
)
def test_impossible_rules_are_refused(db, change, name):
    load_rules()
    sql = f"UPDATE exchanges_programmerules SET {change}"
    assert name in refused(sql)
    assert ProgrammeRules.objects.on(timezone.localdate()) is not None
