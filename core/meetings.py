"""When and where an online meeting is: what every workflow of meetings does alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import RefusedError
from core.links import BadLinkError, leads_to
from core.models import Meeting
from core.moments import database_now
from core.wall_times import NoSuchLocalTimeError, moment, offset_minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where a meeting shall be.

    The wall time is read in the meeting's own zone; `fold` is 1 for the later of two moments that
    read alike. `link` is an https address or empty.
    """

    local_date: date
    local_time: time
    minutes: int = 90
    link: str = ""
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and where a meeting is, as those who were told know it."""

    starts_at: datetime
    minutes: int
    link: str


def schedule_of(meeting: Meeting) -> Schedule:
    """Return when and where a meeting is now, to be compared with what it becomes."""
    return Schedule(meeting.starts_at, meeting.minutes, meeting.link)


def changes_since(before: Schedule, meeting: Meeting) -> dict[str, Any]:
    """Return what `core/mail/meeting_changes` reads of a meeting that was moved."""
    return {
        "meeting": meeting,
        "before": before,
        "is_another_time": before.starts_at != meeting.starts_at,
        "is_another_length": before.minutes != meeting.minutes,
        "is_another_link": before.link != meeting.link,
    }


def check_link(link: str) -> None:
    """Raise RefusedError for a link that the portal does not let meetings have.

    It is https and hides nothing of where it leads; where the university names hosts
    (MEETING_HOSTS), it leads to one of them or to a subdomain. An empty link is fine.
    """
    if not link:
        return
    try:
        is_allowed = leads_to(link, settings.MEETING_HOSTS)
    except BadLinkError as error:
        raise RefusedError(
            _("Give an address that begins with https://, without a name or password in it.")
        ) from error
    if not is_allowed:
        raise RefusedError(
            _("Meetings are held at %(hosts)s here. Give a link to one of these.")
            % {"hosts": ", ".join(settings.MEETING_HOSTS)}
        )


def apply_plan(meeting: Meeting, plan: Plan) -> None:
    """Set time and place (nothing is saved).

    Raises RefusedError when there is no such time, and for a link that `check_link` refuses.
    """
    check_link(plan.link)
    try:
        meeting.starts_at = moment(plan.local_date, plan.local_time, meeting.zone, plan.fold)
    except NoSuchLocalTimeError as error:
        raise RefusedError(
            _("This time does not exist on that day: the clocks go forward. Choose another.")
        ) from error
    meeting.local_date = plan.local_date
    meeting.local_time = plan.local_time
    meeting.fold = plan.fold
    meeting.minutes = plan.minutes
    meeting.link = plan.link


def new_schedule(meeting: Meeting) -> None:
    """Count a change of time, place or state (nothing is saved): reminders begin anew."""
    meeting.schedule_seq += 1
    meeting.schedule_changed_at = database_now()


def note_offsets(meeting: Meeting, zones: Iterable[str]) -> None:
    """Remember (nothing is saved) what today's rules say of the meeting's time in these zones.

    It is what people are told now: `core.recomputing` compares it with later rules.
    """
    meeting.told_offsets = {
        zone: offset
        for zone in sorted(set(zones))
        if (offset := offset_minutes(meeting.starts_at, zone)) is not None
    }
