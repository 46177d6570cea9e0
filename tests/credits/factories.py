"""An exchange that is over, with what credits rest on.

Rows are written directly where the rooms of exchanges that make them are not credits' concern.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Institution, User
from credits.workflow import load_rules
from exchanges.enums import EnrolmentState, Presence, SessionState
from exchanges.models import Assessment, Attendance, Enrolment, Exchange, Session, Team
from tests.cast import Cast

FIRST_DAY = date(2026, 10, 5)


def make_exchange(cast: Cast, title: str = "Migration and Citizenship", **fields: Any) -> Exchange:
    """Make an exchange of Siena and Marrakesh with three sessions held."""
    load_rules()
    values = {"theme": "issue", "starts_on": FIRST_DAY, "ends_on": FIRST_DAY + timedelta(weeks=6)}
    exchange = Exchange.objects.create(title=title, **(values | fields))
    make_team(exchange, cast.siena, cast.lead_teacher, is_initiator=True, cfu=Decimal("2.0"))
    make_team(exchange, cast.marrakesh, cast.partner_teacher)
    for number in range(3):
        add_session(exchange, cast.siena, number)
    return exchange


def make_team(exchange: Exchange, institution: Institution, lead: User, **fields: Any) -> Team:
    """Make a team that awards 2 ECTS for 50 hours."""
    values = {
        "workload_hours": Decimal("50.0"),
        "ects": Decimal("2.0"),
        "course_title": "International Relations",
        "course_code": "IR-101",
        "seats": 500,
    }
    return Team.objects.create(
        exchange=exchange, institution=institution, lead=lead, **(values | fields)
    )


def add_session(
    exchange: Exchange,
    anchor: Institution,
    number: int,
    state: SessionState = SessionState.HELD,
) -> Session:
    """Make a session of the week with this number."""
    day = FIRST_DAY + timedelta(weeks=number)
    return Session.objects.create(
        exchange=exchange,
        title=f"Session {number + 1}",
        anchor=anchor,
        local_date=day,
        local_time=time(14),
        zone=anchor.time_zone,
        starts_at=datetime.combine(day, time(12), UTC),
        state=state,
    )


def enrol(exchange: Exchange, student: User, institution: Institution) -> Enrolment:
    """Enrol a student in the team of their institution."""
    team = exchange.teams.get(institution=institution)
    return Enrolment.objects.create(exchange=exchange, team=team, student=student)


def attend(enrolment: Enrolment, *presences: Presence) -> None:
    """Record the presences at the sessions held, in order."""
    sessions = enrolment.exchange.sessions.order_by("starts_at")
    for session, presence in zip(sessions, presences, strict=False):
        Attendance.objects.create(
            session=session,
            enrolment=enrolment,
            presence=presence,
            recorded_by=enrolment.team.lead,
        )


def assess(enrolment: Enrolment, grade: str = "28", *, has_passed: bool = True) -> Enrolment:
    """Assess the work and end the enrolment accordingly."""
    Assessment.objects.create(
        enrolment=enrolment, has_passed=has_passed, grade=grade, assessed_by=enrolment.team.lead
    )
    enrolment.state = EnrolmentState.COMPLETED if has_passed else EnrolmentState.NOT_COMPLETED
    enrolment.save()
    return enrolment


def complete(exchange: Exchange, student: User, institution: Institution) -> Enrolment:
    """Enrol a student, have them attend everything, and pass them with 28."""
    enrolment = enrol(exchange, student, institution)
    attend(enrolment, *[Presence.PRESENT] * 3)
    return assess(enrolment)
