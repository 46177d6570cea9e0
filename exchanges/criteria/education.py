"""What makes an exchange education: its outcomes, their assessment, the credits, the purpose.

Source: University of Siena, International Relations Office, page "Virtual Exchange".
"""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exchanges.criteria.criterion import DEFINITION, Criterion, names, of_design
from exchanges.criteria.values import Answer, Design, TeamValues
from exchanges.enums import DesignSection, Dimension


def _outcomes(design: Design) -> Answer:
    number = len(design.outcomes)
    if not number:
        return Answer("unmet", _("No learning outcome is written yet."))
    labels = dict(Dimension.choices)
    counts = Counter(str(labels.get(outcome, outcome)) for outcome in design.outcomes)
    found = ngettext("%(number)d outcome: %(on)s.", "%(number)d outcomes: %(on)s.", number)
    on = "; ".join(f"{label} ({count})" for label, count in sorted(counts.items()))
    return Answer("met", found % {"number": number, "on": on})


def _assessment(design: Design) -> Answer:
    if design.assessment.strip():
        return Answer("met", _("It is described how students are assessed."))
    return Answer("unmet", _("Nothing is written on how students are assessed."))


def _credits(design: Design) -> Answer:
    lacking = [team.institution for team in design.teams if not _is_credited(team)]
    if not design.teams:
        return Answer("attention", _("There is no team yet."))
    if not lacking:
        return Answer("met", _("Every team states its workload and its credits."))
    found = _("Without workload or credits: %(teams)s.") % {"teams": names(lacking)}
    return Answer("unmet" if len(lacking) == len(design.teams) else "attention", found)


def _is_credited(team: TeamValues) -> bool:
    return bool(team.workload_hours and (team.ects or team.cfu))


def _intercultural(design: Design) -> Answer:
    wanted = Dimension.INTERCULTURAL
    if wanted not in design.outcomes:
        return Answer(
            "unmet",
            _("No outcome is about intercultural understanding."),
            fix=_("Add a learning outcome on intercultural understanding."),
            section=DesignSection.OUTCOMES,
        )
    number = sum(bool(a.is_shared) and a.serves == wanted for a in design.activities)
    found = ngettext(
        "An intercultural outcome, and %(number)d activity with partners that serves it.",
        "An intercultural outcome, and %(number)d activities with partners that serve it.",
        number,
    ) % {"number": number}
    if number:
        return Answer("met", found)
    may_serve = any(
        activity.is_shared is not False and activity.serves in ("", wanted)
        for activity in design.activities
    )
    if may_serve:
        found += " " + _("Of some activities it is not stated what they serve.")
    return Answer("attention" if may_serve else "unmet", found)


OUTCOMES = Criterion(
    code="outcomes",
    title=gettext_lazy("Educational: learning outcomes"),
    why=gettext_lazy("An exchange develops skills, knowledge and attitudes that can be named."),
    fix=gettext_lazy("Write with your partners what students will be able to do."),
    source=DEFINITION,
    section=DesignSection.OUTCOMES,
    judge=of_design(_outcomes),
)
ASSESSMENT = Criterion(
    code="assessment",
    title=gettext_lazy("Educational: assessed"),
    why=gettext_lazy("What students gain has to be measurable."),
    fix=gettext_lazy("Say how each team assesses its students."),
    source=DEFINITION,
    section=DesignSection.ASSESSMENT,
    judge=of_design(_assessment),
)
CREDITS = Criterion(
    code="credits",
    title=gettext_lazy("Educational: workload and credits"),
    why=gettext_lazy("An exchange is part of the curriculum where its work is credited."),
    fix=gettext_lazy("Have each team state its students’ hours, and the ECTS credits or CFU."),
    source=DEFINITION,
    section=DesignSection.TEAMS,
    judge=of_design(_credits),
)
INTERCULTURAL = Criterion(
    code="intercultural",
    title=gettext_lazy("Structured for mutual understanding"),
    why=gettext_lazy(
        "Contact alone does not make people understand each other: it has to be designed."
    ),
    fix=gettext_lazy("Say of an activity with partners that it serves the intercultural outcome."),
    source=DEFINITION,
    section=DesignSection.SYLLABUS,
    judge=of_design(_intercultural),
)
