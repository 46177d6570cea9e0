"""Say in words what the planner of sessions found."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.components import Text
from core.templatetags.ui import isolated, word_list
from exchanges.planner import Ahead, Change, Closed, Proposal, Reading, Reason, Wanted

Names = Mapping[str, str]
REASONS: Mapping[str, Text] = {
    "inside": gettext_lazy("Inside the teaching hours of every site."),
    "early": gettext_lazy("It begins %(length)s before teaching does in %(site)s."),
    "late": gettext_lazy("It ends %(length)s after teaching does in %(site)s."),
    "lunch": gettext_lazy("It takes %(length)s of the lunch break in %(site)s."),
    "night": gettext_lazy("It lies outside decent hours in %(site)s, for %(length)s."),
    "weekend": gettext_lazy("It falls on the weekend in %(site)s."),
    "closed": gettext_lazy("It falls on a day off in %(site)s: %(name)s."),
    "turn": gettext_lazy("%(site)s bears it this time, %(other)s did last time."),
    "relief": gettext_lazy("Beside the first choice it spares %(site)s %(length)s."),
}
AHEAD: Mapping[str, Text] = {
    "worst": gettext_lazy(
        "Above the next: over all sessions no site bears more than %(mine)s; with the next, "
        "%(site)s would bear %(next)s."
    ),
    "sum": gettext_lazy(
        "Above the next: over all sessions the sites bear %(mine)s instead of %(next)s."
    ),
    "even": gettext_lazy("Above the next: the same inconvenience is shared more evenly."),
    "margin": gettext_lazy(
        "Above the next: it keeps %(mine)s from the ends of every teaching day, the next %(next)s."
    ),
    "middle": gettext_lazy("Above the next: as good, and nearer to the middle of its days."),
    "earlier": gettext_lazy("Above the next: as good, and earlier."),
}


def duration(minutes: int) -> str:
    """Write a length: minutes, or hours and minutes from two hours on."""
    if minutes < 120:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)d hours") % {"hours": hours}
    return _("%(hours)d hours and %(minutes)d minutes") % {"hours": hours, "minutes": rest}


def reason(item: Reason, names: Names) -> str:
    """Return one reason as a sentence."""
    return str(REASONS[item.code]) % {
        "site": isolated(names.get(item.site, "")),
        "other": isolated(names.get(item.other, "")),
        "name": isolated(item.name),
        "length": duration(item.minutes),
    }


def ahead(item: Ahead, names: Names) -> str:
    """Return why a candidate ranks above the next one, as a sentence."""
    if item.code == "margin" and min(item.mine, item.next) < 0:
        return _("Above the next: it keeps further inside the teaching days.")
    return str(AHEAD[item.code]) % {
        "site": isolated(names.get(item.site, "")),
        "mine": duration(item.mine),
        "next": duration(item.next),
    }


def relaxed(wanted: Wanted) -> str:
    """Say what had to give in a stretch; nothing where all is as it should be."""
    sentences = {
        "": "",
        "hours": _("Nothing else exists: no hour of these days is decent at every site."),
        "days": _("Nothing else exists: on none of these days is every site open."),
        "both": _(
            "Nothing else exists: on none of these days is every site open, and no hour is decent "
            "at every site."
        ),
    }
    return sentences[wanted.relaxed]


def states(reading: Reading) -> list[str]:
    """Return what a slot is at one site, in words, the gravest first."""
    found = []
    if reading.off:
        name = {"name": reading.name}
        found.append(_("day off: %(name)s") % name if reading.name else _("weekend"))
    if reading.night:
        found.append(_("outside decent hours"))
    for minutes, words in (
        (reading.early, _("begins %(length)s before teaching")),
        (reading.late, _("ends %(length)s after teaching")),
        (reading.lunch, _("%(length)s in the lunch break")),
    ):
        if minutes:
            found.append(words % {"length": duration(minutes)})
    return found or [_("usual hours")]


def change(item: Change, anchor: str, at: time, names: Names) -> str:
    """Say which clocks change, and what a wall time of the anchor then is elsewhere."""
    said = _("Clocks change in %(places)s on %(day)s.") % {
        "places": word_list(isolated(names[site]) for site in item.sites),
        "day": date_format(item.day, "D j F Y"),
    }
    readings = [
        _("%(now)s in %(site)s (before: %(then)s)")
        % {
            "now": _ahead_of(at, shift.after),
            "then": _ahead_of(at, shift.before),
            "site": isolated(names[shift.site]),
        }
        for shift in item.shifts
    ]
    if not readings:
        return said
    return (
        said
        + " "
        + _("From then on %(time)s in %(anchor)s is %(readings)s.")
        % {
            "time": time_format(at, "H:i"),
            "anchor": isolated(names[anchor]),
            "readings": word_list(readings),
        }
    )


def changes(proposal: Proposal, names: Names) -> list[str]:
    """Return the clock changes of a proposal, told by the time of its first session."""
    first = proposal.sessions[0].candidates[0].at if proposal.sessions else time(12)
    return [change(item, proposal.anchor, first, names) for item in proposal.changes]


def closed(days: Sequence[Closed], names: Names) -> list[str]:
    """Return the named days off, by site and name, days in a row put together."""
    ordered = sorted(days, key=lambda item: (item.site, item.name, item.day))
    found = []
    for (site, name), group in groupby(ordered, key=lambda item: (item.site, item.name)):
        for first, last in _runs([item.day for item in group]):
            span = date_format(first, "j M Y")
            if last != first:
                ends = {"first": span, "last": date_format(last, "j M Y")}
                span = _("%(first)s to %(last)s") % ends
            words = {"site": isolated(names[site]), "days": span, "name": isolated(name)}
            found.append((first, _("%(site)s, %(days)s: %(name)s") % words))
    return [text for _first, text in sorted(found)]


def totals(proposal: Proposal, names: Names) -> str:
    """Say what the sessions cost each site: the recommended ones, and those planned already."""
    if not any(proposal.totals.values()):
        return _("The recommended sessions lie inside the teaching hours of every site.")
    said = _("Over all recommended sessions: %(totals)s.")
    if any(proposal.held.values()):
        said = _("Over all sessions, those already planned included: %(totals)s.")
    return said % {
        "totals": word_list(
            _("%(length)s for %(site)s")
            % {"length": duration(minutes), "site": isolated(names[site])}
            for site, minutes in proposal.totals.items()
        )
    }


def _ahead_of(at: time, minutes: int) -> str:
    """Write the wall time of a clock that is ahead of another."""
    there = datetime.combine(date.min + timedelta(days=2), at) + timedelta(minutes=minutes)
    return date_format(there, "H:i")


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and the last of days in a row, as one."""
    first = last = days[0]
    for day in days[1:]:
        if day != last + timedelta(days=1):
            yield first, last
            first = day
        last = day
    yield first, last
