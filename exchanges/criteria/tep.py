"""What a TEP is: institutions, teachers, courses, training, and what happens if one withdraws.

Source: University of Siena, International Relations Office, page "Virtual Exchange". The fallback
is demanded by the University of Glasgow's guidance on approving COIL courses.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.criteria.criterion import TEP, Criterion, names, of_design
from exchanges.criteria.values import Answer, Design, TeamValues
from exchanges.enums import DesignSection, Mode


def _partners(design: Design) -> Answer:
    if not design.teams:
        return Answer("unmet", _("There is no team yet."))
    institutions = [team.institution for team in design.teams]
    countries = [team.country for team in design.teams]
    found = _("Institutions: %(institutions)s. Countries: %(countries)s.") % {
        "institutions": names(set(institutions)),
        "countries": names(code or _("not stated") for code in set(countries)),
    }
    if min(_distinct(institutions), _distinct(countries)) >= 2:
        return Answer("met", found)
    may_differ = min(_distinct(values) + values.count("") for values in (institutions, countries))
    return Answer("attention" if may_differ >= 2 else "unmet", found)


def _distinct(values: list[str]) -> int:
    """Count the different values that are stated."""
    return len(set(values) - {""})


def _each(design: Design, has: Callable[[TeamValues], bool], met: str, lacking: str) -> Answer:
    """Return whether every team has something; `lacking` names those that do not."""
    if not design.teams:
        return Answer("unmet", _("There is no team yet."))
    without = [team.institution for team in design.teams if not has(team)]
    if without:
        return Answer("unmet", lacking % {"teams": names(without)})
    return Answer("met", met)


def _leads(design: Design) -> Answer:
    return _each(
        design,
        lambda team: team.has_lead,
        _("Every team has a lead."),
        _("Without a lead: %(teams)s."),
    )


def _confirmed(design: Design) -> Answer:
    return _each(
        design,
        lambda team: team.has_confirmed,
        _("Every team confirmed the design as it stands."),
        _("Not confirmed yet: %(teams)s."),
    )


def _courses(design: Design) -> Answer:
    return _each(
        design,
        lambda team: bool(team.course.strip()),
        _("Every team names its course: %(courses)s.")
        % {"courses": names(team.course.strip() for team in design.teams)},
        _("No course named by: %(teams)s."),
    )


def _blended(design: Design) -> Answer:
    modes = {activity.mode for activity in design.activities}
    is_online = bool(modes & {Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}) or bool(
        design.sessions or design.undated_sessions
    )
    if Mode.CLASSROOM in modes and is_online:
        return Answer("met", _("Work in the classroom and work online are both planned."))
    if Mode.CLASSROOM in modes:
        return Answer("attention", _("No work online is planned."))
    return Answer("attention", _("No work in the classroom is planned."))


def _training(design: Design) -> Answer:
    if not design.teams:
        return Answer("unmet", _("There is no team yet."))
    words = {
        "none": _("none"),
        "enrolled": _("under way"),
        "completed": _("completed"),
        "": _("not stated"),
    }
    found = "; ".join(
        _("%(team)s: %(training)s")
        % {"team": team.institution or _("(no name)"), "training": words[team.training]}
        for team in sorted(design.teams, key=lambda team: (team.institution, team.training))
    )
    states = {team.training for team in design.teams}
    if "none" in states:
        return Answer("unmet", f"{found}.")
    return Answer("met" if states == {"completed"} else "attention", f"{found}.")


def _fallback(design: Design) -> Answer:
    if design.fallback.strip():
        return Answer("met", _("It is described what happens if a partner withdraws."))
    return Answer("unmet", _("Nothing is written for the case that a partner withdraws."))


PARTNERS = Criterion(
    code="partners",
    title=gettext_lazy("Institutions in different countries"),
    why=gettext_lazy(
        "A TEP is jointly developed by teachers from different institutions and countries."
    ),
    fix=gettext_lazy("Add a team from an institution in another country."),
    source=TEP,
    section=DesignSection.TEAMS,
    judge=of_design(_partners),
)
LEADS = Criterion(
    code="leads",
    title=gettext_lazy("A teacher who leads each team"),
    why=gettext_lazy("Two or more teachers connect: each side needs one who answers for it."),
    fix=gettext_lazy("Invite a teacher to lead each team."),
    source=TEP,
    section=DesignSection.TEAMS,
    judge=of_design(_leads),
)
CONFIRMED = Criterion(
    code="confirmed",
    title=gettext_lazy("Confirmed by every team"),
    why=gettext_lazy("Teachers work in partnership: the design is of all of them."),
    fix=gettext_lazy("Each team’s lead confirms the design on its overview."),
    source=TEP,
    section="",
    judge=of_design(_confirmed),
)
COURSES = Criterion(
    code="courses",
    title=gettext_lazy("Part of existing courses"),
    why=gettext_lazy("A TEP adds an international side to courses that exist already."),
    fix=gettext_lazy("Name the existing course of each team."),
    source=TEP,
    section=DesignSection.TEAMS,
    judge=of_design(_courses),
)
BLENDED = Criterion(
    code="blended",
    title=gettext_lazy("Blended"),
    why=gettext_lazy("Most TEPs join work in the classroom with collaboration online."),
    fix=gettext_lazy("Prepare or take up in the classroom what groups do online."),
    source=TEP,
    section=DesignSection.SYLLABUS,
    judge=of_design(_blended),
)
TRAINING = Criterion(
    code="training",
    title=gettext_lazy("Training of the leads"),
    why=gettext_lazy(
        "Partners who take the same training design together, and share the commitment."
    ),
    fix=gettext_lazy("Enrol in a training course, and invite your partners to the same one."),
    source=gettext_lazy("Source: how a TEP is prepared, University of Siena."),
    section="",
    judge=of_design(_training),
)
FALLBACK = Criterion(
    code="fallback",
    title=gettext_lazy("Fallback"),
    why=gettext_lazy("Students must be able to reach the outcomes even if a partner withdraws."),
    fix=gettext_lazy("Say what happens if a partner withdraws."),
    source=gettext_lazy("Source: guidance on the approval of COIL courses, University of Glasgow."),
    section=DesignSection.ASSESSMENT,
    judge=of_design(_fallback),
)
