"""Fields of education of ISCED-F 2013 (UNESCO): codes of two, three or four digits, with labels."""

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

RESIDUAL = "089"
"""The last digits of the fields for what is in no other: undefined, interdisciplinary, rest."""
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

    @property
    def is_wide(self) -> bool:
        """Tell whether it is one of the two-digit fields, which are too wide to be chosen."""
        return len(self.code) == 2


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Return all fields by code, in the order of the codes."""
    with DATA.open(encoding="utf-8", newline="") as file:
        found = [Field(**row) for row in csv.DictReader(file)]
    return {field.code: field for field in sorted(found, key=lambda field: field.code)}


def choices() -> list[Field]:
    """Return the fields that can be chosen, narrow and detailed, in the order of the codes."""
    return [field for field in fields().values() if not field.is_wide]


def label(code: str) -> str:
    """Return the label of a code in the reader's language; an unknown code stands for itself."""
    field = fields().get(code)
    return field.label if field else code


def titled(code: str) -> str:
    """Return a code with its label, `0312 Political sciences and civics`; an unknown code alone."""
    return f"{code} {label(code)}" if code in fields() else code


def search(words: str) -> list[Field]:
    """Return the detailed and narrow fields whose code or label holds every word, best first.

    Case and accents do not matter. Both languages are searched, whatever the reader's is.
    """
    terms = _folded(words).split()
    found = [field for field in choices() if _holds(field, terms)]
    return sorted(found, key=lambda f: (-len(f.code), f.code[-1] in RESIDUAL, f.label))


def named(words: str) -> Field | None:
    """Return the field of exactly this label in either language, the most detailed of several."""
    wanted = _folded(words)
    same = [f for f in choices() if wanted in (_folded(f.label_en), _folded(f.label_it))]
    return max(same, key=lambda field: len(field.code), default=None)


def _holds(field: Field, terms: list[str]) -> bool:
    text = _folded(f"{field.code} {field.label_en} {field.label_it}")
    return all(term in text for term in terms)


def _folded(words: str) -> str:
    """Return words without case, accents, typographic apostrophes and doubled spaces."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "'"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.casefold().split())


def under(code: str) -> list[str]:
    """Return the code and every code below it: what a filter by a wide field takes."""
    return [known for known in fields() if known.startswith(code)]
