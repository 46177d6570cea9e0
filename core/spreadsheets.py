"""CSV files that a spreadsheet can open without harm."""

import csv
from collections.abc import Iterable, Iterator

# A spreadsheet takes a cell that begins with one of these for a formula, also in full width.
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- the full-width forms are meant


class _Echo:
    """Hands each written line straight back."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> object:
    """Return the value as a spreadsheet may see it: text never becomes a formula.

    A text that begins like a formula, perhaps after spaces, gets an apostrophe before it; numbers
    stay numbers, so a reversal is still -3.0.
    """
    if not isinstance(value, str):
        return value
    is_suspect = value[:1] in _FORMULA_STARTS or value.lstrip()[:1] in _FORMULA_STARTS
    return f"'{value}" if value and is_suspect else value


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a CSV file line by line (RFC 4180, with a byte order mark for spreadsheets).

    Text is always quoted, so that no other separator of a reader's locale can split it.
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])
