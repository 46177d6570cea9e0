"""Values of a design as words, in the language that is active.

An unknown code stands for itself; a fact that is missing is an empty text.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db import models
from django.template.defaultfilters import floatformat
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from core.templatetags.ui import isolated, zone_name
from exchanges.documents.values import SessionValues

NOTHING = "–"
Facts = tuple[tuple[str, str], ...]


def facts(*pairs: tuple[str, str]) -> Facts:
    """Return the pairs that have a value."""
    return tuple((label, value) for label, value in pairs if value)


def choice(choices: type[models.TextChoices], code: Any) -> str:
    """Return the label of a code."""
    return str(choices(code).label) if code in choices.values else str(code or "")


def choices_list(choices: type[models.TextChoices], codes: Iterable[Any]) -> str:
    """Return the labels of codes, one after the other."""
    return ", ".join(choice(choices, code) for code in codes)


def number(value: Any) -> str:
    """Return a number without needless zeros, and nothing for none."""
    amount = decimal(value)
    return str(floatformat(amount)) if amount else ""


def decimal(value: Any) -> Decimal:
    """Return the decimal that a text stands for; 0 for none."""
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 -- the value itself is put in words
    """Return yes or no, and nothing where neither is known."""
    if value is None:
        return ""
    return _("yes") if value else _("no")


def day(value: date | str | None) -> str:
    """Return a date, by CLDR: Django's Italian months begin with a capital letter."""
    if not value:
        return ""
    known = date.fromisoformat(value) if isinstance(value, str) else value
    return str(format_date(known, "d MMMM y", locale=translation.get_language() or "en"))


def days_between(first: str, last: str) -> int:
    """Return the days from one date to another."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def day_at_home(moment: datetime) -> str:
    """Return the date of a moment where the portal is at home, whoever reads it."""
    return day(timezone.localdate(moment, timezone.get_default_timezone()))


def local_time(session: SessionValues, institution: Mapping[str, Any]) -> str:
    """Return when a session begins by the clocks of an institution, with the zone's name."""
    zone = institution["time_zone"]
    local = session.starts_at.astimezone(ZoneInfo(zone))
    return _("%(place)s: %(day)s, %(time)s (%(zone)s)") % {
        "place": isolated(institution.get("city") or institution["name"]),
        "day": day(local.date()),
        "time": f"{local:%H:%M}",
        "zone": zone_name(zone),
    }


def place(institution: Mapping[str, Any]) -> str:
    """Return the city and the country of an institution."""
    country = institution.get("country", "")
    parts = [institution.get("city", ""), str(countries.name(country)) or country]
    return ", ".join(isolated(part) for part in parts if part)


def sentence(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return str(capfirst(text))
