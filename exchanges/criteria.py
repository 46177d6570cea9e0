"""Check a design against what a virtual exchange is: values in, findings out.

The definition and its exclusions are those of the owner's page "Virtual Exchange" (University of
Siena, International Relations Office); each finding quotes the part that it stands for. Nothing
here reads the database or the request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.enums import DesignSection, Dimension

Status = Literal["met", "attention", "unmet"]
SESSIONS = "sessions"
"""The section of the synchronous sessions: they have pages of their own."""


@dataclass(frozen=True, slots=True)
class TeamValues:
    """A team: its institution, that institution's country code, and what its lead has said."""

    institution: str
    country: str
    has_lead: bool
    has_confirmed: bool


@dataclass(frozen=True, slots=True)
class ActivityValues:
    """A line of the syllabus; `hours` is each student's load."""

    week: int
    hours: Decimal
    is_interactive: bool


@dataclass(frozen=True, slots=True)
class Design:
    """A design as plain values. `sessions` are the local dates of the sessions that stand."""

    starts_on: date
    ends_on: date
    teams: tuple[TeamValues, ...] = ()
    sessions: tuple[date, ...] = ()
    outcomes: tuple[str, ...] = ()
    activities: tuple[ActivityValues, ...] = ()
    group_size: int = 0
    platform: str = ""
    facilitation: str = ""
    assessment: str = ""
    fallback: str = ""

    @property
    def days(self) -> int:
        """Return its length in days, the first and the last included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def weeks(self) -> int:
        """Return its length in weeks; a week that has begun counts."""
        return -(-self.days // 7)


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of a programme, and where they come from. `min_interaction` is per cent."""

    name: str
    min_weeks: int
    max_weeks: int
    min_sessions: int
    max_group_size: int
    min_interaction: int
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one criterion: what was found, why it matters, and where to mend it.

    An unmet blocking finding stops the submission.
    """

    code: str
    status: Status
    is_blocking: bool
    title: str
    found: str
    why: str
    fix: str
    section: str


def check(design: Design, rules: Rules | None) -> list[Finding]:
    """Return one finding for each criterion, always in the same order.

    Without rules nothing can be measured: the first finding says so and blocks. The order of the
    design's rows makes no difference.
    """
    if rules is None:
        return [_no_rules(), *[criterion(design) for criterion in _WITHOUT_RULES]]
    return [
        *[criterion(design) for criterion in _WITHOUT_RULES],
        *[criterion(design, rules) for criterion in _WITH_RULES],
    ]


def blocking(findings: list[Finding]) -> list[Finding]:
    """Return the findings that stop a submission."""
    return [finding for finding in findings if finding.is_blocking and finding.status == "unmet"]


def window_of(day: date, design: Design) -> int | None:
    """Return the third of the exchange that a day lies in: 0, 1, 2, or None outside its dates.

    The days are counted from 0, the first and the last included; the third is the day's number
    times three, divided by the length, rounded down. Thirds that cannot be equal differ by a day.
    """
    number = (day - design.starts_on).days
    return number * 3 // design.days if 0 <= number < design.days else None


def _no_rules() -> Finding:
    return Finding(
        code="rules",
        status="unmet",
        is_blocking=True,
        title=_("Programme rules"),
        found=_("No programme rules are set for the first day."),
        why=_("Length and sessions are measured against the programme's rules."),
        fix=_("Ask the office to set the programme rules."),
        section=DesignSection.IDEA,
    )


def _partners(design: Design) -> Finding:
    institutions = {team.institution for team in design.teams}
    countries = {team.country for team in design.teams}
    is_met = len(institutions) >= 2 and len(countries) >= 2
    return Finding(
        code="partners",
        status="met" if is_met else "unmet",
        is_blocking=True,
        title=_("Institutions in different countries"),
        found=_("Institutions: %(institutions)d. Countries: %(countries)d.")
        % {"institutions": len(institutions), "countries": len(countries)},
        why=_("A TEP is jointly developed by teachers from different institutions and countries."),
        fix=_("Add a team from an institution in another country."),
        section=DesignSection.TEAMS,
    )


def _confirmed(design: Design) -> Finding:
    waiting = sorted(team.institution for team in design.teams if not team.has_confirmed)
    is_met = bool(design.teams) and not waiting
    found = _("Every team confirmed the design as it stands.")
    if waiting:
        found = _("Not confirmed yet: %(teams)s.") % {"teams": "; ".join(waiting)}
    elif not design.teams:
        found = _("There is no team yet.")
    return Finding(
        code="confirmed",
        status="met" if is_met else "unmet",
        is_blocking=True,
        title=_("Confirmed by every team"),
        found=found,
        why=_("Teachers work in partnership: the design is of all of them."),
        fix=_("Each team's lead confirms the design on its overview."),
        section="",
    )


def _technology(design: Design) -> Finding:
    return _filled(
        "technology",
        design.platform,
        DesignSection.GROUPS,
        (
            _("Technology named"),
            _("Students meet through technology, so each of them must be able to use it."),
            _("Name the platform, and what students with a weak connection need."),
        ),
    )


def _facilitation(design: Design) -> Finding:
    return _filled(
        "facilitation",
        design.facilitation,
        DesignSection.GROUPS,
        (
            _("Facilitated"),
            _("Dialogue needs somebody trained at its side: a facilitator or a teacher."),
            _("Say who facilitates the groups, and how."),
        ),
    )


def _assessment(design: Design) -> Finding:
    return _filled(
        "assessment",
        design.assessment,
        DesignSection.ASSESSMENT,
        (
            _("Assessed"),
            _("An exchange is education: what students gain in it has to be measurable."),
            _("Say how each team assesses its students."),
        ),
    )


def _fallback(design: Design) -> Finding:
    return _filled(
        "fallback",
        design.fallback,
        DesignSection.ASSESSMENT,
        (
            _("Fallback"),
            _("Students must be able to reach the outcomes even if a partner withdraws."),
            _("Say what happens if a partner withdraws."),
        ),
    )


def _intercultural(design: Design) -> Finding:
    number = sum(outcome == Dimension.INTERCULTURAL for outcome in design.outcomes)
    return Finding(
        code="intercultural",
        status="met" if number else "attention",
        is_blocking=False,
        title=_("An intercultural outcome"),
        found=ngettext(
            "%(number)d intercultural outcome.", "%(number)d intercultural outcomes.", number
        )
        % {"number": number},
        why=_("Contact alone does not make people understand each other: it has to be designed."),
        fix=_("Add a learning outcome on intercultural understanding."),
        section=DesignSection.OUTCOMES,
    )


def _length(design: Design, rules: Rules) -> Finding:
    is_met = rules.min_weeks <= design.weeks <= rules.max_weeks
    return Finding(
        code="length",
        status="met" if is_met else "attention",
        is_blocking=False,
        title=_("Length from %(least)d to %(most)d weeks")
        % {"least": rules.min_weeks, "most": rules.max_weeks},
        found=ngettext("%(number)d week.", "%(number)d weeks.", design.weeks)
        % {"number": design.weeks},
        why=_("Understanding takes weeks of regular work together. %(source)s")
        % {"source": rules.source},
        fix=_("Look at the first and the last day again."),
        section=DesignSection.IDEA,
    )


def _sessions(design: Design, rules: Rules) -> Finding:
    windows = [window_of(day, design) for day in design.sessions]
    inside = [window for window in windows if window is not None]
    names = [_("at the start"), _("in the middle"), _("at the end")]
    missing = [name for window, name in enumerate(names) if window not in inside]
    found = ngettext(
        "%(number)d session within the dates.", "%(number)d sessions within the dates.", len(inside)
    ) % {"number": len(inside)}
    if missing:
        found = _("%(found)s None %(where)s.") % {"found": found, "where": ", ".join(missing)}
    is_met = len(inside) >= rules.min_sessions and not missing
    return Finding(
        code="sessions",
        status="met" if is_met else "unmet",
        is_blocking=True,
        title=_("Synchronous sessions at the start, in the middle and at the end"),
        found=found,
        why=_(
            "A single meeting is not a virtual exchange: most have three, one in each third, so"
            " that groups begin, work and end together."
        ),
        fix=_("Plan at least %(number)d sessions, one in each third of the exchange.")
        % {"number": rules.min_sessions},
        section=SESSIONS,
    )


def _groups(design: Design, rules: Rules) -> Finding:
    is_met = 2 <= design.group_size <= rules.max_group_size
    return Finding(
        code="groups",
        status="met" if is_met else "attention",
        is_blocking=False,
        title=_("Small groups, up to %(number)d students") % {"number": rules.max_group_size},
        found=ngettext(
            "%(number)d student in a group.", "%(number)d students in a group.", design.group_size
        )
        % {"number": design.group_size},
        why=_("Without interaction between small groups of students it is a MOOC."),
        fix=_("Make the groups smaller."),
        section=DesignSection.GROUPS,
    )


def _interaction(design: Design, rules: Rules) -> Finding:
    total = sum((activity.hours for activity in design.activities), Decimal(0))
    shared = sum((a.hours for a in design.activities if a.is_interactive), Decimal(0))
    share = shared * 100 / total if total else Decimal(0)
    found = _("The syllabus is empty.")
    if total:
        found = _("%(shared)s of %(total)s hours are with partners.") % {
            "shared": shared,
            "total": total,
        }
    return Finding(
        code="interaction",
        status="met" if total and share >= rules.min_interaction else "attention",
        is_blocking=False,
        title=_("At least %(share)d per cent of the hours with partners")
        % {"share": rules.min_interaction},
        found=found,
        why=_("Exchange is between people: lectures followed from afar are a distance course."),
        fix=_("Add activities in which students work with their partners."),
        section=DesignSection.SYLLABUS,
    )


def _filled(code: str, text: str, section: str, words: tuple[str, str, str]) -> Finding:
    """Return the finding on a text that has to be there; `words` are its title, why and fix."""
    title, why, fix = words
    is_met = bool(text.strip())
    return Finding(
        code=code,
        status="met" if is_met else "attention",
        is_blocking=False,
        title=title,
        found=_("Described.") if is_met else _("Nothing is written yet."),
        why=why,
        fix=fix,
        section=section,
    )


_WITHOUT_RULES: tuple[Callable[[Design], Finding], ...] = (
    _partners,
    _confirmed,
    _technology,
    _facilitation,
    _intercultural,
    _assessment,
    _fallback,
)
_WITH_RULES: tuple[Callable[[Design, Rules], Finding], ...] = (
    _length,
    _sessions,
    _groups,
    _interaction,
)
