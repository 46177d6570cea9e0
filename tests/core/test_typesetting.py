import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typst

from core import typesetting

MADE_AT = datetime(2027, 3, 1, tzinfo=UTC)
SOURCE = """
#set document(title: data.title)
#set text(font: serif, lang: "en")
= #data.title
#written(data.text)
"""


def make_template(folder: Path, source: str = SOURCE) -> Path:
    template = folder / "page.typ"
    template.write_text(source, encoding="utf-8")
    return template


def typeset(template: Path, text: str) -> bytes:
    data = {"title": "A title", "text": text}
    return typesetting.typeset(template, data, standards=["ua-1"], made_at=MADE_AT)


def test_document_of_the_same_data_has_the_same_bytes(tmp_path: Path):
    template = make_template(tmp_path)
    assert typeset(template, "one") == typeset(template, "one")
    assert typeset(template, "one") != typeset(template, "two")


@pytest.mark.parametrize("text", ["Città", "جامعة القاهرة", "שלום", "a\x01b\ufeff\uffff"])
def test_letters_of_the_packages_fonts_keep_to_the_standard(tmp_path: Path, text: str):
    assert b"pdfuaid:part" in typeset(make_template(tmp_path), text)


@pytest.mark.parametrize("text", ["😀", "漢字"])
def test_letters_of_no_font_are_set_without_claiming_the_standard(tmp_path: Path, text: str):
    made = typeset(make_template(tmp_path), text)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in made


@pytest.mark.parametrize(
    "text", ["", "\n\n", "x" * 10_000, "#panic() $x$ *b* @a <b> \\", "\u202e\u2068", "ب" * 10_000]
)
def test_any_text_is_set_as_text(tmp_path: Path, text: str):
    assert typeset(make_template(tmp_path), text).startswith(b"%PDF-")


def test_fault_of_the_template_is_not_hidden(tmp_path: Path):
    with pytest.raises(typst.TypstError):
        typeset(make_template(tmp_path, "#panic()"), "")


def test_template_reads_nothing_outside_its_folder(tmp_path: Path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(typst.TypstError):
        typeset(make_template(inside, '#read("../secret.txt")'), "")


def test_data_reaches_the_template_as_text(tmp_path: Path):
    words = '#read("page.typ") *b*'
    data: dict[str, Any] = {"title": words, "text": ""}
    found = json.loads(typesetting.query(make_template(tmp_path), "heading", data))
    assert words in json.dumps(found, ensure_ascii=False).replace('\\"', '"')
