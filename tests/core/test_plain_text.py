from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plain_text import fit_text, is_right_to_left


@given(text=st.text())
def test_text_made_fit_is_read_back_from_xml_as_it_is(text: str):
    root = ET.Element("a")
    root.text = fit_text(text)
    read = ET.fromstring(ET.tostring(root, encoding="utf-8"))  # noqa: S314 -- just written
    assert (read.text or "") == fit_text(text)


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Cf"])))
def test_text_that_is_fit_stays(text: str):
    assert fit_text(text) == text


def test_line_ends_of_every_kind_become_one():
    assert fit_text("a\r\nb\rc\u2028d\x0be\x00f") == "a\nb\nc\nd\nef"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("12", False),
        ("Siena جامعة", False),
        ("جامعة Siena", True),
        ("12 (جامعة)", True),
        ("שלום", True),
        ("\u2068مراكش\u2069: Monday", False),  # noqa: RUF001 -- Arabic, by intention
    ],
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool):
    assert is_right_to_left(text) is expected
