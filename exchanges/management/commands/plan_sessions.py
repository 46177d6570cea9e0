"""Plan the sessions of some institutions, without an exchange in the database."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Institution
from core.zones import FIRST_LATE_HOUR, FIRST_USUAL_HOUR
from exchanges import planner_words as words
from exchanges.planner import Candidate, Proposal, Wanted, Wish, propose
from exchanges.planning import LUNCH, Place, institutions_named, names_of, places_of

LONGEST_DAYS = 2 * 366
MOST_SESSIONS = 104
MOST_SITES = 20


class Command(BaseCommand):
    """Prints ranked slots, what each is at every site, and why it stands where it does."""

    help = (
        "Propose sessions that are fair to every site (docs/planner.md). What the database lacks "
        "of the institutions is taken from the shipped file. Exit status: 0, or 1 when the options "
        "make no sense or nothing was found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sites", required=True, help="SCHAC codes, the anchor's first")
        parser.add_argument("--from", dest="first", required=True, help="the first day: 2027-03-01")
        parser.add_argument("--to", dest="last", required=True, help="the last day")
        parser.add_argument("--sessions", type=int, help="3 unless given; every week with --weekly")
        parser.add_argument("--minutes", type=int, default=90, help="of each session, 10 to 480")
        parser.add_argument("--weekly", action="store_true", help="one session in each week")
        parser.add_argument("--options", type=int, choices=[1, 2], default=1, help="parallel")
        parser.add_argument("--top", type=int, default=3, help="slots shown for each session")
        parser.add_argument("--no-lunch", action="store_true", help="let lunch be as any hour")
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        institutions = _institutions(options["sites"])
        wish = _wish(options)
        lunch = None if options["no_lunch"] else LUNCH
        places = places_of(institutions, wish.first, wish.last, lunch)
        proposal = propose([place.site for place in places], wish)
        if not proposal.sessions:
            raise CommandError(_("Nothing was found."))
        if options["json"]:
            answer = _plain(proposal, places)
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
            return
        for line in _report(proposal, wish, places):
            self.stdout.write(_printable(line))


def _institutions(typed: str) -> list[Institution]:
    """Return the institutions that were named. Raises CommandError."""
    codes = [code.strip() for code in typed.split(",") if code.strip()]
    if not codes or len(set(codes)) < len(codes) or len(codes) > MOST_SITES or "\0" in typed:
        raise CommandError(
            _("Name up to %(most)d different institutions, with commas between their SCHAC codes.")
            % {"most": MOST_SITES}
        )
    try:
        return institutions_named(codes)
    except LookupError as error:
        raise CommandError(
            _("No institution has the SCHAC code “%(code)s”.")
            % {"code": _printable(str(error.args[0]))}
        ) from error


def _wish(options: dict[str, Any]) -> Wish:
    """Return what is wanted. Raises CommandError for what makes no sense."""
    first, last = _day(options["first"]), _day(options["last"])
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise CommandError(_("The last day must follow the first, within two years."))
    if not 10 <= options["minutes"] <= 480:
        raise CommandError(_("A session lasts from 10 minutes to 8 hours."))
    sessions = options["sessions"]
    if sessions is None:
        sessions = MOST_SESSIONS if options["weekly"] else 3
    if not 1 <= sessions <= MOST_SESSIONS or not 1 <= options["top"] <= 100:
        raise CommandError(_("Ask for 1 to 104 sessions, and for 1 to 100 slots of each."))
    return Wish(
        first=first,
        last=last,
        sessions=sessions,
        pattern="weekly" if options["weekly"] else "even",
        minutes=options["minutes"],
        options=options["options"],
        top=options["top"],
    )


def _day(typed: str) -> date:
    """Return a day. Raises CommandError."""
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise CommandError(
            _("“%(day)s” is no day: write it as 2027-03-01.") % {"day": _printable(typed)}
        ) from error
    if not 2000 <= day.year <= 2100:
        raise CommandError(_("Give a day between the years 2000 and 2100."))
    return day


def _report(proposal: Proposal, wish: Wish, places: Sequence[Place]) -> Iterator[str]:
    """Yield the lines for people."""
    names = names_of(places)
    yield ngettext(
        "%(number)d session of %(length)s, at the wall time of %(anchor)s (%(zone)s).",
        "%(number)d sessions of %(length)s, at the wall time of %(anchor)s (%(zone)s).",
        len(proposal.sessions),
    ) % {
        "number": len(proposal.sessions),
        "length": words.duration(wish.minutes),
        "anchor": names[proposal.anchor],
        "zone": places[0].site.zone,
    }
    yield _("Decent hours are those from %(first)d to %(last)d, at every site.") % {
        "first": FIRST_USUAL_HOUR,
        "last": FIRST_LATE_HOUR,
    }
    for place in places:
        yield "  " + _site(place, names)
    for title, lines in (
        (_("Clock changes"), words.changes(proposal, names)),
        (_("Days off that were avoided where they could be"), words.closed(proposal.closed, names)),
    ):
        if lines:
            yield from ("", title, *(f"  {line}" for line in lines))
    for wanted in proposal.sessions:
        yield from _session(wanted, names)
    yield from ("", words.totals(proposal, names))


def _site(place: Place, names: words.Names) -> str:
    return _("%(site)s: %(institution)s, %(zone)s, teaches from %(first)s to %(last)s") % {
        "site": names[place.site.key],
        "institution": place.institution.name,
        "zone": place.site.zone,
        "first": _clock(place.site.teaches_from),
        "last": _clock(place.site.teaches_until),
    }


def _session(wanted: Wanted, names: words.Names) -> Iterator[str]:
    yield ""
    yield _("Session %(number)d, from %(first)s to %(last)s") % {
        "number": wanted.number,
        "first": date_format(wanted.first, "D j M Y"),
        "last": date_format(wanted.last, "D j M Y"),
    }
    if wanted.relaxed:
        yield f"  {words.relaxed(wanted)}"
    for place, candidate in enumerate(wanted.candidates):
        mark = _(" (recommended)") if place in wanted.picks else ""
        yield f"  {place + 1}. " + date_format(candidate.day, "D j M Y") + mark
        for reading in candidate.readings:
            hours = f"{reading.starts:%H:%M}–{reading.ends:%H:%M}"
            day = date_format(reading.starts, "D j M")
            state = ", ".join(words.states(reading))
            yield f"       {day} {hours}  {names[reading.site]}: {state}"
        for sentence in _why(candidate, names):
            yield f"     {sentence}"


def _why(candidate: Candidate, names: words.Names) -> list[str]:
    said = [words.reason(reason, names) for reason in candidate.reasons]
    return [*said, words.ahead(candidate.ahead, names)] if candidate.ahead else said


def _plain(proposal: Proposal, places: Sequence[Place]) -> dict[str, Any]:
    """Return the proposal as JSON holds it; sites are named by their SCHAC codes."""
    names = names_of(places)
    codes = {place.site.key: place.institution.schac_code for place in places}
    return {
        "anchor": codes[proposal.anchor],
        "sites": [
            {
                "schac_code": codes[place.site.key],
                "name": place.institution.name,
                "city": place.institution.city,
                "zone": place.site.zone,
                "teaches": [_clock(place.site.teaches_from), _clock(place.site.teaches_until)],
            }
            for place in places
        ],
        "clock_changes": [
            {
                "at": change.at.isoformat(),
                "day": change.day.isoformat(),
                "sites": [codes[site] for site in change.sites],
                "shifts": [asdict(shift) | {"site": codes[shift.site]} for shift in change.shifts],
            }
            for change in proposal.changes
        ],
        "days_off": [
            {"day": item.day.isoformat(), "site": codes[item.site], "name": item.name}
            for item in proposal.closed
        ],
        "sessions": [_plain_session(wanted, codes, names) for wanted in proposal.sessions],
        "totals": {codes[site]: minutes for site, minutes in proposal.totals.items()},
    }


def _plain_session(wanted: Wanted, codes: dict[str, str], names: words.Names) -> dict[str, Any]:
    return {
        "number": wanted.number,
        "first": wanted.first.isoformat(),
        "last": wanted.last.isoformat(),
        "relaxed": wanted.relaxed,
        "recommended": list(wanted.picks),
        "slots": [
            {
                "date": candidate.day.isoformat(),
                "time": _clock(candidate.at),
                "starts_at": candidate.starts_at.isoformat(),
                "sites": [
                    asdict(reading)
                    | {
                        "site": codes[reading.site],
                        "starts": reading.starts.isoformat(),
                        "ends": reading.ends.isoformat(),
                    }
                    for reading in candidate.readings
                ],
                "why": _why(candidate, names),
            }
            for candidate in wanted.candidates
        ],
    }


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")


def _printable(text: str) -> str:
    """Return the text without what would steer a terminal, and without isolating marks."""
    return "".join(sign for sign in text if sign.isprintable())
