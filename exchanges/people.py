"""Who is told about an exchange: its teachers, its offices, its students."""

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import RoleGrant, User
from exchanges.enums import EnrolmentState
from exchanges.models import Exchange


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
    """Return the facilitators of the teams' institutions."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.FACILITATOR, institution__teams__exchange=exchange
    )
    return _active(Q(role_grants__in=grants))


def participants_of(exchange: Exchange) -> QuerySet[User]:
    """Return who takes part in the sessions: teachers, facilitators and students, each once."""
    groups = (teachers_of(exchange), facilitators_of(exchange), students_of(exchange))
    condition = Q()
    for group in groups:
        condition |= Q(pk__in=group.values("pk"))
    return _active(condition)


def is_teacher_of(user: User, exchange: Exchange) -> bool:
    """Tell whether the person leads or joins one of the teams."""
    return teachers_of(exchange).filter(pk=user.pk).exists()


def _active(condition: Q) -> QuerySet[User]:
    """Return the matching people who can log in; the identifier orders them, so that is fixed."""
    people = User.objects.filter(condition).values("pk")
    rows: QuerySet[User] = User.objects.filter(pk__in=people, is_active=True)
    return rows.order_by("pk")
