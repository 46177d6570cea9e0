import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import typst
from django.utils import timezone

from core import typesetting
from mou import documents, workflow
from tests.cast import Cast
from tests.mou.make import make_agreement

EVIL = '#read("/etc/passwd") *b* $x$ @ref <label> \\ #import "x"'


def headings_of(revision: SimpleNamespace) -> str:
    """Ask typst what stands in the document's headings, after it was evaluated."""
    return typesetting.query(documents.TEMPLATE, "heading", documents.data_of(revision))


def revision_of(text: str, title: str = "A title", language: str = "en") -> SimpleNamespace:
    heading = {
        "title": title,
        "language": language,
        "ends_on": "2027-12-31",
        "parties": [{"name": "University of Siena", "city": "Siena", "country": "IT"}],
    }
    clauses = [{"code": "a", "title": "Purpose", "text": text}]
    return SimpleNamespace(
        heading=heading,
        clauses=clauses,
        number=1,
        sha256=documents.fingerprint(heading, clauses, 1),
        created_at=timezone.now(),
    )


def test_fill_replaces_known_names_once_and_literally():
    values = {"title": "{{weeks}} {% include 'x' %}", "weeks": "6"}
    assert documents.fill("{{title}}, {{ weeks }}", values) == "{{weeks}} {% include 'x' %}, 6"


@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}",
        "{{title.__class__}}",
        "{{unknown}}",
        "{title}",
        "${title}",
        "<% title %>",
        "{% include 'base.html' %}",
        "{0.__init__.__globals__}",
        "%(title)s",
    ],
)
def test_fill_leaves_everything_else_as_it_is(text: str):
    assert documents.fill(text, {"title": "SECRET", "secret": "SECRET"}) == text


def test_fingerprint_depends_on_every_part_and_not_on_the_order_of_keys():
    heading = {"title": "a", "language": "en"}
    clauses = [{"code": "c", "title": "t", "text": "x"}]
    known = documents.fingerprint(heading, clauses, 1)
    assert known == documents.fingerprint(dict(reversed(heading.items())), clauses, 1)
    assert len(known) == 64
    others = [
        documents.fingerprint({**heading, "title": "b"}, clauses, 1),
        documents.fingerprint(heading, [{**clauses[0], "text": "y"}], 1),
        documents.fingerprint(heading, clauses, 2),
    ]
    assert len({known, *others}) == 4


def test_pdf_of_one_revision_is_the_same_every_time(cast: Cast):
    revision = workflow.current_revision(make_agreement(cast))
    first = documents.pdf_of(revision)
    assert first.startswith(b"%PDF-")
    assert b"pdfaid" in first
    assert documents.pdf_of(revision) == first


def test_pdf_carries_hostile_text_as_text_and_executes_nothing():
    revision = revision_of(EVIL, title=EVIL)
    revision.clauses[0]["title"] = EVIL
    pdf = documents.pdf_of(revision)
    assert b"#read(" in pdf  # the title, in the metadata
    assert headings_of(revision).count(json.dumps(EVIL)) == 2


def test_pdf_template_reads_nothing_outside_its_folder(tmp_path: Path):
    source = tmp_path / "evil.typ"
    source.write_text('#read("/etc/passwd")', encoding="utf-8")
    with pytest.raises(RuntimeError):
        typst.compile(source, root=tmp_path)


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "a\n\nb\nc", "x" * 20000, "العربية", "\u202e", "😀", "\x01"]
)
def test_pdf_of_any_text_is_made(text: str):
    assert documents.pdf_of(revision_of(text)).startswith(b"%PDF-")


def test_pdf_differs_with_the_revision():
    assert documents.pdf_of(revision_of("one")) != documents.pdf_of(revision_of("two"))
