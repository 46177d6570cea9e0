"""Show what the planner found: one grid, a row for each slot, a column for each site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.components import Fact
from core.markup import shape
from exchanges import planner_words as words
from exchanges.forms.planner import ChoiceForm
from exchanges.planner import Candidate, Proposal, Reading, Wanted

# What only a row as a whole can say: what it is at one site stands in that site's cell.
_OF_ROW = ("inside", "turn", "relief")
ONE_DAY = timedelta(days=1)


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
        self._states: dict[tuple[str, ...], SafeString] = {}
        self.groups = [
            self._group(wanted, forms)
            for wanted, forms in zip(proposal.sessions, meetings, strict=True)
        ]

    def _group(self, wanted: Wanted, forms: Sequence[ChoiceForm]) -> Group:
        span = {"first": self._day(wanted.first), "last": self._day(wanted.last)}
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
        return format_html_join(
            "",
            '<td data-label="{}"><span class="slot-time" dir="ltr">{}–{}</span> '
            '<span class="slot-day">{}{}</span>{}</td>',
            (
                (
                    self._names[reading.site],
                    f"{reading.starts:%H:%M}",
                    f"{reading.ends:%H:%M}",
                    self._day(reading.starts.date()),
                    _beside(candidate.day, reading.starts.date()),
                    self._state(reading),
                )
                for reading in candidate.readings
            ),
        )

    def _state(self, reading: Reading) -> SafeString:
        """Write what a slot is at a site: a sign and words for each thing."""
        said = tuple(words.states(reading))
        if said not in self._states:
            tone, mark = _sign(reading)
            self._states[said] = format_html_join(
                "",
                '<span class="slot-state tone-{}">{}{}</span>',
                ((tone, shape(mark), state) for state in said),
            )
        return self._states[said]

    def _day(self, day: date) -> str:
        if day not in self._days:
            self._days[day] = date_format(day, "D j M Y")
        return self._days[day]


def _sign(reading: Reading) -> tuple[str, str]:
    if reading.off or reading.night:
        return "stopped", "stopped"
    return ("waiting", "waiting") if reading.cost else ("done", "tick")


def _beside(here: date, there: date) -> SafeString | str:
    """Say that a site is in another day than the anchor."""
    if here == there:
        return ""
    said = _("the next day") if there > here else _("the day before")
    return format_html(" <strong>{}</strong>", said)


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
