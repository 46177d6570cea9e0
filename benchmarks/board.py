"""Calls for partners to measure with; `seed.py` has set Django up."""

import random
from datetime import UTC, date, datetime, timedelta

from accounts.models import Institution, User
from exchanges import isced
from exchanges.enums import CallState, StudyLevel, Theme, WorkingLanguage
from exchanges.models import Approach, PartnerCall

STATES = (CallState.OPEN, CallState.OPEN, CallState.OPEN, CallState.CLOSED)
# The first teacher's page of own calls is full at either size, so that like is compared with like.
OWN = 30
TITLES = ("water", "law", "migration", "heritage", "cities", "food", "media", "health")


def seed_calls(
    rows: int, teachers: list[User], institutions: list[Institution], dice: random.Random
) -> PartnerCall:
    """Write `rows` calls in all fields, most of them open, and a message about every other one.

    Each teacher is of the institution that its number gives. Returns an open call.
    """
    fields = [field.code for field in isced.choices()]
    calls: list[PartnerCall] = PartnerCall.objects.bulk_create(
        (
            _call(number, teachers, institutions, fields[number % len(fields)], dice)
            for number in range(rows)
        ),
        batch_size=1000,
    )
    Approach.objects.bulk_create(
        (
            Approach(
                call=call,
                sender=teachers[(number + 1) % len(teachers)],
                institution=institutions[(number + 1) % len(teachers) % len(institutions)],
                text="We could do this together. " * 3,
            )
            for number, call in enumerate(calls)
            if number % 2 == 0
        ),
        batch_size=1000,
    )
    return calls[0]


def _call(
    number: int,
    teachers: list[User],
    institutions: list[Institution],
    field: str,
    dice: random.Random,
) -> PartnerCall:
    who = 0 if number < OWN else number % len(teachers)
    first = date(2027, 1, 11) + timedelta(days=7 * (number % 60))
    return PartnerCall(
        author=teachers[who],
        institution=institutions[who % len(institutions)],
        title=f"{' and '.join(dice.sample(TITLES, 2)).capitalize()} {number}",
        theme=Theme.ISSUE,
        offer="What two classes could look at together. " * 5,
        isced_f=field,
        languages=dice.sample(WorkingLanguage.values, 2),
        study_levels=dice.sample(StudyLevel.values, number % 3),
        starts_from=first,
        ends_until=first + timedelta(days=120),
        students=20,
        state=STATES[number % len(STATES)],
        created_at=datetime(2026, 11, 24, 9, tzinfo=UTC) - timedelta(minutes=number),
    )
