import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import csv_lines, safe_cell


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001 -- the full-width forms are meant
def test_cell_that_begins_like_a_formula_gets_an_apostrophe(first: str):
    text = f'{first}HYPERLINK("https://example.org")'
    assert safe_cell(text) == f"'{text}"
    if first.strip():
        assert safe_cell(f"  {text}") == f"'  {text}"


@pytest.mark.parametrize(
    "value", ["", "28", "O'Brien", "a=b", "أمينة", Decimal("-3.0"), -1, date(2026, 1, 1), None]
)
def test_cell_that_is_harmless_or_a_number_stays(value: object):
    assert safe_cell(value) is value


def test_csv_keeps_numbers_numbers_and_quotes_all_text():
    lines = list(csv_lines([("name", "cfu"), ("=1+1; x", Decimal("-3.0"))]))
    assert lines == ["\ufeff", '"name","cfu"\r\n', '"\'=1+1; x",-3.0\r\n']


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1)))
def test_csv_of_any_text_reads_back_without_a_formula(rows: list[list[str]]):
    text = "".join(csv_lines(rows)).removeprefix("\ufeff")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(row) for row in found] == [len(row) for row in rows]
    for before, after in zip(rows, found, strict=True):
        for old, new in zip(before, after, strict=True):
            assert new in {old, f"'{old}"}
            assert new.lstrip()[:1] not in set("=+-@")
