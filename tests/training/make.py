"""Editions for the tests."""

from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.meetings import Plan
from training import workflow
from training.enums import Level
from training.models import Course, Edition, EditionMeeting


def make_course(title: str = "Introduction to virtual exchange", **fields: Any) -> Course:
    """Make a course, basic unless told otherwise."""
    values = {"level": Level.BASIC, "provider": "Example Provider"}
    return Course.objects.create(title=title, **(values | fields))


def make_edition(course: Course | None = None, **fields: Any) -> Edition:
    """Make an edition that began yesterday and is open for enrolment."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "starts_on": today - timedelta(days=1),
        "ends_on": today + timedelta(days=30),
        "enrol_by": today + timedelta(days=3),
        "hours": Decimal(12),
        "seats": 3,
    }
    return Edition.objects.create(course=course or make_course(), **(values | fields))


def new_meeting(edition: Edition, days: int = 10, **fields: Any) -> workflow.NewMeeting:
    """Describe a meeting at two in the afternoon, so many days after the edition begins."""
    day = edition.starts_on + timedelta(days=days)
    values: dict[str, Any] = {
        "title": "First meeting",
        "zone": "Europe/Rome",
        "plan": Plan(day, time(14), link="https://meet.example.org/training"),
    }
    return workflow.NewMeeting(**(values | fields))


def make_meeting(edition: Edition, *, by: User, days: int = 10, **fields: Any) -> EditionMeeting:
    """Schedule a meeting by the verb."""
    (meeting,) = workflow.schedule_meetings(edition, [new_meeting(edition, days, **fields)], by=by)
    return meeting
