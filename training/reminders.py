"""Meetings of training editions, as something that people are reminded of (`core.reminding`)."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reminders import stop_address
from core.reminding import Reader, Source
from training.enums import PlaceState
from training.models import EditionMeeting, Place
from training.notifications import REMINDER, reminder_draft

# Who enrolled again counts from then; who completed the training takes part as before.
PLACES = """
SELECT meeting.id AS meeting_id, meeting.starts_at, meeting.schedule_seq AS seq,
    meeting.schedule_changed_at AS changed_at, meeting.version,
    edition.reminder_offsets AS offsets, place.teacher_id AS person_id,
    CASE place.state WHEN 'enrolled' THEN place.state_changed_at ELSE place.created_at END AS since
FROM training_editionmeeting AS meeting
JOIN training_edition AS edition ON edition.id = meeting.edition_id
JOIN training_place AS place ON place.edition_id = meeting.edition_id
    AND place.state IN ('enrolled', 'completed')
WHERE meeting.state = 'scheduled'
    AND meeting.starts_at > statement_timestamp()
    AND meeting.starts_at <= statement_timestamp() + interval '{horizon}'
"""


def _load(pk: UUID) -> EditionMeeting | None:
    found: EditionMeeting | None = EditionMeeting.objects.for_list().filter(pk=pk).first()
    return found


def _people(meeting: EditionMeeting) -> QuerySet[User]:
    """Return all who ever had a place, also those who gave it back."""
    people: QuerySet[User] = User.objects.filter(
        pk__in=meeting.edition.places.order_by().values("teacher")
    )
    return people


def _readers(meeting: EditionMeeting, people: Sequence[User]) -> list[Reader]:
    """Say of each since when they have a place, or that they gave it back."""
    by_teacher = {
        place.teacher_id: place for place in meeting.edition.places.filter(teacher__in=people)
    }
    gone = _("The teacher gave the place back.")
    return [
        Reader(
            person,
            place.created_at if place.state == PlaceState.COMPLETED else place.state_changed_at,
            gone if place.state == PlaceState.WITHDRAWN else "",
        )
        for person in people
        if (place := by_teacher.get(person.pk))
    ]


def _participants(meeting: EditionMeeting) -> QuerySet[User]:
    places = Place.objects.in_edition(meeting.edition_id).standing().order_by()
    people: QuerySet[User] = User.objects.filter(pk__in=places.values("teacher"), is_active=True)
    return people


MEETINGS = Source(
    kind=REMINDER,
    target_type=EditionMeeting._meta.label_lower,
    places=PLACES,
    load=_load,
    draft=reminder_draft,
    obstacle=lambda _meeting: "",
    offsets=lambda meeting: meeting.edition.reminder_offsets,
    people=_people,
    readers=_readers,
    participants=_participants,
    stop_address=stop_address,
)
