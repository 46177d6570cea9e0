"""What becomes of planned meetings: one is moved, one called off, one taught by somebody else."""

from dataclasses import replace
from datetime import date, time, timedelta

from accounts.models import User
from accounts.workflow.institutions import edit_institution
from accounts.workflow.people import choose_reminders
from core.meetings import Plan
from exchanges.models import Session
from exchanges.workflow import session as sessions
from exchanges.workflow.facilitation import add_facilitator
from exchanges.workflow.material import add_material
from exchanges.workflow.reminders import set_reminders
from training import workflow as training
from training.models import Edition
from ve_portal.demo.story import PLACE, Story, on

# Ten days, so that the next session of an exchange that runs has been reminded of.
REMINDERS = (14_400, 1_440, 60)
ONE_PERSONS = (4_320, 120)
ZONE = "Europe/Rome"


def settle_hours(story: Story) -> None:
    """The office says when its university teaches."""
    own = story.initiator.institution
    edit_institution(own, {"teaches_from": time(8, 30), "teaches_until": time(19)}, by=story.office)


def lead_sessions(story: Story, facilitator: User, reader: User) -> None:
    """The lead prepares the next session, moves the last one, and calls an extra one off."""
    lead = story.lead
    with on(story.starts_on):
        story.exchange = set_reminders(story.exchange, REMINDERS, by=lead)
        choose_reminders(reader, ONE_PERSONS, by=reader)
    with on(story.starts_on + timedelta(days=2)):
        following, last = Session.objects.filter(exchange=story.exchange).order_by("starts_at")[1:]
        _prepare(following, story, facilitator)
        plan = Plan(last.local_date + timedelta(days=1), time(15), last.minutes, last.link)
        sessions.move_session(last, plan, by=lead)
        _call_off_an_extra(story, last.link)


def _prepare(session: Session, story: Story, facilitator: User) -> None:
    words = sessions.Words(
        session.title,
        "10 minutes: what surprised us. 50 minutes: mixed groups. 30 minutes: what to do next.",
        "Only the last part is recorded. The recording is kept for thirty days; tell us if you "
        "do not want to be in it.",
    )
    sessions.edit_session(session, words, by=story.lead)
    for person in (facilitator, story.partner):
        add_facilitator(session, person, by=story.lead)
    for title, address in (
        ("Two front pages, one event", "https://example.org/front-pages"),
        ("Questions for the groups", "https://example.org/questions"),
    ):
        add_material(session, title, address, by=story.lead)


def _call_off_an_extra(story: Story, link: str) -> None:
    day = story.starts_on + timedelta(days=29)
    extra = sessions.NewSession(
        "Questions and answers", story.initiator.institution, Plan(day, time(14), 60, link)
    )
    [made] = sessions.schedule_sessions(story.exchange, [extra], by=story.lead)
    sessions.cancel_session(
        made, "The groups have asked all they wanted to by e-mail.", by=story.lead
    )


def train(edition: Edition, today: date, *, by: User) -> None:
    """The office plans the meetings of a training, and notes those that took place."""
    days = [edition.starts_on + timedelta(days=number) for number in (2, 16, 30, 44)]
    plan = Plan(edition.starts_on, time(17), 120, PLACE)
    with on(edition.starts_on - timedelta(days=5)):
        meetings = training.schedule_meetings(
            edition,
            [
                training.NewMeeting(f"Meeting {number}", ZONE, replace(plan, local_date=day))
                for number, day in enumerate(days, 1)
            ],
            by=by,
        )
    for meeting in meetings:
        if meeting.local_date < today:
            with on(meeting.local_date, 20):
                training.hold_meeting(meeting, by=by)
