"""The wording of an agreement: placeholders filled in, its fingerprint, and the PDF.

Pure: values in, values out. Text of people is never markup and never a template.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.typesetting import typeset
from mou.terms import PartyTerms, SessionTerms, Terms

# The only names that a clause can have filled in. Anything else between braces stays as it is.
PLACEHOLDERS = frozenset(
    {
        "title",
        "parties",
        "leads",
        "courses",
        "credits",
        "starts_on",
        "ends_on",
        "weeks",
        "sessions",
        "group_size",
        "platform",
        "facilitation",
        "assessment",
        "fallback",
    }
)
_PLACEHOLDER = re.compile(r"\{\{ ?([a-z_]{1,20}) ?\}\}")

TEMPLATE = Path(__file__).resolve().parent / "typst" / "agreement.typ"
PDF_STANDARD: Final = "a-2b"


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace the known placeholders by their values, once and literally.

    A value that itself looks like a placeholder is not looked at again.
    """

    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        return values[name] if name in PLACEHOLDERS and name in values else match[0]

    return _PLACEHOLDER.sub(value_of, text)


def values_of(terms: Terms) -> dict[str, str]:
    """Put the terms into words, in the language of the agreement."""
    with translation.override(terms.language):
        unstated = _("to be agreed between the lead teachers")
        return {
            "title": terms.title,
            "parties": _lines(_party(party) for party in terms.parties),
            "leads": _lines(_pair(p.lead or unstated, p.institution) for p in terms.parties),
            "courses": _lines(_pair(p.course or unstated, p.institution) for p in terms.parties),
            "credits": _lines(_credits(party) for party in terms.parties),
            "starts_on": _day(terms.starts_on),
            "ends_on": _day(terms.ends_on),
            "weeks": str(terms.weeks),
            "sessions": _lines(_session(session) for session in terms.sessions) or unstated,
            "group_size": str(terms.group_size),
            "platform": terms.platform or unstated,
            "facilitation": terms.facilitation or _("The lead teachers guide the sessions."),
            "assessment": terms.assessment
            or _("The lead teachers agree on the assessment before the first session."),
            "fallback": terms.fallback or _("Each party completes the work with its own students."),
        }


def heading_of(terms: Terms) -> dict[str, Any]:
    """Return what stands above the clauses, frozen with them."""
    return {
        "title": terms.title,
        "language": terms.language,
        "ends_on": terms.ends_on.isoformat(),
        "parties": [
            {
                "name": party.institution.name,
                "city": party.institution.city,
                "country": str(party.institution.country),
            }
            for party in terms.parties
        ],
    }


def fingerprint(
    heading: Mapping[str, Any], clauses: Sequence[Mapping[str, str]], number: int
) -> str:
    """Return the SHA-256 (hexadecimal) of a revision's canonical JSON.

    Canonical: UTF-8, keys sorted, no spaces, so that anybody can compute it again.
    """
    canonical = json.dumps(
        {"heading": heading, "clauses": clauses, "number": number},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def pdf_of(revision: Any) -> bytes:
    """Set a revision as a PDF/A document; one revision gives the same bytes every time.

    The text reaches typst as data, so nothing in it is markup.
    """
    made_at = datetime.combine(revision.created_at.astimezone(UTC).date(), time(), UTC)
    return typeset(TEMPLATE, data_of(revision), standards=[PDF_STANDARD], made_at=made_at)


def data_of(revision: Any) -> dict[str, Any]:
    """Return what the typst template reads, with the fixed words translated."""
    with translation.override(revision.heading["language"]):
        words = _words(revision)
    return {
        "heading": revision.heading,
        "clauses": revision.clauses,
        "sha256": revision.sha256,
        "words": words,
    }


def _words(revision: Any) -> dict[str, str]:
    """Return the fixed words of the document in the active language."""
    ends_on = date.fromisoformat(revision.heading["ends_on"])
    return {
        "kind": _("Memorandum of understanding for a virtual exchange"),
        "between": _("between"),
        "validity": _("Valid from the latest signature until %(day)s.") % {"day": _day(ends_on)},
        "signatures": _("Signatures"),
        "for": _("For"),
        "name": _("Name"),
        "capacity": _("In the capacity of"),
        "date": _("Date"),
        "signature": _("Signature"),
        "revision": _("Revision %(number)s") % {"number": revision.number},
        "page": _("page"),
        "of": _("of"),
    }


def _lines(items: Any) -> str:
    return "\n".join(f"• {item}" for item in items)


def _party(party: PartyTerms) -> str:
    place = party.institution
    return f"{place.name}, {place.city}, {place.country.name}"


def _pair(text: str, institution: Any) -> str:
    return f"{text} ({institution.name})"


def _credits(party: PartyTerms) -> str:
    given = [
        f"{_number(amount)} {unit}"
        for amount, unit in ((party.ects, "ECTS"), (party.cfu, "CFU"))
        if amount
    ]
    return f"{party.institution.name}: {', '.join(given) or _('no credits')}"


def _session(session: SessionTerms) -> str:
    local = session.starts_at.astimezone(ZoneInfo(session.zone))
    zone = session.zone.replace("_", " ")
    return _("%(title)s: %(day)s, %(time)s (time of %(zone)s), %(minutes)s minutes") % {
        "title": session.title,
        "day": _day(local.date()),
        "time": f"{local:%H:%M}",
        "zone": zone,
        "minutes": session.minutes,
    }


def _day(value: date) -> str:
    # By CLDR, since Django's Italian months begin with a capital letter.
    return format_date(value, "d MMMM y", locale=translation.get_language() or "en")


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return str(number_format(Decimal(text)))
