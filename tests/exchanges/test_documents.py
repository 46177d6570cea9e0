"""The design in words, as PDF and as DOCX: pure, without a database."""

import io
import json
import zipfile
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from core import typesetting
from exchanges.documents import pdf
from exchanges.documents.docx import docx_of
from exchanges.documents.model import Document, Facts, Passage, Table
from exchanges.documents.values import DecisionValues, FindingValues, SessionValues, Source
from exchanges.documents.words import document_in

HOSTILE = (
    '#panic("x") $x$ *b* @ref <label> \\ #read("/etc/passwd") <script>alert(1)</script> {{ 7*7 }}'
)
SIENA = {
    "name": "University of Siena",
    "schac_code": "unisi.it",
    "country": "IT",
    "city": "Siena",
    "time_zone": "Europe/Rome",
}
MARRAKESH = {
    "name": "جامعة القاضي عياض",
    "schac_code": "uca.ma",
    "country": "MA",
    "city": "مراكش",
    "time_zone": "Africa/Casablanca",
}


def design(**more: Any) -> dict[str, Any]:
    """Return a whole design as JSON says it."""
    text = more.pop("text", "Two classes compare how their countries speak of migration.")
    return {
        "format": "ve-portal-design",
        "format_version": 1,
        "title": "Migration and borders",
        "theme": "issue",
        "summary": text,
        "field": {"isced_f": "0312", "words": "Politics"},
        "languages": {"working": "en", "others": ["fr", "ar"], "cefr_level": "B2"},
        "study_levels": ["master"],
        "dates": {"starts_on": "2027-03-01", "ends_on": "2027-04-11"},
        "teams": [
            {
                "institution": SIENA,
                "is_initiator": True,
                "department": "Political Sciences",
                "course": {"title": text, "code": "POL-12"},
                "lead": "Lead Example",
                "teachers": ["Other Example"],
                "students": 15,
                "workload_hours": "25.0",
                "ects": "1.0",
                "cfu": "1.5",
                "has_confirmed": True,
            },
            {"institution": MARRAKESH, "students": 12, "has_confirmed": False},
        ],
        "outcomes": [
            {"dimension": "intercultural", "text": "take another’s perspective"},
            {"dimension": "subject", "text": text},
        ],
        "syllabus": [
            {"week": 2, "title": "Debate", "hours": "3.5", "is_interactive": True},
            {
                "week": 1,
                "title": text,
                "kind": "dialogue",
                "mode": "synchronous",
                "hours": "4.0",
                "is_interactive": True,
                "is_learner_led": True,
                "serves": "intercultural",
            },
            {"week": 2, "title": "Reading", "hours": "2.0", "is_interactive": False},
        ],
        "groups": {"size": 5, "are_mixed": True, "facilitators": 0, "platform": text},
        "assessment": {"assessment": text},
        **more,
    }


def source(known: dict[str, Any] | None = None, **more: Any) -> Source:
    """Return what a document is made of."""
    values: dict[str, Any] = {
        "design": known or design(),
        "state": "returned",
        "version": 7,
        "changed_at": datetime(2027, 1, 5, 23, 30, tzinfo=UTC),
        "programme": "Own",
        "confirmed": {"unisi.it": 7, "uca.ma": 5},
        "sessions": (SessionValues("Opening", datetime(2027, 3, 30, 22, 30, tzinfo=UTC), 90),),
        "findings": (
            FindingValues("met", "Partners", "Two."),
            FindingValues("unmet", "Confirmed", "Not yet.", exception="They write to us."),
        ),
        "decision": DecisionValues(
            "returned",
            "Name the groups",
            "Office Example",
            datetime(2027, 1, 4, tzinfo=UTC),
            6,
            (("groups", "How many?"),),
        ),
    }
    return Source(**(values | more))


def part(document: Document, title: str) -> Any:
    return next(part for part in document.parts if part.title == title)


def table(document: Document, title: str) -> Table:
    return next(block for block in part(document, title).blocks if isinstance(block, Table))


