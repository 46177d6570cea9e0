"""Keep the online meetings of editions right when the rules of time zones change."""

from collections.abc import Iterable
from contextlib import nullcontext

from accounts.enums import Role
from accounts.models import Institution, RoleGrant, User
from core.recomputing import Kind
from training import notifications
from training.models import EditionMeeting
from training.people import participants_of
from training.workflow.meeting import MEETINGS


def _zones(meeting: EditionMeeting) -> set[str]:
    return {meeting.zone, *(person.time_zone for person in participants_of(meeting.edition))}


def _readers(meeting: EditionMeeting) -> Iterable[User]:
    return participants_of(meeting.edition)


def _alarm(meeting: EditionMeeting, problem: object) -> None:
    """Tell the office of the university that runs the portal: it plans the meetings."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.OFFICE, institution__in=Institution.objects.home()
    )
    office = User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("pk")
    notifications.meeting_stuck(meeting, office, problem)


MEETING_TIMES = Kind(
    name="meeting",
    rows=EditionMeeting.objects.for_list,
    workflow=MEETINGS,
    zones=_zones,
    readers=_readers,
    changing=lambda _meeting: nullcontext(),
    tell=notifications.meeting_times_changed,
    alarm=_alarm,
)
