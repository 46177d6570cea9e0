"""Who may do what with a synchronous session, its sheet and its e-mails."""

from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from accounts.enums import Role
from accounts.models import User
from core.permissions import Rule, predicate, register
from exchanges.enums import IN_USE, EnrolmentState
from exchanges.models import Enrolment, Exchange, Session
from exchanges.permissions.predicates import allows, is_in_team, is_office
from exchanges.workflow.attendance import ASSESSED_IN
from exchanges.workflow.walkers import SESSIONS


def of_session(rule: Predicate) -> Predicate:
    """Ask a predicate about exchanges of a session's exchange."""

    def ask(user: User, session: Session | None) -> bool:
        return session is not None and bool(rule.test(user, session.exchange))

    return predicate(ask, name=f"session_{rule.name}")


def session_allows(verb: str) -> Predicate:
    """Return the predicate that the session's state allows the verb."""

    def ask(_user: User, session: Session | None) -> bool:
        return session is not None and SESSIONS.allows(session, verb)

    return predicate(ask, name=f"session_allows_{verb}")


@predicate
def facilitates(user: User, exchange: Exchange | None) -> bool:
    """Be a facilitator of one of the teams' institutions."""
    if exchange is None:
        return False
    institutions = user.institutions_as(Role.FACILITATOR)
    departments = user.departments_as(Role.FACILITATOR)
    return any(
        team.institution_id in institutions or team.department_id in departments
        for team in exchange.teams.all()
    )


@predicate
def facilitates_session(user: User, session: Session | None) -> bool:
    """Be asked to facilitate this session."""
    if session is None:
        return False
    return any(each.person_id == user.pk for each in session.facilitations.all())


@predicate
def has_place(user: User, exchange: Exchange | None) -> bool:
    """Be enrolled in the exchange, or have been until its end."""
    if exchange is None:
        return False
    return bool(
        exchange.enrolments.filter(student=user).exclude(state=EnrolmentState.WITHDRAWN).exists()
    )


@predicate
def is_live(_user: User, session: Session | None) -> bool:
    """The session's exchange is open or running."""
    return session is not None and session.exchange.state in IN_USE


@predicate
def teaches_student(user: User, enrolment: Enrolment | None) -> bool:
    """Lead or join the student's own team."""
    if enrolment is None:
        return False
    team = enrolment.team
    return team.lead_id == user.pk or any(other.pk == user.pk for other in team.teachers.all())


@predicate
def can_be_assessed(_user: User, enrolment: Enrolment | None) -> bool:
    """The place is held and the exchange has started."""
    return (
        enrolment is not None
        and enrolment.state != EnrolmentState.WITHDRAWN
        and enrolment.exchange.state in ASSESSED_IN
    )


teaches = of_session(is_in_team)
helps = of_session(is_in_team | facilitates) | facilitates_session
takes_part = helps | of_session(has_place)
may_plan = of_session(allows("schedule_session"))

TEACHERS_PLAN = _(
    "The teams' teachers plan sessions, while the office does not hold the design and the "
    "exchange is not over."
)
RECORDS = _("The teams' teachers and the facilitators record who was there, in a live exchange.")
TAKE_PART = _("This is for those who take part in the session.")
MAIL = _("What became of the e-mails is for the teams' teachers and for the office.")

register(
    {
        "exchanges.schedule_session": Rule(is_in_team & allows("schedule_session"), TEACHERS_PLAN),
        "exchanges.move_session": Rule(teaches & may_plan & session_allows("move"), TEACHERS_PLAN),
        "exchanges.edit_session": Rule(teaches & may_plan & session_allows("edit"), TEACHERS_PLAN),
        "exchanges.cancel_session": Rule(
            teaches & may_plan & session_allows("cancel"), TEACHERS_PLAN
        ),
        "exchanges.set_facilitators": Rule(
            teaches & may_plan & session_allows("add_facilitator"), TEACHERS_PLAN
        ),
        "exchanges.set_materials": Rule(
            teaches & may_plan & session_allows("add_material"), TEACHERS_PLAN
        ),
        "exchanges.set_reminders": Rule(is_in_team & allows("set_reminders"), TEACHERS_PLAN),
        "exchanges.hold_session": Rule(helps & is_live & session_allows("hold"), RECORDS),
        "exchanges.record_attendance": Rule(
            helps & is_live & session_allows("record_attendance"), RECORDS
        ),
        "exchanges.join_session": Rule(takes_part, TAKE_PART),
        "exchanges.view_session_mail": Rule(of_session(is_in_team | is_office), MAIL),
        "exchanges.assess_enrolment": Rule(
            teaches_student & can_be_assessed,
            _("The teachers of the student's own team assess, once the exchange has started."),
        ),
        "exchanges.view_results": Rule(
            is_in_team | is_office, _("The results are for the teams' teachers and for the office.")
        ),
        "exchanges.view_my_part": Rule(
            has_place, _("This page is for the students of the exchange.")
        ),
    }
)
