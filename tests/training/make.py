"""Editions for the tests."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from training.enums import Level
from training.models import Course, Edition


def make_course(title: str = "Introduction to virtual exchange", **fields: Any) -> Course:
    """Make a course, basic unless told otherwise."""
    values = {"level": Level.BASIC, "provider": "Example Provider"}
    return Course.objects.create(title=title, **(values | fields))


def make_edition(course: Course | None = None, **fields: Any) -> Edition:
    """Make an edition that began yesterday and is open for enrolment."""
    today = timezone.localdate()
    values = {
        "starts_on": today - timedelta(days=1),
        "ends_on": today + timedelta(days=30),
        "enrol_by": today + timedelta(days=3),
        "hours": Decimal(12),
        "seats": 3,
    }
    return Edition.objects.create(course=course or make_course(), **(values | fields))
