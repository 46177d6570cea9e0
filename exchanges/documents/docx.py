"""The document as a DOCX file, for those who go on writing in a word processor."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from core.plain_text import fit_text, is_right_to_left
from core.zips import zip_of
from exchanges.documents.model import Block, Document, Facts, Passage, Table

LOCALES = {"en": "en-GB", "it": "it-IT"}
_INK = RGBColor(0x1B, 0x1F, 0x24)
_QUIET = RGBColor(0x5A, 0x60, 0x68)
# What a paragraph's settings hold after its direction: their order is fixed.
_AFTER_BIDI = ("w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
_TEXT_WIDTH = 166  # millimetres: A4 without its margins
# The longest text that such a file's properties may hold.
_LONGEST_PROPERTY = 255


def docx_of(document: Document) -> bytes:
    """Set the document as DOCX; the same document gives the same bytes every time."""
    file = docx.Document()
    _prepare(file, document)
    _paragraph(file.add_paragraph(), f"{document.kind} · {document.publisher}", is_quiet=True)
    _paragraph(file.add_heading(level=1), document.title)
    _paragraph(file.add_paragraph(), f"{document.standing}. {document.edition}.", is_quiet=True)
    for part in document.parts:
        _paragraph(file.add_heading(level=2), part.title)
        for block in part.blocks:
            _write(file, block)
    return _repacked(file)


def _write(file: DocxDocument, block: Block) -> None:
    if isinstance(block, Facts):
        _facts(file, block)
    elif isinstance(block, Passage):
        _passage(file, block)
    else:
        _table(file, block)


def _facts(file: DocxDocument, block: Facts) -> None:
    if block.title:
        _paragraph(file.add_heading(level=3), block.title)
    for label, value in block.rows:
        line = file.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(fit_text(f"{label}: ")).font.color.rgb = _QUIET
        _run(line, value)


def _passage(file: DocxDocument, block: Passage) -> None:
    if block.label:
        _paragraph(file.add_heading(level=3), block.label)
    for part in block.text.split("\n\n"):
        if part.strip():
            _paragraph(file.add_paragraph(), part.strip(), is_quiet=block.is_empty)


def _table(file: DocxDocument, block: Table) -> None:
    rows = [block.header, *block.rows, *([block.total] if block.total else [])]
    table = file.add_table(rows=len(rows), cols=len(block.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    widths = [Mm(_TEXT_WIDTH * part / sum(block.widths)) for part in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # Cells are reached through their row: asking the table for one walks all of them.
    for number, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        is_strong = number == 0 or (bool(block.total) and number == len(rows) - 1)
        _row_settings(row, is_header=number == 0)
        for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = widths[place]
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(2)
            _paragraph(line, value, is_bold=is_strong, size=Pt(9))
            if place in block.figures:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _described(table, block.caption)
    file.add_paragraph()


def _row_settings(row: Any, *, is_header: bool) -> None:
    """Keep a row on one page, and repeat the header on each."""
    settings = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no setting for it
    settings.append(OxmlElement("w:cantSplit"))
    if is_header:
        settings.append(OxmlElement("w:tblHeader"))


def _described(table: Any, caption: str) -> None:
    """Give a table its title for those who listen to it."""
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), caption)
    table._tbl.tblPr.append(title)  # noqa: SLF001 -- python-docx has no setting for it


def _paragraph(
    line: Paragraph,
    text: str,
    *,
    is_quiet: bool = False,
    is_bold: bool = False,
    size: Pt | None = None,
) -> None:
    """Fill a paragraph with text: line breaks stay, and the first letter decides the direction."""
    run = _run(line, text)
    run.bold = is_bold or None
    run.font.size = size
    if is_quiet:
        run.font.color.rgb = _QUIET
    if is_right_to_left(text):
        settings = line._p.get_or_add_pPr()  # noqa: SLF001 -- python-docx has no setting for it
        settings.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def _run(line: Paragraph, text: str) -> Any:
    run = line.add_run(fit_text(text))
    if is_right_to_left(text):
        run.font.rtl = True
    return run


def _prepare(file: DocxDocument, document: Document) -> None:
    """Set paper, language, properties and footer."""
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(22)
    locale = LOCALES[document.language]
    styles = file.styles.element
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    for level in (1, 2, 3):
        file.styles[f"Heading {level}"].font.color.rgb = _INK
    known = file.core_properties
    known.title = document.title[:_LONGEST_PROPERTY]
    known.subject = document.kind[:_LONGEST_PROPERTY]
    known.author = known.last_modified_by = document.publisher[:_LONGEST_PROPERTY]
    known.comments = ""
    known.language = locale
    known.created = known.modified = document.changed_at
    known.revision = 1
    _footer(page.footer.paragraphs[0], document)


def _footer(line: Paragraph, document: Document) -> None:
    line.add_run(f"{document.edition} · {document.page} ")
    _field(line, "PAGE")
    line.add_run(f" {document.of} ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(8)


def _field(line: Paragraph, code: str) -> None:
    """Add a field that the word processor computes, such as the number of the page."""
    parts: Sequence[tuple[str, dict[str, str], str]] = (
        ("w:fldChar", {"w:fldCharType": "begin"}, ""),
        ("w:instrText", {}, code),
        ("w:fldChar", {"w:fldCharType": "separate"}, ""),
        ("w:t", {}, "1"),
        ("w:fldChar", {"w:fldCharType": "end"}, ""),
    )
    for tag, attributes, text in parts:
        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(qn(name), value)
        element.text = text or None
        line.add_run()._r.append(element)  # noqa: SLF001 -- python-docx has no fields


def _repacked(file: DocxDocument) -> bytes:
    """Return the file's bytes without the moment at which it was packed."""
    packed = BytesIO()
    file.save(packed)
    with zipfile.ZipFile(packed) as parts:
        return zip_of((name, parts.read(name)) for name in parts.namelist())
