"""What the teachers of the teams say about a design. It changes nothing of the design itself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import RefusedError
from exchanges.enums import DesignSection, ExchangeState
from exchanges.mentions import mentioned_in
from exchanges.models import Comment, Exchange
from exchanges.notifications import discussion as notifications
from exchanges.people import teachers_of

ENDED = (ExchangeState.COMPLETED, ExchangeState.REJECTED, ExchangeState.CANCELLED)
LONGEST = 5000
"""Letters in one comment."""


def comment(
    exchange: Exchange, section: str, text: str, mentioned: Iterable[User] = (), *, by: User
) -> Comment:
    """Say something about a section of the design (an empty `section`: about the whole).

    The people in `mentioned`, and whoever of the teams is named as "@Given Family" in the text,
    are told by e-mail. Raises RefusedError for an empty or overlong text, for people outside of
    the teams, and once the exchange has ended.
    """
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise RefusedError(
            _("Write a comment of at most %(number)s letters.") % {"number": LONGEST}
        )
    if section and section not in DesignSection.values:
        raise ValueError(f"There is no section {section}.")
    with _discussion(exchange, by) as (row, teachers):
        chosen = {person.pk for person in mentioned}
        if not chosen <= {person.pk for person in teachers}:
            raise RefusedError(_("Only teachers of the teams can be told."))
        chosen |= {person.pk for person in mentioned_in(words, teachers)}
        told = [person for person in teachers if person.pk in chosen and person.pk != by.pk]
        said = Comment.objects.create(exchange=row, section=section, author=by, text=words)
        said.mentioned.set(told)
        for person in told:
            notifications.mentioned(said, person)
        _record("write", said, by)
    return said


def settle(said: Comment, *, by: User) -> Comment:
    """Mark a comment as settled. Settling twice changes nothing."""
    with _standing(said, by) as row:
        if row.settled_at is None:
            row.settled_at, row.settled_by = timezone.now(), by
            row.save(update_fields=["settled_at", "settled_by", "updated_at"])
            _record("settle", row, by)
    return row


def reopen(said: Comment, *, by: User) -> Comment:
    """Open a settled comment again. Opening twice changes nothing."""
    with _standing(said, by) as row:
        if row.settled_at is not None:
            row.settled_at, row.settled_by = None, None
            row.save(update_fields=["settled_at", "settled_by", "updated_at"])
            _record("reopen", row, by)
    return row


def take_back(said: Comment, *, by: User) -> Comment:
    """Empty a comment of one's own; that there was one stays to be seen.

    An e-mail about it that is not sent yet is not sent any more.
    """
    with _standing(said, by) as row:
        if row.author_id != by.pk:
            raise RefusedError(_("Who wrote a comment takes it back."))
        row.text, row.removed_at = "", timezone.now()
        row.save(update_fields=["text", "removed_at", "updated_at"])
        _record("take_back", row, by)
    return row


@contextmanager
def _discussion(exchange: Exchange, by: User) -> Iterator[tuple[Exchange, list[User]]]:
    """Lock the exchange, so that nobody speaks who was just removed or after the end."""
    with transaction.atomic():
        row: Exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=exchange.pk)
        teachers = list(teachers_of(row))
        if by.pk not in {person.pk for person in teachers}:
            raise RefusedError(_("The discussion is for the teachers of the teams alone."))
        if row.state in ENDED:
            raise RefusedError(_("The exchange has ended, and its discussion with it."))
        yield row, teachers


@contextmanager
def _standing(said: Comment, by: User) -> Iterator[Comment]:
    """Lock the exchange, then the comment; raise RefusedError when it was taken back."""
    with _discussion(said.exchange, by) as (exchange, _teachers):
        row: Comment = Comment.objects.select_for_update(of=("self",)).get(pk=said.pk)
        if row.removed_at is not None:
            raise RefusedError(_("This comment was taken back."))
        row.exchange = exchange
        yield row


def _record(verb: str, said: Comment, by: User) -> None:
    """Keep who did what to which comment, never what it says."""
    data = {"exchange": str(said.exchange_id), "section": said.section}
    audit.record(f"exchanges.comment.{verb}", said, by=by, data=data)
