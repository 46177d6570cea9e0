"""What a virtual exchange is: the parts of the owner's definition, one by one.

Source: University of Siena, International Relations Office, page "Virtual Exchange".
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exchanges.criteria.criterion import DEFINITION, TEP, Criterion, Measured, hours, of_design
from exchanges.criteria.shares import share_of
from exchanges.criteria.timing import is_inside, moments_of, window_of
from exchanges.criteria.values import SESSIONS, Answer, Design, Rules, Status
from exchanges.enums import DesignSection


def _length(design: Design, rules: Rules) -> Answer:
    if design.starts_on and design.ends_on and design.ends_on < design.starts_on:
        return Answer("unmet", _("The last day comes before the first."))
    if not design.weeks:
        return Answer("attention", _("The length is not stated."))
    is_met = rules.min_weeks <= design.weeks <= rules.max_weeks
    found = ngettext("%(number)d week;", "%(number)d weeks;", design.weeks)
    found = _("%(found)s from %(least)d to %(most)d are usual.") % {
        "found": found % {"number": design.weeks},
        "least": rules.min_weeks,
        "most": rules.max_weeks,
    }
    return Answer("met" if is_met else "unmet", found)


def _regularity(design: Design, rules: Rules) -> Answer:
    if not design.weeks:
        return Answer("attention", _("The length is not stated, so no weeks can be counted."))
    moments = moments_of(design)
    active, needed = len(moments.weeks), rules.min_active_weeks * design.weeks
    may_be_active = min(active + moments.unplaced, design.weeks)
    status: Status = "unmet"
    if active * 100 >= needed:
        status = "met"
    elif may_be_active * 100 >= needed:
        status = "attention"
    found = _("Students interact in %(active)d of %(weeks)d weeks (at least %(share)d per cent).")
    found %= {"active": active, "weeks": design.weeks, "share": rules.min_active_weeks}
    late = {a.week for a in design.activities if a.week and not is_inside(a.week, design)}
    if late:
        found += " " + _("The syllabus goes on to week %(week)d, after the last day.") % {
            "week": max(late)
        }
    return Answer(status, found)


def _sessions(design: Design, rules: Rules) -> Answer:
    fix = _("Plan at least %(number)d sessions, one in each third of the exchange.")
    fix %= {"number": rules.min_sessions}
    if not design.days:
        return _sessions_without_dates(design, rules, fix)
    windows = [window_of(day, design) for day in design.sessions]
    inside = [window for window in windows if window is not None]
    thirds = [_("at the start"), _("in the middle"), _("at the end")]
    missing = [name for window, name in enumerate(thirds) if window not in inside]
    found = ngettext(
        "%(number)d session within the dates.", "%(number)d sessions within the dates.", len(inside)
    ) % {"number": len(inside)}
    if missing:
        found = _("%(found)s None %(where)s.") % {"found": found, "where": ", ".join(missing)}
    if len(inside) >= rules.min_sessions and not missing:
        return Answer("met", found, fix)
    lacking = max(rules.min_sessions - len(inside), len(missing))
    if design.undated_sessions >= lacking:
        return Answer("attention", found + " " + _("Others have no date yet."), fix)
    return Answer("unmet", found, fix)


def _sessions_without_dates(design: Design, rules: Rules, fix: str) -> Answer:
    number = len(design.sessions) + design.undated_sessions
    if number < rules.min_sessions:
        found = ngettext("%(number)d session is stated.", "%(number)d sessions are stated.", number)
        return Answer("unmet", found % {"number": number}, fix)
    found = ngettext(
        "%(number)d session; the dates of the exchange are not stated, so its third is not known.",
        "%(number)d sessions; the dates of the exchange are not stated, so their thirds are not"
        " known.",
        number,
    )
    return Answer("attention", found % {"number": number}, fix)


def _technology(design: Design) -> Answer:
    platform, connectivity = design.platform.strip(), design.connectivity.strip()
    if not platform:
        return Answer("unmet", _("No technology is named."))
    if not connectivity:
        found = _("Named: %(platform)s. Nothing is said of students with a weak connection.")
        return Answer("attention", found % {"platform": platform})
    found = _("Named: %(platform)s. A weak connection is provided for.")
    return Answer("met", found % {"platform": platform})


def _interaction(design: Design, rules: Rules) -> Answer:
    fix = _("Add activities with partners until they take %(share)d per cent of the hours.")
    fix %= {"share": rules.min_interaction}
    share = share_of((activity.hours, activity.is_shared) for activity in design.activities)
    if not share.total:
        return Answer("attention", _("The syllabus states no hours."), fix)
    found = _("%(shared)s of %(total)s hours are with partners (at least %(share)d per cent).") % {
        "shared": hours(share.part),
        "total": hours(share.total),
        "share": rules.min_interaction,
    }
    return Answer(share.reaches(rules.min_interaction), _with_gaps(found, design), fix)


def _learner_led(design: Design, rules: Rules) -> Answer:
    fix = _("Let students lead activities, until they lead %(share)d per cent of these hours.")
    fix %= {"share": rules.min_learner_led}
    share = share_of(
        (activity.hours, activity.is_learner_led if activity.is_shared else None)
        for activity in design.activities
        if activity.is_shared is not False
    )
    if not share.total:
        return Answer("attention", _("No hours with partners are stated."), fix)
    found = _(
        "Students lead %(led)s of %(total)s hours with partners (at least %(share)d per cent)."
    )
    found %= {
        "led": hours(share.part),
        "total": hours(share.total),
        "share": rules.min_learner_led,
    }
    return Answer(share.reaches(rules.min_learner_led), _with_gaps(found, design), fix)


def _with_gaps(found: str, design: Design) -> str:
    """Return the sentence, with how many activities state no hours."""
    number = sum(not activity.hours for activity in design.activities)
    if not number:
        return found
    gaps = ngettext(
        "%(number)d activity states no hours.", "%(number)d activities state no hours.", number
    )
    return f"{found} {gaps % {'number': number}}"


def _groups(design: Design, rules: Rules) -> Answer:
    if not design.group_size:
        return Answer("attention", _("The size of the groups is not stated."))
    size = ngettext(
        "%(number)d student in a group, of %(most)d at most.",
        "%(number)d students in a group, of %(most)d at most.",
        design.group_size,
    ) % {"number": design.group_size, "most": rules.max_group_size}
    mixed = {
        True: _("Each group has students of every university."),
        False: _("The groups are not mixed."),
        None: _("Whether they are mixed is not stated."),
    }[design.are_groups_mixed]
    found = f"{size} {mixed}"
    if not 2 <= design.group_size <= rules.max_group_size or design.are_groups_mixed is False:
        return Answer("unmet", found)
    return Answer("met" if design.are_groups_mixed else "attention", found)


def _facilitation(design: Design, rules: Rules) -> Answer:
    if not design.facilitators:
        return Answer("unmet", _("No trained facilitator is counted."))
    found = ngettext(
        "%(number)d trained facilitator", "%(number)d trained facilitators", design.facilitators
    ) % {"number": design.facilitators}
    students = sum(team.students for team in design.teams)
    if not design.group_size or not all(team.students for team in design.teams) or not students:
        return Answer(
            "attention",
            _("%(found)s; the number of groups is not known.") % {"found": found},
            fix=_("State the size of the groups, and how many students each team expects."),
        )
    groups = -(-students // design.group_size)
    needed = -(-groups // rules.groups_per_facilitator)
    found = _(
        "%(found)s for %(groups)d groups of %(size)d (%(students)d students); at least %(needed)d"
        " are needed."
    ) % {
        "found": found,
        "groups": groups,
        "size": design.group_size,
        "students": students,
        "needed": needed,
    }
    if design.facilitators < needed:
        return Answer("unmet", found)
    if not design.facilitation.strip():
        return Answer("attention", found + " " + _("How they work is not described."))
    return Answer("met", found)


LENGTH = Criterion(
    code="length",
    title=gettext_lazy("Sustained: weeks, not days"),
    why=gettext_lazy("Understanding takes weeks of work together."),
    fix=gettext_lazy("Look at the first and the last day again."),
    source=TEP,
    section=DesignSection.IDEA,
    judge=Measured(_length),
)
REGULARITY = Criterion(
    code="regularity",
    title=gettext_lazy("Sustained: regular interaction"),
    why=gettext_lazy("A long pause between two meetings breaks what a group has begun."),
    fix=gettext_lazy("Give the weeks without interaction a session or work with partners."),
    source=DEFINITION,
    section=DesignSection.SYLLABUS,
    judge=Measured(_regularity),
)
SYNCHRONOUS = Criterion(
    code="sessions",
    title=gettext_lazy("Synchronous sessions at the start, in the middle and at the end"),
    why=gettext_lazy(
        "Most exchanges have three, one in each third, so that groups begin, work and end together."
    ),
    fix=gettext_lazy("Plan sessions in each third of the exchange."),
    source=TEP,
    section=SESSIONS,
    judge=Measured(_sessions),
)
TECHNOLOGY = Criterion(
    code="technology",
    title=gettext_lazy("Technology named"),
    why=gettext_lazy("Students meet through technology, so each of them must be able to use it."),
    fix=gettext_lazy("Name the platform, and what students with a weak connection need."),
    source=DEFINITION,
    section=DesignSection.GROUPS,
    judge=of_design(_technology),
)
INTERACTION = Criterion(
    code="interaction",
    title=gettext_lazy("People to people"),
    why=gettext_lazy("What is exchanged passes between students, in dialogue and common work."),
    fix=gettext_lazy("Add activities in which students work with their partners."),
    source=DEFINITION,
    section=DesignSection.SYLLABUS,
    judge=Measured(_interaction),
)
GROUPS = Criterion(
    code="groups",
    title=gettext_lazy("Small mixed groups"),
    why=gettext_lazy("In a small group of several universities everybody speaks and is heard."),
    fix=gettext_lazy("Look at the size of the groups, and mix them."),
    source=DEFINITION,
    section=DesignSection.GROUPS,
    judge=Measured(_groups),
)
LEARNER_LED = Criterion(
    code="learner_led",
    title=gettext_lazy("Led by the learners"),
    why=gettext_lazy("Participants drive the dialogue and make knowledge of their experience."),
    fix=gettext_lazy("Let students set the questions, moderate or make the material."),
    source=DEFINITION,
    section=DesignSection.SYLLABUS,
    judge=Measured(_learner_led),
)
FACILITATION = Criterion(
    code="facilitation",
    title=gettext_lazy("Facilitated by trained people"),
    why=gettext_lazy("Dialogue across differences needs somebody trained at its side."),
    fix=gettext_lazy("Say how many trained people accompany the groups, and how they do it."),
    source=DEFINITION,
    section=DesignSection.GROUPS,
    judge=Measured(_facilitation),
)
