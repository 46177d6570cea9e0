"""Nobody facilitates two sessions at once: what to say when the database refuses it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges.models import Session

CONSTRAINT = "facilitator_in_one_place"


class TwoPlacesError(RefusedError):
    """Somebody would facilitate two sessions at once. The sentence does not say which other."""


@contextmanager
def nobody_in_two_places(sentence: str = "", field: str = "local_time") -> Iterator[None]:
    """Turn the constraint's refusal into TwoPlacesError; nothing of the block is left then.

    `field` is the one of a form that the sentence belongs to.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) != CONSTRAINT:
            raise
        usual = _("Somebody who facilitates this session facilitates another one at that time.")
        raise TwoPlacesError(sentence or usual, field=field) from error


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the constraint that refused, or an empty text."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def lock_facilitators(session: Session) -> None:
    """Lock those who facilitate a session, in one order, before its time changes.

    Two changes that meet at the constraint would wait for each other; here the second waits for
    the first. It comes after the locks of the exchange and the session.
    """
    people = User.objects.filter(facilitations__session=session).order_by("pk")
    list(people.select_for_update(of=("self",), no_key=True))


def lock_person(person: User) -> None:
    """Lock somebody who is about to facilitate, as `lock_facilitators` does."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
