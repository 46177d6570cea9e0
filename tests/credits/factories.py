"""An exchange whose sessions are over, with what credits rest on.

The exchange stands in its state from the start: how it gets there is not credits' concern.
Attendance and results come from the verbs that give them.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Institution, User
from credits.workflow import load_rules
from exchanges.enums import ExchangeState, Presence
from exchanges.models import Enrolment, Exchange, Session, Team
from exchanges.workflow import attendance
from tests.cast import Cast

FIRST_DAY = date(2026, 10, 5)


def make_exchange(cast: Cast, title: str = "Migration and Citizenship", **fields: Any) -> Exchange:
    """Make an exchange of Siena and Marrakesh that runs, with three sessions in the past."""
    load_rules()
    values = {"theme": "issue", "starts_on": FIRST_DAY, "ends_on": FIRST_DAY + timedelta(weeks=6)}
    values |= {"state": ExchangeState.RUNNING}
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


def add_session(exchange: Exchange, anchor: Institution, number: int) -> Session:
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
    )


def enrol(exchange: Exchange, student: User, institution: Institution) -> Enrolment:
    """Enrol a student in the team of their institution."""
    team = exchange.teams.get(institution=institution)
    return Enrolment.objects.create(exchange=exchange, team=team, student=student)


def lead_of(enrolment: Enrolment) -> User:
    """Return the teacher who leads the student's team."""
    assert enrolment.team.lead is not None
    return enrolment.team.lead


def attend(enrolment: Enrolment, *presences: Presence) -> None:
    """Record the presences at the sessions, in order."""
    sessions = enrolment.exchange.sessions.order_by("starts_at")
    for session, presence in zip(sessions, presences, strict=False):
        attendance.record_attendance(session, {enrolment.pk: presence}, by=lead_of(enrolment))


def assess(enrolment: Enrolment, grade: str = "28", *, has_passed: bool = True) -> Enrolment:
    """Have the team's lead judge the work."""
    return attendance.assess(enrolment, has_passed, grade, by=lead_of(enrolment))


def complete_all(
    exchange: Exchange, students: list[User], institution: Institution
) -> list[Enrolment]:
    """Complete with many students: one sheet for each session."""
    enrolments = [enrol(exchange, student, institution) for student in students]
    sheet = {enrolment.pk: Presence.PRESENT for enrolment in enrolments}
    for session in exchange.sessions.all():
        attendance.record_attendance(session, sheet, by=lead_of(enrolments[0]))
    return [assess(enrolment) for enrolment in enrolments]


def complete(exchange: Exchange, student: User, institution: Institution) -> Enrolment:
    """Enrol a student, have them attend everything, and pass them with 28."""
    enrolment = enrol(exchange, student, institution)
    attend(enrolment, *[Presence.PRESENT] * 3)
    return assess(enrolment)
