"""Fields of education of ISCED-F 2013 (UNESCO): codes of two, three or four digits, with labels."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parent / "data" / "isced_f_2013.csv"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `code`, the code of the wider field that it belongs to, and its labels."""

    code: str
    parent: str
    label_en: str
    label_it: str

    @property
    def label(self) -> str:
        """Return the label in the reader's language, or in English where it is not translated."""
        return (self.label_it if get_language() == "it" else "") or self.label_en


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Return all fields by code, in the order of the codes."""
    with DATA.open(encoding="utf-8", newline="") as file:
        found = [Field(**row) for row in csv.DictReader(file)]
    return {field.code: field for field in sorted(found, key=lambda field: field.code)}


def label(code: str) -> str:
    """Return the label of a code in the reader's language; an unknown code stands for itself."""
    field = fields().get(code)
    return field.label if field else code


def search(words: str) -> list[Field]:
    """Return the detailed and narrow fields whose code or label holds every word, best first.

    Case does not matter. Both languages are searched, whatever the reader's is.
    """
    terms = words.casefold().split()
    found = [field for field in fields().values() if len(field.code) > 2 and _holds(field, terms)]
    return sorted(found, key=lambda field: (-len(field.code), field.label))


def _holds(field: Field, terms: list[str]) -> bool:
    text = f"{field.code} {field.label_en} {field.label_it}".casefold()
    return all(term in text for term in terms)


def under(code: str) -> list[str]:
    """Return the code and every code below it: what a filter by a wide field takes."""
    return [known for known in fields() if known.startswith(code)]
