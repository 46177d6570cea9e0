"""Show what the planner found: one grid, a row for each slot, a column for each site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.components import Fact
from core.markup import shape
from exchanges import planner_words as words
from exchanges.forms.planner import ChoiceForm
from exchanges.planner import Candidate, Proposal, Reading, Wanted

# What only a row as a whole can say: what it is at one site stands in that site's cell.
_OF_ROW = ("inside", "turn", "relief")


@dataclass(frozen=True, slots=True)
class Mark:
    """A radio button of a slot: which of the choices it marks."""

    name: str
    value: str
    is_marked: bool
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A slot: how it is called, which choices may take it, its cells, and why it stands here."""

    number: int
    is_pick: bool
    day: str
    label: str
    marks: list[Mark]
    cells: SafeString
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """A wanted session: its days, what had to give, its slots, and the forms of its choices."""

    number: int
    days: str
    relaxed: str
    rows: list[Row]
    forms: Sequence[ChoiceForm]

    @property
    def first(self) -> ChoiceForm:
        """Return the form of the first choice, which holds the title."""
        return self.forms[0]


def value_of(candidate: Candidate) -> str:
    """Return how a form names a slot: the wall time at the anchor."""
    return f"{candidate.day:%Y-%m-%d}T{candidate.at:%H:%M}"


def titles(number: int) -> list[str]:
    """Return what so many sessions are called, unless the teachers know better."""
    opening, closing = _("Opening session"), _("Closing session")
    if number < 2:
        return [_("Session")] * number
    if number == 3:
        return [opening, _("Midway session"), closing]
    between = [_("Session %(number)d") % {"number": at} for at in range(2, number)]
    return [opening, *between, closing]


class Table:
    """The grid of a proposal. What many cells share is written once."""

    def __init__(
        self, proposal: Proposal, names: words.Names, meetings: Sequence[Sequence[ChoiceForm]]
    ) -> None:
        self._names = names
        self._days: dict[date, str] = {}
        self._labels = {key: escape(name) for key, name in names.items()}
        self._states: dict[tuple[object, ...], SafeString] = {}
        self.groups = [
            self._group(wanted, forms)
            for wanted, forms in zip(proposal.sessions, meetings, strict=True)
        ]

    def _group(self, wanted: Wanted, forms: Sequence[ChoiceForm]) -> Group:
        ends = {"first": wanted.first, "last": wanted.last}
        span = {name: date_format(day, "D j F Y") for name, day in ends.items()}
        return Group(
            number=wanted.number,
            days=_("%(first)s to %(last)s") % span,
            relaxed=words.relaxed(wanted),
            rows=list(self._rows(wanted, forms)),
            forms=forms,
        )

    def _rows(self, wanted: Wanted, forms: Sequence[ChoiceForm]) -> Iterator[Row]:
        choices = [_("First choice"), _("Second choice")] if len(forms) > 1 else [""]
        chosen = [form.chosen for form in forms]
        for place, candidate in enumerate(wanted.candidates):
            value = value_of(candidate)
            yield Row(
                number=place + 1,
                is_pick=place in wanted.picks,
                day=self._day(candidate.day),
                label=f"{self._day(candidate.day)}, {candidate.at:%H:%M}",
                marks=[
                    Mark(form.add_prefix("slot"), value, mark == value, label)
                    for form, mark, label in zip(forms, chosen, choices, strict=True)
                ],
                cells=self._cells(candidate),
                why=" ".join(self._why(candidate)),
            )

    def _why(self, candidate: Candidate) -> Iterator[str]:
        for reason in candidate.reasons:
            if reason.code in _OF_ROW:
                yield words.reason(reason, self._names)
        if candidate.ahead:
            yield words.ahead(candidate.ahead, self._names)

    def _cells(self, candidate: Candidate) -> SafeString:
        return SafeString("".join(self._cell(candidate.day, each) for each in candidate.readings))

    def _cell(self, here: date, reading: Reading) -> str:
        """Write a cell of parts that are escaped already: a page has hundreds of them."""
        there = reading.starts.date()
        beside = f" <strong>{escape(_beside(here, there))}</strong>" if there != here else ""
        return (
            f'<td data-label="{self._labels[reading.site]}"><span class="slot-time"><bdi dir="ltr">'
            f"{reading.starts:%H:%M}–{reading.ends:%H:%M}</bdi></span> "
            f'<span class="slot-day">{escape(self._day(there))}{beside}</span>'
            f"{self._state(reading)}</td>"
        )

    def _state(self, reading: Reading) -> str:
        """Write what a slot is at a site: a sign and words for each thing."""
        key = (reading.name, reading.off, reading.night, *_extras(reading))
        if key not in self._states:
            tone, mark = _sign(reading)
            self._states[key] = format_html_join(
                "",
                '<span class="slot-state tone-{}">{}{}</span>',
                ((tone, shape(mark), state) for state in words.states(reading)),
            )
        return self._states[key]

    def _day(self, day: date) -> str:
        if day not in self._days:
            self._days[day] = date_format(day, "D j M")
        return self._days[day]


def _sign(reading: Reading) -> tuple[str, str]:
    if reading.off or reading.night:
        return "stopped", "stopped"
    return ("waiting", "waiting") if reading.cost else ("done", "tick")


def _extras(reading: Reading) -> tuple[int, int, int]:
    return reading.early, reading.late, reading.lunch


def _beside(here: date, there: date) -> str:
    """Say that a site is in another day than the anchor."""
    return _("the next day") if there > here else _("the day before")


def shares(proposal: Proposal, names: words.Names) -> list[Fact]:
    """Return what the sessions cost each site: those recommended, and those that exist already."""
    found = []
    for site, total in proposal.totals.items():
        said = words.duration(total) if total else _("nothing")
        if held := proposal.held[site]:
            said = _("%(total)s, of which %(held)s in sessions planned already") % {
                "total": said,
                "held": words.duration(held),
            }
        found.append(Fact(names[site], said))
    return found
