"""What a person is to an exchange, to a team or to a place: the words that the rules are made of.

An exchange's teams are read through `teams.all()`, so a page that prefetched them asks nothing
more of the database.
"""

from rules.predicates import Predicate

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from core.permissions import predicate
from exchanges.models import Enrolment, Exchange, PackageEnrolment, Team
from exchanges.workflow.walkers import EXCHANGES


@predicate
def is_confirmed_teacher(user: User, _row: object = None) -> bool:
    """Be a confirmed teacher of any institution."""
    return user.affiliations.confirmed().of_kind(AffiliationKind.TEACHER).exists()


@predicate
def is_any_office(user: User, _row: object = None) -> bool:
    """Work in the office of any institution."""
    return bool(user.institutions_as(Role.OFFICE))


@predicate
def is_any_coordinator(user: User, _row: object = None) -> bool:
    """Coordinate any department."""
    return bool(user.departments_as(Role.COORDINATOR))


@predicate
def is_initiators_lead(user: User, exchange: Exchange | None) -> bool:
    """Lead the team that began the exchange."""
    return exchange is not None and any(
        team.is_initiator and team.lead_id == user.pk for team in exchange.teams.all()
    )


@predicate
def is_in_team(user: User, exchange: Exchange | None) -> bool:
    """Lead or join one of the teams."""
    if exchange is None:
        return False
    teams = list(exchange.teams.all())
    if any(team.lead_id == user.pk for team in teams):
        return True
    return any(teacher.pk == user.pk for team in teams for teacher in team.teachers.all())


@predicate
def is_office(user: User, exchange: Exchange | None) -> bool:
    """Work in the office of one of the teams' institutions."""
    if exchange is None:
        return False
    offices = user.institutions_as(Role.OFFICE)
    return any(team.institution_id in offices for team in exchange.teams.all())


@predicate
def is_coordinator(user: User, exchange: Exchange | None) -> bool:
    """Coordinate the department of one of the teams."""
    if exchange is None:
        return False
    departments = user.departments_as(Role.COORDINATOR)
    return any(team.department_id in departments for team in exchange.teams.all())


@predicate
def is_initiators_office(user: User, exchange: Exchange | None) -> bool:
    """Work in the office of the institution that began the exchange."""
    if exchange is None:
        return False
    offices = user.institutions_as(Role.OFFICE)
    return any(
        team.is_initiator and team.institution_id in offices for team in exchange.teams.all()
    )


@predicate
def is_initiators_coordinator(user: User, exchange: Exchange | None) -> bool:
    """Coordinate the department of the team that began the exchange."""
    if exchange is None:
        return False
    departments = user.departments_as(Role.COORDINATOR)
    return any(
        team.is_initiator and team.department_id in departments for team in exchange.teams.all()
    )


@predicate
def is_archived(_user: User, exchange: Exchange | None) -> bool:
    """The exchange was put away in the archive."""
    return exchange is not None and exchange.archived_at is not None


@predicate
def is_observer(user: User, exchange: Exchange | None) -> bool:
    """Observe one of the teams' institutions or departments."""
    if exchange is None:
        return False
    institutions = user.institutions_as(Role.OBSERVER)
    departments = user.departments_as(Role.OBSERVER)
    return any(
        team.institution_id in institutions or team.department_id in departments
        for team in exchange.teams.all()
    )


@predicate
def leads_team(user: User, team: Team | None) -> bool:
    """Lead this team."""
    return team is not None and team.lead_id == user.pk


@predicate
def began_exchange_of_team(user: User, team: Team | None) -> bool:
    """Lead the team that began the exchange of this team."""
    return team is not None and bool(is_initiators_lead(user, team.exchange))


@predicate
def is_partner_team(_user: User, team: Team | None) -> bool:
    """The team is not the one that began the exchange."""
    return team is not None and not team.is_initiator


@predicate
def has_no_lead(_user: User, team: Team | None) -> bool:
    """Nobody leads the team."""
    return team is not None and team.lead_id is None


@predicate
def studies_at_team(user: User, team: Team | None) -> bool:
    """Be a confirmed student of the team's institution."""
    if team is None:
        return False
    studies = user.affiliations.confirmed().of_kind(AffiliationKind.STUDENT)
    return studies.filter(institution=team.institution_id).exists()


@predicate
def is_own_place(user: User, place: Enrolment | PackageEnrolment | None) -> bool:
    """The place is one's own."""
    return place is not None and place.student_id == user.pk


def allows(verb: str) -> Predicate:
    """Return the predicate that the exchange's state allows the verb."""

    def check(_user: User, exchange: Exchange | None) -> bool:
        return exchange is not None and EXCHANGES.allows(exchange, verb)

    return predicate(check, name=f"allows_{verb}")


def team_allows(verb: str) -> Predicate:
    """Return the predicate that the state of the team's exchange allows the verb."""

    def check(_user: User, team: Team | None) -> bool:
        return team is not None and EXCHANGES.allows(team.exchange, verb)

    return predicate(check, name=f"team_allows_{verb}")
