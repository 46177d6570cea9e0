"""Calls for partners to test with, brought to their state by the verbs themselves."""

from datetime import timedelta

from django.utils import timezone

from exchanges.enums import ApproachState, CallState, StudyLevel, Theme
from exchanges.models import PartnerCall
from exchanges.workflow import board


def in_days(number):
    """Return the day that is so many days from today."""
    return timezone.localdate() + timedelta(days=number)


def values(**fields):
    """Return the values of a call for the coming terms."""
    known = {
        "department": None,
        "title": "Water, towns and law",
        "theme": Theme.ISSUE,
        "offer": "Two classes map who decides about water in their towns.",
        "seeks": "A class in environmental law.",
        "isced_f": "0421",
        "languages": ["en", "fr"],
        "cefr_level": "B2",
        "study_levels": [StudyLevel.MASTER],
        "starts_from": in_days(60),
        "ends_until": in_days(200),
        "students": 18,
        "course_title": "Public law",
    }
    return known | fields


def make_call(cast, by=None, **fields):
    """Publish a call of the lead teacher in Siena, or of somebody else."""
    home = {"institution": cast.siena, "department": cast.dispi} if by is None else {}
    return board.publish(values(**home | fields), by=by or cast.lead_teacher)


def bulk(cast, count, **fields):
    """Make many calls at once: lists only read them."""
    home = {"author": cast.lead_teacher, "institution": cast.siena}
    return PartnerCall.objects.bulk_create(
        PartnerCall(**values(title=f"Call {number}", **home | fields)) for number in range(count)
    )


def write(call, cast, by=None, institution=None, text="We teach the same, in Marrakesh."):
    """Have the partner teacher write to the author, or somebody else."""
    return board.approach(call, institution or cast.marrakesh, text, by=by or cast.partner_teacher)


def make_approach(cast, state, call=None):
    """Make a message of the partner teacher and walk it to a state."""
    call = call or make_call(cast)
    approach = write(call, cast)
    if state in {ApproachState.ANSWERED, ApproachState.MATCHED}:
        approach = board.answer(approach, "Gladly.", by=cast.lead_teacher)
    if state == ApproachState.DECLINED:
        approach = board.decline(approach, by=cast.lead_teacher)
    if state == ApproachState.WITHDRAWN:
        approach = board.withdraw(approach, by=cast.partner_teacher)
    if state == ApproachState.MATCHED:
        board.match(approach, by=cast.lead_teacher)
    approach.refresh_from_db()
    return approach


def walk(call, cast, state):
    """Bring an open call to a state."""
    if state == CallState.CLOSED:
        board.close(call, by=cast.lead_teacher)
    if state == CallState.MATCHED:
        make_approach(cast, ApproachState.MATCHED, call)
    call.refresh_from_db()
    return call
