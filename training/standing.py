"""What other apps ask about training: who is trained, and who was trained together.

Pure reads: one query for any number of people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from training.enums import TEACHER_LEVELS, Level, PlaceState
from training.models import Edition, Place
from training.querysets import EditionQuerySet


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's best place: its level, its state (enrolled or completed), and its edition."""

    level: Level
    state: PlaceState
    edition: Edition

    @property
    def is_completed(self) -> bool:
        """Tell whether the training is completed, not only begun."""
        return self.state == PlaceState.COMPLETED


def training_standing(user_ids: Iterable[Any]) -> dict[Any, Standing]:
    """Return the best standing of each of these people who has one, by user id, in one query.

    A completed training counts before one that is under way, then the higher level, then the
    later edition. Withdrawn places and the training of office staff do not count.
    """
    places = (
        Place.objects.of_teachers(user_ids)
        .standing()
        .filter(edition__course__level__in=TEACHER_LEVELS)
        .select_related("edition__course")
    )
    best: dict[Any, Place] = {}
    for place in places:
        known = best.get(place.teacher_id)
        if known is None or _rank(place) > _rank(known):
            best[place.teacher_id] = place
    return {
        teacher: Standing(Level(place.edition.course.level), PlaceState(place.state), place.edition)
        for teacher, place in best.items()
    }


def training_states(user_ids: Iterable[Any]) -> dict[Any, PlaceState]:
    """Return whether each of these people has completed a training or is taking one, by user id.

    One query of at most two small rows a person, however many places they had: for long lists,
    which need no more than `training_standing` says of the state.
    """
    rows = (
        Place.objects.filter(teacher__in=set(user_ids))
        .standing()
        .filter(edition__course__level__in=TEACHER_LEVELS)
        .values_list("teacher_id", "state")
        .distinct()
    )
    states: dict[Any, PlaceState] = {}
    for teacher, state in rows:
        if states.get(teacher) != PlaceState.COMPLETED:
            states[teacher] = PlaceState(state)
    return states


def shared_editions(user_ids: Iterable[Any]) -> EditionQuerySet:
    """Return the editions where all these people are enrolled or completed, latest first.

    Nobody shares an edition with nobody: for fewer than one person the answer is empty.
    """
    ids = set(user_ids)
    if not ids:
        return Edition.objects.none()
    return Edition.objects.taken_by_all(ids).select_related("course").newest_first()


def _rank(place: Place) -> tuple[bool, int, Any]:
    level = TEACHER_LEVELS.index(Level(place.edition.course.level))
    return place.state == PlaceState.COMPLETED, level, place.edition.starts_on