def facts(document: Document, title: str) -> dict[str, str]:
    blocks = part(document, title).blocks
    return dict(row for block in blocks if isinstance(block, Facts) for row in block.rows)


def everything(document: Document) -> str:
    return json.dumps(asdict(document), ensure_ascii=False, default=str)


def test_idea_names_programme_field_languages_and_length():
    found = facts(document_in("en", source()), "Idea")
    assert found["Programme"] == "Own"
    assert found["Field of study"] == "Political sciences and civics (ISCED-F 0312)"
    assert found["Other languages used"] == "French, Arabic"
    assert (found["Language level"], found["Level of study"]) == ("B2", "master")
    assert (found["First day"], found["Weeks"]) == ("1 March 2027", "6")


def test_weeks_are_the_stated_ones_where_dates_are_unknown():
    known = design(dates={"weeks": 8})
    found = facts(document_in("en", source(known)), "Idea")
    assert found["Weeks"] == "8"
    assert "First day" not in found


def test_teams_are_told_with_totals_and_what_they_confirmed():
    rows = table(document_in("en", source()), "Teams and credits")
    assert rows.rows[0][1:] == ("15", "25", "1", "1.5", "yes, version 7")
    assert rows.rows[1][1:] == ("12", "–", "–", "–", "not any more; version 5")
    assert rows.total[1] == "27"


def test_numbers_and_dates_are_written_as_the_language_does():
    document = document_in("it", source())
    assert table(document, "Programma delle attività").total[2:5] == ("9,5", "7,5", "4")
    assert "1 marzo 2027" in everything(document)


def test_outcomes_come_in_the_order_of_their_dimensions():
    rows = table(document_in("en", source()), "Learning outcomes").rows
    assert [row[0] for row in rows] == ["Subject", "Intercultural understanding"]


def test_syllabus_comes_by_week_with_its_totals():
    found = table(document_in("en", source()), "Syllabus")
    assert [row[0] for row in found.rows] == ["1", "2", "2"]
    assert found.rows[0][2:] == ("4", "yes", "yes", "intercultural understanding")
    assert found.total == ("", "Hours in all", "9.5", "7.5", "4", "")


def test_session_is_told_by_every_sites_clock_over_a_clock_change():
    ((_title, minutes, times),) = table(document_in("en", source()), "Synchronous sessions").rows
    siena, marrakesh = times.split("\n")
    assert minutes == "90"
    assert siena == "\u2068Siena\u2069: 31 March 2027, 00:30 (Europe/Rome)"
    assert marrakesh.startswith(f"\u2068{MARRAKESH['city']}\u2069: 30 March 2027, ")
    assert marrakesh.endswith(" (Africa/Casablanca)")


def test_finding_with_an_exception_says_so_with_the_reason():
    rows = table(document_in("en", source()), "Criteria").rows
    assert rows[1] == (
        "Confirmed",
        "not met, exception made",
        "Not yet.\nThe office made an exception: They write to us.",
    )


@pytest.mark.parametrize(
    ("checked_at", "words"),
    [
        (None, "The design was checked as it stands."),
        (
            datetime(2027, 1, 3, tzinfo=UTC),
            "The design was checked when it was submitted, on 3 January 2027.",
        ),
    ],
)
def test_criteria_say_of_which_moment_they_are(checked_at: datetime | None, words: str):
    first = part(document_in("en", source(checked_at=checked_at)), "Criteria").blocks[0]
    assert first == Passage("", words)


def test_decision_is_told_with_its_remarks_and_left_out_before_it_is_made():
    blocks = part(document_in("en", source()), "Decision of the office").blocks
    assert ("Version of the design", "6") in blocks[0].rows
    assert blocks[1:] == (
        Passage("Note", "Name the groups"),
        Passage("Groups and facilitation", "How many?"),
    )
    undecided = document_in("en", source(decision=None))
    assert "Decision of the office" not in [part.title for part in undecided.parts]


