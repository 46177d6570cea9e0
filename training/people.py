"""Who takes part in a training edition, and whose clocks count in it."""

from accounts.models import User
from accounts.zones import known_zone
from core.components import Site
from training.models import Edition, EditionMeeting, Place


def participants_of(edition: Edition) -> list[User]:
    """Return who has a place, also when they completed the training before its last meeting."""
    places = Place.objects.in_edition(edition).standing()
    active = places.filter(teacher__is_active=True)
    return [place.teacher for place in active.select_related("teacher").order_by("teacher")]


def sites_of(meeting: EditionMeeting, reader_zone: str = "") -> list[Site]:
    """Return the meeting's zone and those of its participants, each once; the reader's is theirs.

    One query.
    """
    places = Place.objects.in_edition(meeting.edition_id).standing()
    others = places.order_by("teacher__time_zone").values_list("teacher__time_zone", flat=True)
    wanted = [meeting.zone, reader_zone, *others.distinct()]
    zones = dict.fromkeys(known_zone(zone).key for zone in wanted if zone)
    return [Site(zone.replace("_", " "), zone, zone == reader_zone) for zone in zones]
