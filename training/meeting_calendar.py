"""A training meeting as an event for people's own calendars, and all of a person for theirs."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.zones import known_zone
from core.calendars import Event, Method, calendar_text
from core.components import Site
from core.meeting_calendar import attachment, event_of
from core.meeting_rows import light_rows
from training.models import EditionMeeting, Place

KIND = "training"
FILE_NAME = "meeting.ics"


def meeting_event(
    meeting: EditionMeeting, method: Method = "PUBLISH", *, attendee: str = ""
) -> Event:
    """Return the event of a meeting. It holds the meeting link: it is for participants only."""
    return event_of(
        meeting,
        kind=KIND,
        title=meeting.edition.course.title,
        page=meeting.get_absolute_url(),
        method=method,
        attendee=attendee,
    )


def meeting_file(meeting: EditionMeeting, method: Method = "PUBLISH", *, attendee: str = "") -> str:
    """Return the iCalendar file of a meeting."""
    return calendar_text([meeting_event(meeting, method, attendee=attendee)], method)


def meeting_attachment(
    meeting: EditionMeeting, method: Method = "PUBLISH", *, attendee: str = ""
) -> dict[str, str]:
    """Return the file as the attachment of an e-mail; REQUEST and CANCEL are for one attendee."""
    return attachment(FILE_NAME, method, meeting_file(meeting, method, attendee=attendee))


def meeting_rows(user: User) -> QuerySet[Any]:
    """Return light copies of the meetings of the person's editions (`core.meeting_rows`)."""
    meetings = EditionMeeting.objects.of_person(user)
    return light_rows(meetings, KIND, "edition", title="edition__course__title")


def meeting_sites(editions: Collection[UUID]) -> dict[UUID, list[Site]]:
    """Return the zones of those who have a place in the editions, each once. One query."""
    places = Place.objects.standing().filter(edition__in=editions)
    rows = places.order_by("teacher__time_zone").values_list("edition", "teacher__time_zone")
    sites: dict[UUID, list[Site]] = defaultdict(list)
    for edition, name in rows.distinct():
        zone = known_zone(name).key
        sites[edition].append(Site(zone.replace("_", " "), zone))
    return sites
