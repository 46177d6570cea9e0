"""Say in words what the finder of common dates found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Institution
from accounts.public_holidays import is_known
from accounts.teaching_days import Reason, year_label
from core.components import Fact, Text, Tone
from core.templatetags.ui import isolated, word_list
from exchanges.window_timeline import Month, Piece, Run, Timeline
from exchanges.window_values import Place
from exchanges.windows import Answer, Lost, SiteLoss, Window

MINUS = "\N{MINUS SIGN}"
REASONS: dict[str, Text] = {
    Reason.CLOSURE: gettext_lazy("closed"),
    Reason.EXAMS: gettext_lazy("exams"),
    Reason.HOLIDAY: gettext_lazy("public holiday"),
    Reason.OUTSIDE: gettext_lazy("outside the terms"),
    Reason.UNKNOWN: gettext_lazy("not known"),
}
STATES: dict[str, Text] = {
    "teaching": gettext_lazy("teaching"),
    "partial": gettext_lazy("some days lost"),
    "closure": gettext_lazy("closed"),
    "exams": gettext_lazy("exams"),
    "holiday": gettext_lazy("holidays"),
    "outside": gettext_lazy("no term"),
    "unknown": gettext_lazy("not known"),
    "rest": gettext_lazy("weekend"),
}
SHAPES = {
    "teaching": "tick",
    "closure": "stopped",
    "exams": "waiting",
    "holiday": "current",
    "outside": "bar",
    "unknown": "attention",
    "rest": "neutral",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A window in the list, in words."""

    number: int
    window: Window
    length: str
    word: str
    tone: Tone
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the timeline: a shape or a mark, a word where it fits, and all of it in words."""

    state: str
    weeks: int
    shape: str
    mark: str
    word: Text
    title: str


class Placed(Protocol):
    """An institution, and the academic years of which nobody gave a term there."""

    @property
    def institution(self) -> Institution: ...

    @property
    def missing(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class Gap:
    """An institution whose terms are not given for some of the years of the search."""

    place: Text
    years: str
    url: str


def cards(windows: Iterable[Window], places: Sequence[Place]) -> list[Card]:
    """Return the windows of the list, numbered from 1."""
    return [card(window, places, number) for number, window in enumerate(windows, start=1)]


def card(window: Window, places: Sequence[Place], number: int = 0) -> Card:
    """Return a window in words; the institutions keep the order of the places."""
    word, tone = _verdict(window)
    losses = {site.key: site for site in window.sites}
    return Card(
        number=number,
        window=window,
        length=ngettext("%(number)d week", "%(number)d weeks", window.weeks)
        % {"number": window.weeks},
        word=word,
        tone=tone,
        facts=[
            *_losses(places, losses),
            Fact(_("Days that all share"), _parts(window.parts)),
            *_idle(window),
        ],
    )


def gaps(places: Iterable[Placed]) -> list[Gap]:
    """Return where terms are missing, with the address of the first calendar to fill in."""
    return [
        Gap(
            place=place.institution.name,
            years=word_list(year_label(year) for year in place.missing),
            url=reverse(
                "accounts:institution-calendar",
                args=[place.institution.schac_code, place.missing[0]],
            ),
        )
        for place in places
        if place.missing
    ]


def without_holidays(places: Iterable[Placed]) -> list[str]:
    """Return the countries whose public holidays the portal does not know."""
    countries = {place.institution.country for place in places}
    return sorted(country.name for country in countries if not is_known(str(country)))


def rows(table: Timeline, places: Iterable[Place]) -> list[dict[str, Any]]:
    """Return the rows of the timeline for its template."""
    names = {place.site.key: place.institution.name for place in places}
    return [
        {"name": names[row.key], "cells": [_cell(run) for run in row.runs]} for row in table.rows
    ]


def lanes(table: Timeline) -> list[list[dict[str, Any]]]:
    """Return the lanes of the proposed dates for the template."""
    return [[_piece(piece) for piece in lane] for lane in table.lanes]


def months(table: Timeline) -> list[dict[str, Any]]:
    """Return the heads of the months: the name where it fits, and always in words."""
    return [
        {
            "weeks": month.weeks,
            "label": _month_label(month),
            "title": date_format(month.first, "F Y"),
        }
        for month in table.months
    ]


def legend() -> list[Cell]:
    """Return one cell for each state, with its word."""
    return [
        Cell(state, 1, SHAPES.get(state, ""), "" if state in SHAPES else f"{MINUS}1", word, "")
        for state, word in STATES.items()
        if state != "rest"
    ]


def _verdict(window: Window) -> tuple[str, Tone]:
    if not window.is_known:
        return _("not all calendars are known"), "waiting"
    if not window.fits_terms:
        return _("partly outside the terms"), "stopped"
    if window.lost:
        return _("within every term, some days lost"), "info"
    return _("within every term, no day lost"), "done"


def _losses(places: Iterable[Place], losses: Mapping[str, SiteLoss]) -> Iterator[Fact]:
    """Yield what each site loses; those that lose nothing stand together in the last line."""
    untouched = []
    for place in places:
        if text := _loss(losses[place.site.key]):
            yield Fact(place.institution.name, text)
        else:
            untouched.append(isolated(place.institution.name))
    if untouched:
        yield Fact(_("No teaching day lost"), word_list(untouched))


def _loss(site: SiteLoss) -> str:
    """Return what a window costs a site, with reasons and dates; nothing where it costs nothing."""
    parts = []
    known = [line for line in site.lines if line.reason != Reason.UNKNOWN]
    if known:
        text = ngettext(
            "%(number)d teaching day lost: %(lines)s.",
            "%(number)d teaching days lost: %(lines)s.",
            site.days,
        )
        parts.append(text % {"number": site.days, "lines": "; ".join(map(_line, known))})
    if site.unknown:
        text = ngettext(
            "Nothing is known of %(number)d working day.",
            "Nothing is known of %(number)d working days.",
            site.unknown,
        )
        parts.append(text % {"number": site.unknown})
    return " ".join(parts)


def _line(line: Lost) -> str:
    name = isolated(line.name) if line.name else str(REASONS[line.reason])
    text = _("%(name)s, %(days)s") % {"name": name, "days": stretch(line.first, line.last)}
    return _("%(text)s (estimated)") % {"text": text} if line.is_estimated else text


def stretch(first: date, last: date) -> str:
    """Write one day or several: `8 Dec`, or `21 Dec to 6 Jan`."""
    if first == last:
        return date_format(first, "j M")
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "j M"),
        "last": date_format(last, "j M"),
    }


def _parts(parts: tuple[Answer, Answer, Answer]) -> str:
    """Say in which thirds all sites share a teaching day."""
    names = (_("at the beginning"), _("in the middle"), _("at the end"))
    sentences = {
        "yes": _("Some %(where)s."),
        "no": _("None %(where)s."),
        "unknown": _("Not known %(where)s."),
    }
    return " ".join(
        sentence % {"where": word_list(where)}
        for answer, sentence in sentences.items()
        if (where := [name for name, part in zip(names, parts, strict=True) if part == answer])
    )


def _idle(window: Window) -> list[Fact]:
    if not window.idle_weeks:
        return []
    days = word_list(date_format(monday, "j M") for monday in window.idle_weeks)
    return [Fact(_("Weeks without one"), _("The weeks of %(days)s.") % {"days": days})]


def _cell(run: Run) -> Cell:
    is_partial = run.state == "partial"
    return Cell(
        state=run.state,
        weeks=run.weeks,
        shape=SHAPES.get(run.state, ""),
        mark=f"{MINUS}{run.lost}" if is_partial else "",
        word=STATES[run.state] if run.has_room else "",
        title=_title(run),
    )


def _title(run: Run) -> str:
    """Return all of a run in words: what, when, and by which name."""
    what = str(STATES[run.state])
    if run.state == "partial":
        what = _("%(teaching)d of %(working)d days of teaching") % {
            "teaching": run.teaching,
            "working": run.working,
        }
    text = _("%(what)s, %(days)s") % {
        "what": capfirst(what),
        "days": stretch(run.first, run.last),
    }
    names = ", ".join(map(isolated, run.names))
    return _("%(text)s: %(names)s") % {"text": text, "names": names} if names else text


def _piece(piece: Piece) -> dict[str, Any]:
    window = piece.window
    title = stretch(window.first, window.last) if window else ""
    return {"weeks": piece.weeks, "number": piece.number, "title": title}


def _month_label(month: Month) -> str:
    if not month.has_room:
        return ""
    return date_format(month.first, "M Y" if month.weeks > 3 else "M")
