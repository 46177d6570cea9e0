"""The e-mails about training: each function writes one outbox row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.calendars import Method, calendar_text
from core.clock import site_times
from core.letters import write_to_all
from core.meeting_calendar import attachment
from core.meetings import Schedule, changes_since
from core.models import Message
from core.outbox import Draft, Envelope, envelope_for, queue, register_check, render
from training.meeting_calendar import FILE_NAME, meeting_attachment, meeting_event
from training.models import Edition, EditionMeeting, PartnerInvitation, Place
from training.people import sites_of

REMINDER = "training.meeting_reminder"
MOVED = "training.meeting_moved"
CANCELLED = "training.meeting_cancelled"
TIMES_CHANGED = "training.meeting_times_changed"
STUCK = "training.meeting_stuck"


def place_confirmed(place: Place) -> None:
    """Tell a teacher that their place in an edition is confirmed."""
    queue(
        envelope_for(place.teacher, "training.place_confirmed", target=place),
        {"edition": place.edition},
    )


def training_completed(place: Place) -> None:
    """Tell a teacher that the office recorded their training as completed."""
    queue(
        envelope_for(place.teacher, "training.completed", target=place),
        {"edition": place.edition},
    )


def partner_invited(partner: PartnerInvitation, token: str) -> None:
    """Send a partner the secret link; the row keeps it sealed.

    The address may belong to nobody here yet, so the language is that of the inviter's choice of
    edition: English unless it is held in another language of the portal.
    """
    invitation = partner.invitation
    envelope = Envelope(
        kind="training.partner_invited",
        address=invitation.address,
        language=partner.edition.language,
        zone=partner.institution.time_zone,
        target=partner,
        is_confidential=True,
        expires_at=invitation.expires_at,
    )
    queue(
        envelope,
        {
            "partner": partner,
            "edition": partner.edition,
            "inviter": invitation.invited_by,
            "path": reverse("training:invitation", args=[token]),
        },
    )


def partner_accepted(partner: PartnerInvitation) -> None:
    """Tell the inviter that the partner takes part in the same edition."""
    invitation = partner.invitation
    queue(
        envelope_for(invitation.invited_by, "training.partner_accepted", target=partner),
        {"partner": partner, "edition": partner.edition, "teacher": invitation.accepted_by},
    )


def meetings_planned(
    edition: Edition, meetings: Sequence[EditionMeeting], people: Iterable[User]
) -> None:
    """Tell of new meetings, all of them in one e-mail.

    One meeting comes as an invitation. Calendars take only one invitation at a time (RFC 5546,
    3.2.2), so several come as a file of events.
    """
    first = meetings[0]
    events = [meeting_event(meeting) for meeting in meetings]
    several = attachment(FILE_NAME, "PUBLISH", calendar_text(events))

    def attachments_for(person: User) -> list[Mapping[str, str]]:
        if len(meetings) > 1:
            return [several]
        return [meeting_attachment(first, "REQUEST", attendee=person.email)]

    context = {**_context(first), "meetings": meetings, "more": len(meetings) > 1}
    target = edition if len(meetings) > 1 else first
    write_to_all("training.meetings_planned", target, people, context, attachments_for)


def reminder_draft(meeting: EditionMeeting, language: str, zone: str) -> Draft:
    """Write the reminder of a meeting for those who read this language in this zone."""
    words = render(REMINDER, language, zone, _context(meeting))
    return replace(words, attachments=[meeting_attachment(meeting)])


def meeting_moved(meeting: EditionMeeting, before: Schedule, people: Iterable[User]) -> None:
    """Tell the old and the new time and place."""
    _tell(MOVED, "REQUEST", meeting, people, changes_since(before, meeting))


def meeting_cancelled(meeting: EditionMeeting, people: Iterable[User]) -> None:
    """Tell that the meeting does not take place, and why."""
    _tell(CANCELLED, "CANCEL", meeting, people, {})


def meeting_times_changed(
    meeting: EditionMeeting,
    people: Sequence[User],
    local_before: datetime,
    is_moved: bool,  # noqa: FBT001 -- as the kernel calls it
) -> None:
    """Tell people of one zone that new rules of clocks changed their local time of a meeting.

    `local_before` is the wall time that they knew. The meeting's own instant moved or not.
    """
    context = {"local_before": local_before, "is_moved": is_moved}
    _tell(TIMES_CHANGED, "REQUEST" if is_moved else None, meeting, people, context)


def meeting_stuck(meeting: EditionMeeting, people: Iterable[User], problem: object) -> None:
    """Tell who can move it that a meeting needs another time; `problem` is a sentence."""
    _tell(STUCK, None, meeting, people, {"problem": problem})


def _tell(
    kind: str,
    method: Method | None,
    meeting: EditionMeeting,
    people: Iterable[User],
    context: Mapping[str, Any],
) -> None:
    write_to_all(
        kind,
        meeting,
        people,
        {**context, **_context(meeting)},
        lambda person: (
            [meeting_attachment(meeting, method, attendee=person.email)] if method else []
        ),
    )


def _context(meeting: EditionMeeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "edition": meeting.edition,
        "sites": site_times(meeting.starts_at, sites_of(meeting)),
    }


def _is_still_open(message: Message) -> str:
    """Hold an invitation back that was withdrawn before it was sent."""
    is_open = PartnerInvitation.objects.open().filter(pk=message.target_id).exists()
    return "" if is_open else "The invitation is no longer open."


register_check("training.partner_invited", _is_still_open)
