"""The archive of an exchange: what is in it, and that it is the same every time."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from exchanges import archive, exports
from exchanges.design_json import NAMELESS, validate
from exchanges.documents.source import source_of
from exchanges.enums import ExchangeState
from exchanges.models import Comment
from tests.cast import make_user
from tests.exchanges import build, stage

pytestmark = pytest.mark.django_db
ALL = archive.Contents(has_students=True, has_discussion=True)
LEAST = archive.Contents(has_students=False, has_discussion=False)
DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "archive-format.md"


@pytest.fixture
def exchange(cast):
    return build.make_designed(cast)


def unpack(exchange, contents=ALL):
    with zipfile.ZipFile(io.BytesIO(archive.archive_of(exchange, contents))) as files:
        return {name: files.read(name) for name in files.namelist()}


def table(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_archive_of_the_same_records_is_the_same_every_time(exchange):
    assert archive.archive_of(exchange, ALL) == archive.archive_of(exchange, ALL)


def test_archive_holds_what_its_readme_and_its_description_name(exchange):
    files = unpack(exchange)
    assert list(files) == ["README.txt", *archive.DESCRIPTIONS]
    readme = files["README.txt"].decode()
    described = DESCRIPTION.read_text(encoding="utf-8")
    for name in archive.DESCRIPTIONS:
        assert readme.count(f"{name}: ") == 2
        assert f"`{name}`" in described


def test_columns_of_each_table_are_described(exchange):
    described = DESCRIPTION.read_text(encoding="utf-8")
    for name, content in unpack(exchange).items():
        if name.endswith(".csv"):
            for column in table(content)[0]:
                assert f"`{column}`" in described, (name, column)


def test_design_in_the_archive_is_valid(exchange):
    design = json.loads(unpack(exchange)["design.json"])
    assert validate(design) == []
    assert design["title"] == exchange.title


def test_archive_without_students_and_discussion_says_so(exchange):
    files = unpack(exchange, LEAST)
    assert not {"students.csv", "attendance.csv", "discussion.csv"} & set(files)
    readme = files["README.txt"].decode()
    assert "Students’ data is left out" in readme
    assert "discussion is left out" in readme


def test_names_inside_are_never_what_people_wrote(exchange):
    type(exchange).objects.update(title="../../etc/passwd\\..\\x")
    exchange.refresh_from_db()
    assert list(unpack(exchange)) == ["README.txt", *archive.DESCRIPTIONS]


def test_texts_that_begin_like_formulas_are_disarmed(exchange, cast):
    exchange.teams.update(course_title="=1+1")
    exchange.sessions.update(title="@SUM(1)", agenda="+1")
    Comment.objects.create(exchange=exchange, author=cast.lead_teacher, text="-1")
    files = unpack(exchange)
    cells = [
        cell
        for name, content in files.items()
        if name.endswith(".csv")
        for row in table(content)
        for cell in row
    ]
    assert {"'=1+1", "'@SUM(1)", "'+1", "'-1"} <= set(cells)
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


def test_revisions_hold_every_saved_wording_in_order(exchange, cast):
    kept = json.loads(unpack(exchange)["revisions.json"])
    assert len(kept) == exchange.section_revisions.count()
    assert kept == sorted(kept, key=lambda row: row["at"])
    assert {row["by"] for row in kept} >= {str(cast.lead_teacher), str(cast.partner_teacher)}


def test_history_tells_what_happened_newest_first(exchange):
    rows = table(unpack(exchange)["history.csv"])
    assert rows[0] == ["at", "who", "what", "note"]
    assert rows[-1][2] == "Began the exchange"
    moments = [row[0] for row in rows[1:]]
    assert moments == sorted(moments, reverse=True)


def test_results_are_left_out_for_teams_that_are_not_the_readers(cast):
    exchange = stage.make_running(cast)
    mine = exchange.teams.get(is_initiator=True)
    columns, *rows = exports.student_rows(exchange, {mine.pk})
    assert columns[-2:] == ("passed", "grade")
    assert [row[-2:] for row in rows] == [("", ""), ("", "")]


@pytest.mark.parametrize("number", [1, 10])
def test_number_of_queries_does_not_grow_with_the_students(
    cast, number, django_assert_max_num_queries
):
    exchange = stage.make_running(cast)
    session = stage.make_session(exchange, in_minutes=-30)
    team = exchange.teams.get(is_initiator=True)
    for place in range(number):
        build_place(exchange, team, session, place)
    with django_assert_max_num_queries(2):
        assert len(list(exports.student_rows(exchange, {team.pk}))) == number + 3
        assert len(list(exports.attendance_rows(exchange))) == number + 1


def build_place(exchange, team, session, place):
    student = make_user(f"student.{place}")
    enrolment = exchange.enrolments.create(team=team, student=student)
    session.attendances.create(
        enrolment=enrolment, presence="present", recorded_by=exchange.teams.first().lead
    )


def test_source_reads_the_findings_of_the_design_as_it_stands(exchange):
    english, italian = source_of(exchange, "en"), source_of(exchange, "it")
    assert english.checked_at is None
    assert len(english.findings) == len(italian.findings) > 10
    assert english.design == italian.design
    assert len(english.sessions) == 3


def test_decision_of_somebody_without_a_name_shows_no_address(cast):
    exchange = build.make(cast, ExchangeState.RETURNED)
    type(cast.office).objects.filter(pk=cast.office.pk).update(given_name="", family_name="")
    assert source_of(exchange, "en").decision.by == NAMELESS


def test_source_of_a_submitted_design_keeps_the_findings_of_that_day(cast):
    exchange = build.make(cast, ExchangeState.APPROVED)
    frozen = exchange.submissions.get()
    exchange.outcomes.all().delete()
    source = source_of(exchange, "it")
    assert source.checked_at == frozen.submitted_at
    assert [row.title for row in source.findings] == [r["title"] for r in frozen.findings["it"]]
    assert [row.found for row in source.findings] == [r["found"] for r in frozen.findings["it"]]
    assert source.decision.outcome == "approved"
    assert source.version == source.decision.version
