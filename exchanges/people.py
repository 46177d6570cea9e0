"""Who is told about an exchange: its teachers, its offices, its students."""

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import RoleGrant, User
from exchanges.enums import EnrolmentState
from exchanges.models import Exchange, Session


def teachers_of(exchange: Exchange) -> QuerySet[User]:
    """Return the leads and the other teachers of all teams, each once."""
    return _active(Q(teams_led__exchange=exchange) | Q(teams_joined__exchange=exchange))


def offices_of(exchange: Exchange) -> QuerySet[User]:
    """Return the office staff of the teams' institutions, without those who teach in it."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.OFFICE, department=None, institution__teams__exchange=exchange
    )
    return _active(Q(role_grants__in=grants)).exclude(pk__in=teachers_of(exchange).values("pk"))


def leads_of(exchange: Exchange) -> QuerySet[User]:
    """Return who leads the teams."""
    return _active(Q(teams_led__exchange=exchange))


def coordinators_of(exchange: Exchange) -> QuerySet[User]:
    """Return who coordinates the initiating team's department, without those who teach in it."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.COORDINATOR,
        department__team__exchange=exchange,
        department__team__is_initiator=True,
    )
    return _active(Q(role_grants__in=grants)).exclude(pk__in=teachers_of(exchange).values("pk"))


def students_of(exchange: Exchange) -> QuerySet[User]:
    """Return the students who take part now."""
    return _active(Q(enrolments__exchange=exchange, enrolments__state=EnrolmentState.ENROLLED))


def facilitators_of(exchange: Exchange) -> QuerySet[User]:
    """Return the facilitators of the teams' institutions and of the teams' departments."""
    whole = Q(department=None, institution__teams__exchange=exchange)
    grants = RoleGrant.objects.in_force().filter(
        whole | Q(department__team__exchange=exchange), role=Role.FACILITATOR
    )
    return _active(Q(role_grants__in=grants))


def assigned_to(session: Session) -> QuerySet[User]:
    """Return who facilitates this session."""
    return _active(Q(facilitations__session=session))


def may_facilitate(exchange: Exchange) -> QuerySet[User]:
    """Return who may be asked to facilitate a session: facilitators and the exchange's teachers."""
    return _any_of(facilitators_of(exchange), teachers_of(exchange))


def counting_on(exchange: Exchange) -> QuerySet[User]:
    """Return who has a part already in an exchange that is not open yet, each once."""
    assigned = _active(Q(facilitations__session__exchange=exchange))
    return _any_of(teachers_of(exchange), assigned, students_of(exchange))


def participants_of(exchange: Exchange) -> QuerySet[User]:
    """Return who takes part in the sessions: teachers, facilitators and students, each once.

    Whoever facilitates one of its sessions is a facilitator, whatever became of their role.
    """
    return _any_of(counting_on(exchange), facilitators_of(exchange))


def participants_in(session: Session) -> QuerySet[User]:
    """Return who takes part in this one session, and so may read its link, each once."""
    exchange = session.exchange
    return _any_of(
        teachers_of(exchange),
        facilitators_of(exchange),
        assigned_to(session),
        students_of(exchange),
    )


def is_teacher_of(user: User, exchange: Exchange) -> bool:
    """Tell whether the person leads or joins one of the teams."""
    return teachers_of(exchange).filter(pk=user.pk).exists()


def _any_of(*groups: QuerySet[User]) -> QuerySet[User]:
    condition = Q()
    for group in groups:
        condition |= Q(pk__in=group.values("pk"))
    return _active(condition)


def _active(condition: Q) -> QuerySet[User]:
    """Return the matching people who can log in; the identifier orders them, so that is fixed."""
    people = User.objects.filter(condition).values("pk")
    rows: QuerySet[User] = User.objects.filter(pk__in=people, is_active=True)
    return rows.order_by("pk")
