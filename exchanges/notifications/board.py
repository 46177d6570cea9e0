"""What teachers are told about calls for partners.

The portal is the sender, and no address of the one is in what the other reads before the author
has answered.
"""

from typing import Any

from accounts.models import User
from core.models import Message
from core.outbox import envelope_for, queue
from exchanges.models import Approach

BY_AUTHOR, CLOSED, MATCHED = "author", "closed", "matched"
"""Why somebody's message comes to nothing: the author said so, closed the call, found somebody."""


def received(approach: Approach) -> None:
    """Bring the author a message, and ask for their answer."""
    _tell(approach.call.author, "approach_received", approach)


def answered(approach: Approach) -> None:
    """Bring the sender the author's answer and, from now on, their address."""
    _tell(approach.sender, "approach_answered", approach)


def declined(approach: Approach, reason: str, word: str = "") -> None:
    """Tell the sender that nothing comes of it: `reason` is one of three, `word` the author's."""
    _tell(approach.sender, "approach_declined", approach, reason=reason, word=word)


def withdrawn(approach: Approach) -> None:
    """Tell the author that a message needs no answer any more."""
    _tell(approach.call.author, "approach_withdrawn", approach)


def matched(approach: Approach) -> None:
    """Lead both to the draft that they have begun."""
    call = approach.call
    pairs = (
        (call.author, approach.sender_name, approach.institution),
        (approach.sender, call.author_name, call.institution),
    )
    for person, partner, place in pairs:
        _tell(person, "call_matched", approach, partner=partner, place=place)


def _tell(person: User, name: str, approach: Approach, **context: Any) -> Message:
    envelope = envelope_for(person, f"exchanges.{name}", target=approach.call)
    return queue(envelope, {"approach": approach, "call": approach.call, **context})
