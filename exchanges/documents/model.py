"""What a document is made of: plain texts in one language, whatever file they end up in.

No text here is markup. An empty text is said to be empty by the document's words, not left out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, under a title of their own where they have one."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Passage:
    """A longer text that somebody wrote, under its label; `is_empty` marks words for nothing."""

    label: str
    text: str
    is_empty: bool = False
    kind: Literal["passage"] = "passage"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its first line and the rest, with the header of its column.

    `is_subject`: its row is about it.
    """

    label: str
    text: str
    more: str
    is_figure: bool
    is_subject: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header. `widths` are parts of the page's width, `figures` columns of numbers.

    `subject` is the column that says what a row is about. `total` is the last row, or empty.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    figures: tuple[int, ...] = ()
    total: tuple[str, ...] = ()
    subject: int = 0
    kind: Literal["table"] = "table"

    def cells(self) -> list[list[Cell]]:
        """Return the rows, each cell with what a page has to know of it; the total is the last."""
        rows = [*self.rows, *([self.total] if self.total else [])]
        return [[self._cell(place, text) for place, text in enumerate(row)] for row in rows]

    def _cell(self, place: int, text: str) -> Cell:
        first, _line_end, more = text.partition("\n")
        return Cell(self.header[place], first, more, place in self.figures, place == self.subject)


Block = Facts | Passage | Table


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document, with its heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the `language` that its fixed words are written in.

    `kind` says what it is, `standing` where the design stands, `edition` which version of it this
    is; `changed_at` (UTC) is when something in it changed last. `page` and `of` number its pages.
    """

    language: str
    kind: str
    title: str
    standing: str
    edition: str
    publisher: str
    changed_at: datetime
    parts: tuple[Part, ...]
    page: str
    of: str
