"""What a virtual exchange is not: one criterion for each of the owner's exclusions.

Source: University of Siena, International Relations Office, page "Virtual Exchange".
"""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exchanges.criteria.criterion import EXCLUSION, Criterion, Measured, hours, names, of_design
from exchanges.criteria.timing import calendar_weeks_of_sessions, moments_of
from exchanges.criteria.values import SESSIONS, ActivityValues, Answer, Design, Rules
from exchanges.enums import ActivityKind, DesignSection


def _mooc(design: Design, rules: Rules) -> Answer:
    """Answer for "simple MOOCs with no sustained interactions between small groups"."""
    shared = sum(bool(activity.is_shared) for activity in design.activities)
    if not shared:
        found = _("No activity is stated in which groups work with partners.")
        may_share = any(activity.is_shared is None for activity in design.activities)
        return Answer("attention" if may_share else "unmet", found)
    found = ngettext(
        "Groups work together in %(number)d activity.",
        "Groups work together in %(number)d activities.",
        shared,
    ) % {"number": shared}
    if not 2 <= design.group_size <= rules.max_group_size:
        found += " " + _("That these groups are small is not stated.")
        return Answer("attention", found, section=DesignSection.GROUPS)
    return Answer("met", found)


def _distance_course(design: Design) -> Answer:
    """Answer for "distance learning courses": input from afar outweighs the work together."""
    lectures = _sum(design, lambda a: a.kind == ActivityKind.LECTURE)
    shared = _sum(design, lambda a: bool(a.is_shared))
    others = _sum(design, lambda a: not a.kind and not a.is_shared)
    if not lectures + shared + others:
        return Answer("attention", _("The syllabus states no hours to compare."))
    found = _("%(lectures)s hours of lectures, %(shared)s hours with partners.") % {
        "lectures": hours(lectures),
        "shared": hours(shared),
    }
    if shared and shared >= lectures + others:
        return Answer("met", found)
    may_be_shared = shared + _sum(design, lambda a: a.is_shared is None)
    is_open = may_be_shared and may_be_shared >= lectures
    return Answer("attention" if is_open else "unmet", found)


def _sum(design: Design, counts: Callable[[ActivityValues], bool]) -> Decimal:
    return sum((a.hours for a in design.activities if counts(a)), Decimal(0))


def _social_group(design: Design) -> Answer:
    """Answer for "creating social media groups": a place to meet, and no purpose or plan."""
    present = {
        _("learning outcomes"): bool(design.outcomes),
        _("a syllabus"): bool(design.activities),
        _("facilitation"): bool(design.facilitators or design.facilitation.strip()),
    }
    missing = [name for name, is_there in present.items() if not is_there]
    if not missing:
        return Answer("met", _("There are learning outcomes, a syllabus and facilitation."))
    found = _("There is not yet: %(parts)s.") % {"parts": "; ".join(missing)}
    return Answer("unmet" if len(missing) == len(present) else "attention", found)


def _unmoderated(design: Design) -> Answer:
    """Answer for "unmoderated, not-sustained, unstructured programs"."""
    if not design.facilitators and not design.facilitation.strip():
        return Answer("unmet", _("Nobody is named who moderates."))
    if not design.activities:
        return Answer(
            "unmet",
            _("Somebody moderates, but no activity is planned."),
            fix=_("Plan in the syllabus what students do, week by week."),
            section=DesignSection.SYLLABUS,
        )
    weeks = {activity.week for activity in design.activities if activity.week}
    if not weeks:
        return Answer(
            "attention",
            _("Somebody moderates; in which weeks the activities lie is not stated."),
            fix=_("Give each activity its week."),
            section=DesignSection.SYLLABUS,
        )
    found = ngettext(
        "Somebody moderates, and the syllabus plans %(number)d week.",
        "Somebody moderates, and the syllabus plans %(number)d weeks.",
        len(weeks),
    )
    return Answer("met", found % {"number": len(weeks)})


