"""Check a design that is kept as a document, without an exchange in the database."""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges import criteria
from exchanges.design_json import design_from, validate
from exchanges.models.programme import OWN
from exchanges.reference import rules_on

MOST_BYTES = 5_000_000
WIDTH = 100
INVALID = 2
"""The exit status of what cannot be read or is no design; 1 tells that a blocking one is unmet."""


class Command(BaseCommand):
    """Prints what the criteria find in a design, part by part of the definition."""

    help = (
        "Check a design (JSON, docs/design-format.md) against what a virtual exchange is. Exit "
        "status: 0 when nothing stops a submission, 1 when something does, 2 when the file cannot "
        "be read or is no design."
    )
    # It reads a file, and the rules where there are any: nothing of the portal has to run.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for the standard input")
        parser.add_argument("--programme", help="the slug of the programme whose rules hold")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._check(options["file"], options["programme"], as_json=options["json"])

    def _check(self, name: str, programme: str | None, *, as_json: bool) -> None:
        try:
            document = _read(name)
            problems = validate(document)
        except ValueError as error:
            document, problems = {}, [str(error)]
        if problems:
            self._refuse(name, problems, as_json=as_json)
        design = design_from(document)
        slug = programme or document.get("programme", OWN)
        rules = self._rules(slug, design.starts_on)
        findings = criteria.check(design, rules)
        stops = criteria.blocking(findings)
        if as_json:
            answer = {
                "title": document["title"],
                "programme": slug,
                "rules": rules.name if rules else None,
                "findings": [asdict(finding) for finding in findings],
                "blocking": [finding.code for finding in stops],
            }
            self.stdout.write(json.dumps(answer, indent=2))
        else:
            for line in _report(document["title"], findings):
                self.stdout.write(line)
        if stops:
            sys.exit(1)

    def _rules(self, slug: str, first_day: date | None) -> criteria.Rules | None:
        try:
            return rules_on(slug, first_day or timezone.localdate())
        except LookupError as error:
            raise CommandError(str(error), returncode=INVALID) from error

    def _refuse(self, name: str, problems: list[str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"errors": problems}, indent=2))
            sys.exit(INVALID)
        file = _("The standard input") if name == "-" else name
        lines = [_("%(file)s is not a design that can be checked:") % {"file": file}]
        lines += [_printable(f"- {problem}") for problem in problems]
        raise CommandError("\n".join(lines), returncode=INVALID)


def _read(name: str) -> Any:
    """Return what the file says as JSON. Raises ValueError, with a sentence, if it cannot."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ValueError(_("It cannot be read: %(reason)s.") % {"reason": reason}) from error
    if len(data) > MOST_BYTES:
        raise ValueError(_("It is larger than 5 MB."))
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once_each)
    except UnicodeDecodeError as error:
        raise ValueError(_("It is not a text in UTF-8.")) from error
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise ValueError(_("It is no JSON: line %(line)d, column %(column)d.") % place) from error
    except RecursionError as error:
        raise ValueError(_("It is nested too deeply.")) from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as an object. Raises ValueError where a name stands twice."""
    names = [name for name, _value in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(_("“%(name)s” stands twice in one object.") % {"name": name[:60]})
    return dict(pairs)


def _report(title: str, findings: list[criteria.Finding]) -> Iterator[str]:
    """Yield the lines for people: each part with its findings, then one that sums them up."""
    by_code = {finding.code: finding for finding in findings}
    yield _printable(title)
    for part, members in criteria.PARTS.items():
        yield ""
        yield str(part)
        for criterion in members:
            yield from _lines(by_code[criterion.code])
    yield ""
    yield _sum(findings)


def _lines(finding: criteria.Finding) -> Iterator[str]:
    words = {"met": _("met"), "attention": _("look again"), "unmet": _("not met")}
    word = words[finding.status]
    if finding in criteria.blocking([finding]):
        word = _("not met: it stops a submission")
    yield f"  {finding.title} [{word}]"
    yield from _wrapped(finding.found)
    if finding.status != "met":
        yield from _wrapped(_("Why: %(why)s") % {"why": finding.why})
        yield from _wrapped(_("To do: %(fix)s") % {"fix": finding.fix})


def _wrapped(text: str) -> list[str]:
    indent = "      "
    return textwrap.wrap(_printable(text), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _sum(findings: list[criteria.Finding]) -> str:
    counts = {
        "met": sum(finding.status == "met" for finding in findings),
        "attention": sum(finding.status == "attention" for finding in findings),
        "unmet": sum(finding.status == "unmet" for finding in findings),
    }
    found = _("%(met)d met, %(attention)d to look at again, %(unmet)d not met.") % counts
    stops = criteria.blocking(findings)
    if not stops:
        return f"{found} " + _("Nothing stops a submission.")
    stopping = ngettext(
        "%(number)d stops a submission.", "%(number)d stop a submission.", len(stops)
    )
    return f"{found} {stopping % {'number': len(stops)}}"


def _printable(text: str) -> str:
    """Return the text without what would steer a terminal or cannot be encoded."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
