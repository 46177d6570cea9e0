from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from core.delivery import deliver_due
from core.errors import RefusedError
from core.meetings import Plan
from core.models import Message
from core.reminder_account import account_for
from core.reminding import plan_reminders
from core.resending import send_again
from tests.cast import Cast
from tests.training.make import make_edition, make_meeting, new_meeting
from training import workflow
from training.models import Edition, EditionMeeting, Place


@pytest.fixture
def edition(cast: Cast) -> Edition:
    edition = make_edition()
    for user in (cast.lead_teacher, cast.partner_teacher):
        workflow.enrol(edition, by=user)
    Place.objects.update(state_changed_at=timezone.now() - timedelta(days=60))
    return edition


@pytest.fixture
def meeting(cast: Cast, edition: Edition) -> EditionMeeting:
    """A meeting that begins in 55 minutes; what was told of it has been read."""
    meeting = make_meeting(edition, by=cast.office)
    EditionMeeting.objects.update(starts_at=Now() + timedelta(minutes=55))
    Message.objects.all().delete()
    meeting.refresh_from_db()
    return meeting


def sent() -> dict[str, str]:
    """Send what is planned; return the subjects by address."""
    mail.outbox.clear()
    deliver_due()
    return {letter.to[0]: str(letter.subject) for letter in mail.outbox}


def skipped() -> list[str]:
    return sorted(Message.objects.filter(state="skipped").values_list("detail", flat=True))


def test_remind_everybody_with_a_place_once(cast: Cast, meeting: EditionMeeting):
    assert (plan_reminders(), plan_reminders()) == (2, 0)
    assert sent().keys() == {cast.lead_teacher.email, cast.partner_teacher.email}
    assert set(Message.objects.values_list("target_id", "offset_minutes")) == {(meeting.pk, 60)}


def test_remind_in_the_readers_language_and_zone_with_the_file(cast: Cast, meeting: EditionMeeting):
    type(cast.lead_teacher).objects.filter(pk=cast.lead_teacher.pk).update(
        language="it", time_zone="Africa/Cairo"
    )
    plan_reminders()
    subjects = sent()
    assert "Africa/Cairo" in subjects[cast.lead_teacher.email]
    letter = next(each for each in mail.outbox if each.to == [cast.lead_teacher.email])
    assert meeting.edition.course.title in letter.body
    assert meeting.link in letter.body
    [(name, content, _kind)] = letter.attachments
    assert name == "meeting.ics"
    assert f"UID:training-{meeting.pk}@" in content
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.usefixtures("meeting")
def test_remind_nobody_who_gave_the_place_back(cast: Cast, edition: Edition):
    plan_reminders()
    workflow.withdraw(edition.places.get(teacher=cast.partner_teacher), by=cast.partner_teacher)
    assert sent().keys() == {cast.lead_teacher.email}
    assert skipped() == ["The teacher gave the place back."]


@pytest.mark.usefixtures("meeting")
def test_remind_who_completed_the_training_as_before(cast: Cast, edition: Edition):
    workflow.complete(edition.places.get(teacher=cast.lead_teacher), by=cast.office)
    Place.objects.update(created_at=timezone.now() - timedelta(days=60))
    plan_reminders()
    assert cast.lead_teacher.email in sent()


@pytest.mark.usefixtures("meeting")
def test_remind_nobody_who_enrolled_after_it_was_due(cast: Cast, edition: Edition):
    workflow.enrol(edition, by=cast.other_teacher)
    assert plan_reminders() == 2


def test_remind_of_no_cancelled_meeting(cast: Cast, meeting: EditionMeeting):
    plan_reminders()
    workflow.cancel_meeting(meeting, "The trainer is ill", by=cast.office)
    Message.objects.filter(offset_minutes=None).delete()
    assert sent() == {}
    assert skipped() == ["The meeting was cancelled."] * 2


def test_account_says_of_each_person_what_became_of_it(cast: Cast, meeting: EditionMeeting):
    plan_reminders()
    sent()
    found = {(each.person, each.offset_minutes): each.state for each in account_for(meeting)}
    assert found[cast.lead_teacher, 60] == "sent"
    assert found[cast.lead_teacher, 1440] == "none"


def test_explain_command_finds_a_training_meeting(cast: Cast, meeting: EditionMeeting):
    plan_reminders()
    out = StringIO()
    call_command("reminders", "--explain", str(meeting.pk), stdout=out)
    assert cast.lead_teacher.email in out.getvalue()


def test_mail_pages_are_for_the_office(client, cast: Cast, meeting: EditionMeeting):
    plan_reminders()
    sent()
    address = reverse("training:meeting-mail", args=[meeting.pk])
    client.force_login(cast.lead_teacher)
    assert client.get(address).status_code == 403
    client.force_login(cast.office)
    page = client.get(address).content.decode()
    assert cast.lead_teacher.email in page
    reminder = Message.objects.get(recipient=cast.lead_teacher)
    again = reverse("training:meeting-resend", args=[meeting.pk, reminder.public_id])
    assert client.post(again).url == address
    assert Message.objects.filter(copy_of=reminder, state="pending").count() == 1


def test_mail_page_finds_an_email_about_several_meetings(client, cast: Cast, edition: Edition):
    plans = [new_meeting(edition, days, title=f"Week {days}") for days in (7, 14)]
    meetings = workflow.schedule_meetings(edition, plans, by=cast.office)
    client.force_login(cast.office)
    for meeting in meetings:
        page = client.get(reverse("training:meeting-mail-others", args=[meeting.pk]))
        assert cast.lead_teacher.email in page.content.decode()


def test_email_about_several_meetings_is_sent_again_until_one_moves(cast: Cast, edition: Edition):
    plans = [new_meeting(edition, days, title=f"Week {days}") for days in (7, 14)]
    first, second = workflow.schedule_meetings(edition, plans, by=cast.office)
    told = Message.objects.get(target_id=edition.pk, recipient=cast.lead_teacher)
    deliver_due()
    copy = send_again(told, second, by=cast.office)
    assert copy.recipient == cast.lead_teacher
    deliver_due()
    plan = Plan(first.local_date + timedelta(days=1), first.local_time)
    workflow.move_meeting(first, plan, by=cast.office)
    with pytest.raises(RefusedError, match="newer e-mail"):
        send_again(told, second, by=cast.office)
