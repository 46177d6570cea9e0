"""Who is reminded of a synchronous session, for the kernel's planner of reminders."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.reminders import stop_address
from core.reminding import Reader, Source
from exchanges.enums import EnrolmentState
from exchanges.models import Session
from exchanges.notifications.session import REMINDER, reminder_draft
from exchanges.people import teachers_of
from exchanges.workflow.session import IN_USE

# Students, the teachers of all teams, and who facilitates the session. Whoever edits the exchange
# or its session changes a version, and with it the letter.
PLACES = """
SELECT session.id AS meeting_id, session.starts_at, session.schedule_seq AS seq,
    session.schedule_changed_at AS changed_at, session.version + exchange.version AS version,
    exchange.reminder_offsets AS offsets, person.id AS person_id, person.since
FROM exchanges_session AS session
JOIN exchanges_exchange AS exchange ON exchange.id = session.exchange_id
CROSS JOIN LATERAL (
    SELECT enrolment.student_id, enrolment.state_changed_at
    FROM exchanges_enrolment AS enrolment
    WHERE enrolment.exchange_id = session.exchange_id AND enrolment.state = 'enrolled'
    UNION ALL
    SELECT team.lead_id, NULL FROM exchanges_team AS team
    WHERE team.exchange_id = session.exchange_id AND team.lead_id IS NOT NULL
    UNION ALL
    SELECT teacher.user_id, NULL FROM exchanges_team_teachers AS teacher
    JOIN exchanges_team AS team ON team.id = teacher.team_id
    WHERE team.exchange_id = session.exchange_id
    UNION ALL
    SELECT facilitation.person_id, facilitation.created_at
    FROM exchanges_facilitation AS facilitation WHERE facilitation.session_id = session.id
) AS person (id, since)
WHERE session.state = 'scheduled'
    AND session.starts_at > statement_timestamp()
    AND session.starts_at <= statement_timestamp() + interval '30 days'
    AND exchange.state IN ('open', 'running')
"""


def _load(pk: UUID) -> Session | None:
    found: Session | None = Session.objects.for_page().filter(pk=pk).first()
    return found


def _obstacle(session: Session) -> str:
    is_live = session.exchange.state in IN_USE
    return "" if is_live else _("The exchange is not open or running.")


def _offsets(session: Session) -> Sequence[int]:
    return session.exchange.reminder_offsets


def _readers(session: Session) -> list[Reader]:
    """Return the teachers, the facilitators, then the students, also those who withdrew."""
    readers = {person.pk: Reader(person) for person in teachers_of(session.exchange)}
    for place in session.facilitations.select_related("person").order_by("created_at", "pk"):
        readers.setdefault(place.person_id, Reader(place.person, place.created_at))
    for seat in session.exchange.enrolments.select_related("student").order_by("student_id"):
        takes_part = seat.state == EnrolmentState.ENROLLED
        reason = "" if takes_part else _("The student does not take part.")
        reader = Reader(seat.student, seat.state_changed_at, reason)
        readers.setdefault(seat.student_id, reader)
    return list(readers.values())


SESSIONS = Source(
    kind=REMINDER,
    target_type=Session._meta.label_lower,
    places=PLACES,
    load=_load,
    draft=reminder_draft,
    obstacle=_obstacle,
    offsets=_offsets,
    readers=_readers,
    stop_address=stop_address,
)
