"""Every sentence is in every language: nothing untranslated, nothing doubtful, no lost value."""

import io
import re

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from tests.architecture.tree import ROOT

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|{[a-z_]*}")


def gaps(catalogue: Catalog) -> list[str]:
    """Return what is missing from a catalogue, message by message."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        ids, texts = _parts(message.id), _parts(message.string)
        if not all(texts):
            found.append(f"untranslated: {ids[0]}")
        elif message.fuzzy:
            found.append(f"fuzzy: {ids[0]}")
        elif any(not _names(text) <= _names(*ids) for text in texts):
            found.append(f"names a value that the text does not have: {ids[0]}")
        elif _names(texts[-1]) != _names(ids[-1]):
            found.append(f"loses a value: {ids[0]}")
    return found


def _parts(text: object) -> list[str]:
    """Return a plural message's forms, or the one text of any other."""
    return [str(part or "") for part in (text if isinstance(text, tuple | list) else [text])]


def _names(*texts: object) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(str(text))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_complete(language: str):
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    assert len(catalogue) > 0
    assert gaps(catalogue) == []


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        ('msgid "Save"\nmsgstr "Salva"', ""),
        ('msgid "Save"\nmsgstr ""', "untranslated: Save"),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "Salva"', "fuzzy: Save"),
        ('msgid "By %(who)s"\nmsgstr "Da %(chi)s"', "names a value that the text does not have"),
        ('msgid "By %(who)s"\nmsgstr "Da noi"', "loses a value"),
        (
            'msgid "One row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "Una riga"\nmsgstr[1] ""',
            "untranslated: One row",
        ),
        (
            'msgid "One"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "Una"\nmsgstr[1] "%(n)s righe"',
            "",
        ),
    ],
)
def test_rule_when_broken_is_noticed(entry: str, finding: str):
    found = gaps(read_po(io.BytesIO(f"{entry}\n".encode()), locale="it"))
    assert len(found) == bool(finding)
    assert not found or found[0].startswith(finding)
