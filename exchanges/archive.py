"""The whole of an exchange as one portable file: docs/archive-format.md describes what is in it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.spreadsheets import csv_lines
from core.zips import zip_of
from exchanges import exports
from exchanges.design_json import document_of
from exchanges.documents.pdf import pdf_of
from exchanges.documents.source import source_of
from exchanges.documents.words import LANGUAGES, document_in
from exchanges.models import Decision, Exchange, SectionRevision, Submission, Waiver

CONTENT_TYPE = "application/zip"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader may take: whether students' names and the discussion are among it.

    Results are given for the teams whose identifiers are in `results_of` only.
    """

    has_students: bool
    has_discussion: bool
    results_of: frozenset[Any] = frozenset()


DESCRIPTIONS: dict[str, Promise] = {
    "design.json": gettext_lazy("The design, for programs: docs/design-format.md describes it."),
    "design-en.pdf": gettext_lazy("The design in English, to read."),
    "design-it.pdf": gettext_lazy("The design in Italian, to read."),
    "revisions.json": gettext_lazy("Every saved wording of every section: who wrote what, when."),
    "submissions.json": gettext_lazy(
        "The design as it was handed in, each time, and endorsements."
    ),
    "decisions.json": gettext_lazy("What the office decided, with remarks and exceptions."),
    "teams.csv": gettext_lazy("The teams, their courses, hours and credits."),
    "sessions.csv": gettext_lazy("The synchronous sessions. Meeting links are left out."),
    "history.csv": gettext_lazy("What happened, newest first."),
    "students.csv": gettext_lazy("Students’ places. Results are those of your own students only."),
    "attendance.csv": gettext_lazy("Who was at which session."),
    "discussion.csv": gettext_lazy("The teams’ discussion of the design."),
}


def archive_of(exchange: Exchange, contents: Contents) -> bytes:
    """Return the archive as a ZIP file: the same records give the same bytes.

    The history is in the active language. Names inside are fixed, never what people wrote.
    """
    files = list(_files(exchange, contents))
    readme = _readme(exchange, [name for name, _content in files], contents)
    return zip_of([("README.txt", readme), *files])


def _files(exchange: Exchange, contents: Contents) -> Iterator[tuple[str, bytes]]:
    yield "design.json", _json(document_of(exchange))
    for language in LANGUAGES:
        document = document_in(language, source_of(exchange, language))
        yield f"design-{language}.pdf", pdf_of(document)
    yield "revisions.json", _json(_revisions(exchange))
    yield "submissions.json", _json(_submissions(exchange))
    yield "decisions.json", _json(_decisions(exchange))
    yield "teams.csv", _csv(exports.team_rows(exchange))
    yield "sessions.csv", _csv(exports.session_rows(exchange))
    yield "history.csv", _csv(exports.history_rows(exchange))
    if contents.has_students:
        yield "students.csv", _csv(exports.student_rows(exchange, contents.results_of))
        yield "attendance.csv", _csv(exports.attendance_rows(exchange))
    if contents.has_discussion:
        yield "discussion.csv", _csv(exports.comment_rows(exchange))


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def _revisions(exchange: Exchange) -> list[dict[str, Any]]:
    rows = SectionRevision.objects.filter(exchange=exchange).select_related("by")
    return [
        {
            "section": row.section,
            "team": str(row.subject) if row.subject else None,
            "number": row.number,
            "design_version": row.design_version,
            "at": exports.stamp(row.created_at),
            "by": str(row.by),
            "content": row.content,
        }
        for row in rows.order_by("created_at", "section", "number", "id")
    ]


def _submissions(exchange: Exchange) -> list[dict[str, Any]]:
    rows = Submission.objects.filter(exchange=exchange).select_related("by", "endorsement__by")
    return [
        {
            "number": row.number,
            "design_version": row.design_version,
            "at": exports.stamp(row.submitted_at),
            "by": str(row.by),
            "design": row.design,
            "rules": row.rules,
            "findings": row.findings,
            "endorsement": _endorsement(row),
        }
        for row in rows.order_by("number")
    ]


def _endorsement(submission: Submission) -> dict[str, Any] | None:
    row = getattr(submission, "endorsement", None)
    if row is None:
        return None
    return {
        "outcome": row.outcome,
        "note": row.note,
        "at": exports.stamp(row.created_at),
        "by": str(row.by),
    }


def _decisions(exchange: Exchange) -> dict[str, Any]:
    rows = Decision.objects.filter(exchange=exchange).select_related("by", "submission")
    return {
        "decisions": [
            {
                "submission": row.submission.number if row.submission else None,
                "design_version": row.design_version,
                "outcome": row.outcome,
                "note": row.note,
                "remarks": [{"section": r.section, "text": r.text} for r in row.remarks.all()],
                "at": exports.stamp(row.created_at),
                "by": str(row.by),
            }
            for row in rows.prefetch_related("remarks").order_by("created_at", "id")
        ],
        "exceptions": [
            {
                "criterion": row.code,
                "reason": row.reason,
                "at": exports.stamp(row.created_at),
                "by": str(row.by),
                "revoked_at": exports.stamp(row.revoked_at) or None,
                "revoked_by": str(row.revoked_by) if row.revoked_by else None,
            }
            for row in Waiver.objects.filter(exchange=exchange)
            .select_related("by", "revoked_by")
            .order_by("created_at", "id")
        ],
    }


def _readme(exchange: Exchange, names: list[str], contents: Contents) -> bytes:
    """Say in both languages what is inside, and what is not."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append(_explanation(exchange, names, contents))
    return "\n\n".join(parts).encode()


def _explanation(exchange: Exchange, names: list[str], contents: Contents) -> str:
    lines = [
        exchange.title,
        _("Archive of a virtual exchange, version %(number)s of its design")
        % {"number": exchange.design_version},
        "",
        *[f"{name}: {DESCRIPTIONS[name]}" for name in names],
        "",
        _(
            "CSV files are in UTF-8 with a byte order mark, separated by commas (RFC 4180). A text "
            "that a spreadsheet would take for a formula begins with an apostrophe. Moments are in "
            "UTC."
        ),
    ]
    if not contents.has_students:
        lines.append(_("Students’ data is left out: who took this archive may not see it."))
    if not contents.has_discussion:
        lines.append(_("The teams’ discussion is left out: it is their own."))
    return "\n".join([*lines, ""])
