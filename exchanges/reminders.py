"""Who is reminded of a synchronous session, for the kernel's planner of reminders."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reminders import stop_address
from core.reminding import Reader, Source
from exchanges.enums import IN_USE, EnrolmentState
from exchanges.models import Session
from exchanges.notifications.session import REMINDER, reminder_draft
from exchanges.people import participants_in, teachers_of

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
    AND session.starts_at <= statement_timestamp() + interval '{horizon}'
    AND exchange.state IN ('open', 'running')
"""

_ALWAYS = datetime.min.replace(tzinfo=UTC)


def _load(pk: UUID) -> Session | None:
    found: Session | None = Session.objects.for_page().filter(pk=pk).first()
    return found


def _obstacle(session: Session) -> str:
    is_live = session.exchange.state in IN_USE
    return "" if is_live else _("The exchange is not open or running.")


def _offsets(session: Session) -> Sequence[int]:
    return session.exchange.reminder_offsets


def _people(session: Session) -> QuerySet[User]:
    """Return the teachers, the facilitators and the students, also those who withdrew."""
    groups = (
        Q(teams_led__exchange=session.exchange_id),
        Q(teams_joined__exchange=session.exchange_id),
        Q(facilitations__session=session),
        Q(enrolments__exchange=session.exchange_id),
    )
    condition = Q()
    for group in groups:
        condition |= Q(pk__in=User.objects.filter(group).values("pk"))
    people: QuerySet[User] = User.objects.filter(condition)
    return people


def _readers(session: Session, people: Sequence[User]) -> list[Reader]:
    """Say of each since when they take part, by whatever part they have, or that they left."""
    keys = [person.pk for person in people]
    teachers = teachers_of(session.exchange).filter(pk__in=keys).values_list("pk")
    helpers = session.facilitations.filter(person__in=keys)
    seats = session.exchange.enrolments.filter(student__in=keys)
    enrolled = Q(state=EnrolmentState.ENROLLED)
    parts = [
        *((pk, None) for (pk,) in teachers),
        *helpers.order_by("created_at").values_list("person_id", "created_at"),
        *seats.filter(enrolled).values_list("student_id", "state_changed_at"),
    ]
    # A teacher always took part; of two other parts the earlier counts.
    since = dict(sorted(parts, key=lambda part: part[1] or _ALWAYS, reverse=True))
    left = dict(seats.exclude(enrolled).values_list("student_id", "state_changed_at"))
    reason = _("The student does not take part.")
    return [
        Reader(person, since[person.pk])
        if person.pk in since
        else Reader(person, left[person.pk], reason)
        for person in people
        if person.pk in since or person.pk in left
    ]


SESSIONS = Source(
    kind=REMINDER,
    target_type=Session._meta.label_lower,
    places=PLACES,
    load=_load,
    draft=reminder_draft,
    obstacle=_obstacle,
    offsets=_offsets,
    people=_people,
    readers=_readers,
    participants=participants_in,
    stop_address=stop_address,
)