def _virtual_mobility(design: Design) -> Answer:
    """Answer for "studying abroad" from home: following another university's course."""
    with_course = [team for team in design.teams if team.course.strip()]
    if len(with_course) < 2:
        found = _("Students of one university would follow a course of another: %(teams)s.")
        if not with_course:
            return Answer("unmet", _("No team says in which course of its own students take part."))
        return Answer("unmet", found % {"teams": names(team.institution for team in with_course)})
    if not any(activity.is_shared is not False for activity in design.activities):
        return Answer(
            "unmet",
            _("Each team has a course, but students do not work with their partners."),
            fix=_("Add activities in which students work with their partners."),
            section=DesignSection.SYLLABUS,
        )
    found = _("Courses that meet: %(courses)s.") % {
        "courses": names(team.course.strip() for team in with_course)
    }
    is_certain = any(activity.is_shared for activity in design.activities)
    if len(with_course) < len(design.teams) or not is_certain:
        return Answer("attention", found + " " + _("Not every team’s part is stated."))
    return Answer("met", found)


def _one_off(design: Design) -> Answer:
    """Answer for "only one moment for interaction, like a one-off meeting"."""
    moments = moments_of(design)
    certain = len(moments.weeks)
    if not design.days:
        certain = max(certain, calendar_weeks_of_sessions(design))
    found = ngettext(
        "Students interact in %(number)d week.", "Students interact in %(number)d weeks.", certain
    ) % {"number": certain}
    if certain >= 2:
        return Answer("met", found)
    if len(moments.weeks) + moments.unplaced >= 2:
        return Answer("attention", found + " " + _("Of other moments the week is not stated."))
    return Answer("unmet", found)


MOOC = Criterion(
    code="mooc",
    title=gettext_lazy("Not a MOOC"),
    why=gettext_lazy("Where each follows the content alone, students of two countries never meet."),
    fix=gettext_lazy("Add work in small groups to the syllabus."),
    source=EXCLUSION,
    section=DesignSection.SYLLABUS,
    judge=Measured(_mooc),
)
DISTANCE_COURSE = Criterion(
    code="distance_course",
    title=gettext_lazy("Not a distance course"),
    why=gettext_lazy("Lectures followed from afar teach, but they exchange nothing."),
    fix=gettext_lazy("Put work with partners in the place of lectures."),
    source=EXCLUSION,
    section=DesignSection.SYLLABUS,
    judge=of_design(_distance_course),
)
SOCIAL_GROUP = Criterion(
    code="social_group",
    title=gettext_lazy("Not a social media group"),
    why=gettext_lazy("A place to chat becomes an exchange by its purpose and its plan."),
    fix=gettext_lazy("Write the outcomes, the syllabus and the facilitation."),
    source=EXCLUSION,
    section=DesignSection.OUTCOMES,
    judge=of_design(_social_group),
)
UNMODERATED = Criterion(
    code="unmoderated",
    title=gettext_lazy("Not unmoderated or unstructured"),
    why=gettext_lazy("Left alone and without a plan, groups fall silent or fall out."),
    fix=gettext_lazy("Say who moderates the groups."),
    source=EXCLUSION,
    section=DesignSection.GROUPS,
    judge=of_design(_unmoderated),
)
VIRTUAL_MOBILITY = Criterion(
    code="virtual_mobility",
    title=gettext_lazy("Not virtual mobility"),
    why=gettext_lazy("To attend another university from home is not to learn with its students."),
    fix=gettext_lazy("Have each team name the course of its own that takes part."),
    source=EXCLUSION,
    section=DesignSection.TEAMS,
    judge=of_design(_virtual_mobility),
)
ONE_OFF = Criterion(
    code="one_off",
    title=gettext_lazy("Not a one-off meeting"),
    why=gettext_lazy("One moment together sustains nothing: it takes two weeks at the very least."),
    fix=gettext_lazy("Plan sessions or work with partners in different weeks."),
    source=EXCLUSION,
    section=SESSIONS,
    judge=of_design(_one_off),
)
