"""When and where an online meeting is: what every workflow of meetings does alike."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from core.errors import RefusedError
from core.models import Meeting
from core.moments import database_now
from core.wall_times import NoSuchLocalTimeError, moment


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


def apply_plan(meeting: Meeting, plan: Plan) -> None:
    """Set time and place (nothing is saved); raise RefusedError when there is no such time."""
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
