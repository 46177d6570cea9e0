"""Templates compile, carry no inline code, and can be translated."""

import pytest
from django.template.loader import get_template

from tests.architecture import code, pages
from tests.architecture.tree import APPS, TEMPLATES, breaches, is_rule, python_files

FILES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
PARTS = {"subject.txt", "body.txt", "body.html"}


def mail_folders() -> dict[str, set[str]]:
    """Return the files of each folder of e-mail templates, by its kind (`mou.signed`)."""
    return {
        f"{folder.parent.parent.name}.{folder.name}": {path.name for path in folder.iterdir()}
        for folder in TEMPLATES.glob("*/mail/*/")
        if folder.is_dir()
    }


def written_kinds() -> set[str]:
    """Return the kinds of e-mail that the apps' notifications write."""
    files = [path for path in python_files(*APPS) if is_rule(path) and "notifications" in str(path)]
    return {kind for path in files for kind in code.mail_kinds(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_compiles(path):
    get_template(str(path.relative_to(TEMPLATES)))


def test_templates_carry_no_inline_code():
    assert breaches(FILES, pages.inline_code) == []


def test_templates_trim_what_they_translate():
    assert breaches(FILES, pages.untrimmed) == []


def test_mail_folders_have_subject_text_and_html():
    incomplete = {kind: names for kind, names in mail_folders().items() if names != PARTS}
    assert incomplete == {}


def test_mail_kinds_have_their_folders_and_folders_their_kinds():
    folders, kinds = set(mail_folders()), written_kinds()
    assert kinds - folders == set(), "kinds without templates"
    assert folders - kinds == set(), "templates that nothing sends"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (pages.inline_code, '{% when x style="short" %}', '<p style="color: red">'),
        (pages.inline_code, "<p>one=1</p>", '<button onclick="x()">'),
        (pages.inline_code, '<script src="/x.js"></script>', "<script>x()</script>"),
        (pages.inline_code, '<link href="/x.css">', "<style>p {}</style>"),
        (pages.inline_code, '<a href="/x">', '<a href="javascript:x()">'),
        (pages.untrimmed, "{% blocktranslate trimmed %}x", "{% blocktranslate %}x"),
        (pages.untrimmed, "{% blocktrans trimmed with a=b %}", "{% blocktrans with a=trimmed %}"),
    ],
)
def test_rule_when_broken_is_noticed(check, good: str, bad: str):
    assert check(good) == []
    assert len(check(bad)) == 1


def test_mail_kinds_are_found_whole_and_in_parts():
    source = """
def _tell(person, name): queue(envelope_for(person, f"mou.{name}"), {})
def signed(person): _tell(person, "signed")
def ended(person): _tell(person, name="ended")
def sent(person): queue(envelope_for(person, "mou.sent"), {"url": "mou:agreement-detail"})
"""
    assert code.mail_kinds(source) == {"mou.signed", "mou.ended", "mou.sent"}