def test_edition_names_the_version_and_the_day_at_home():
    document = document_in("en", source())
    assert document.edition == "Version 7 of the design, last changed on 6 January 2027"


def test_design_of_nothing_but_a_title_is_told_all_the_same():
    bare = {"format": "ve-portal-design", "format_version": 1, "title": "An idea"}
    document = document_in("en", source(bare, sessions=(), findings=(), decision=None))
    assert part(document, "Syllabus").blocks[0].is_empty
    assert pdf.pdf_of(document).startswith(b"%PDF-")
    assert zipfile.is_zipfile(io.BytesIO(docx_of(document)))


@pytest.mark.parametrize("language", ["en", "it"])
def test_pdf_is_tagged_names_its_language_and_is_the_same_every_time(language: str):
    document = document_in(language, source())
    made = pdf.pdf_of(document)
    assert b"pdfuaid:part" in made
    assert b"pdfaid:part" in made
    assert f"/Lang({language})".encode() in made
    assert pdf.pdf_of(document) == made


def test_pdf_carries_hostile_text_as_text():
    document = document_in("en", source(design(title=HOSTILE, text=HOSTILE)))
    assert pdf.pdf_of(document).startswith(b"%PDF-")
    data = {**asdict(document), "changed_at": ""}
    headings = typesetting.query(pdf.TEMPLATE, "heading", data)
    assert "#panic" in headings
    assert "alert(1)" in headings


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "😀 漢字",
        "a\x01b\x0bc\x1f\ufeff\uffff",
        "\u202eright to left\u2066",
        "جامعة القاهرة\n\nSiena",
        "x" * 10_000,
        "word " * 2_000,
        "\n\n\n",
        "",
    ],
)
def test_both_files_are_made_of_any_text(text: str):
    document = document_in("en", source(design(text=text, title=text or "-")))
    assert pdf.pdf_of(document).startswith(b"%PDF-")
    assert docx.Document(io.BytesIO(docx_of(document))).paragraphs


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=200))
def test_docx_reads_back_what_people_wrote_without_what_xml_refuses(text: str):
    document = document_in("en", source(design(text=f"a{text}")))
    summary = part(document, "Idea").blocks[-1]
    read = docx.Document(io.BytesIO(docx_of(document)))
    words = "".join(line.text for line in read.paragraphs)
    assert "".join(summary.text.split()) in "".join(words.split())


def test_docx_has_headings_repeated_headers_and_its_language():
    made = docx.Document(io.BytesIO(docx_of(document_in("it", source()))))
    levels = [line.style.name for line in made.paragraphs if line.style.name.startswith("Head")]
    assert levels[0] == "Heading 1"
    assert {"Heading 2", "Heading 3"} <= set(levels)
    for known in made.tables:
        first = known.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
    assert {tag.get(qn("w:val")) for tag in made.styles.element.iter(qn("w:lang"))} == {"it-IT"}


def test_docx_names_the_portal_and_no_person_and_holds_no_macro_or_link():
    document = document_in("en", source())
    packed = docx_of(document)
    known = docx.Document(io.BytesIO(packed)).core_properties
    assert (known.title, known.author) == ("Migration and borders", document.publisher)
    assert known.last_modified_by == document.publisher
    assert known.modified == document.changed_at
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        names = parts.namelist()
        links = b"".join(parts.read(name) for name in names if name.endswith(".rels"))
    assert not [name for name in names if "vba" in name.lower()]
    assert b'TargetMode="External"' not in links


def test_docx_of_one_document_is_the_same_every_time():
    document = document_in("en", source())
    assert docx_of(document) == docx_of(document)
    assert docx_of(document) != docx_of(replace(document, title="Another"))


def test_arabic_paragraphs_run_from_right_to_left_in_docx():
    known = design(text="جامعة القاهرة")
    made = docx.Document(io.BytesIO(docx_of(document_in("en", source(known)))))
    line = next(line for line in made.paragraphs if line.text == "جامعة القاهرة")
    assert line._p.pPr.find(qn("w:bidi")) is not None
    assert line.runs[0].font.rtl
