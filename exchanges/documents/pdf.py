"""The document as a PDF."""

from dataclasses import asdict
from pathlib import Path

from core.typesetting import typeset
from exchanges.documents.model import Document

TEMPLATE = Path(__file__).resolve().parent / "typst" / "design.typ"


def pdf_of(document: Document) -> bytes:
    """Set the document as a tagged PDF; the same document gives the same bytes every time."""
    # Accessible (PDF/UA-1) and fit to be kept (PDF/A-2a).
    data = {**asdict(document), "changed_at": document.changed_at.isoformat()}
    return typeset(TEMPLATE, data, standards=["ua-1", "a-2a"], made_at=document.changed_at)
