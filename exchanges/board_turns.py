"""What waits for a teacher on the partner board."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.components import Turn
from exchanges.models import Approach
from exchanges.turns import MOST


def board_turns(person: User) -> list[Turn]:
    """Return the messages that the person has to answer, oldest first: at most fifteen."""
    rows = Approach.objects.waiting().filter(call__author=person).for_turns()
    return [
        Turn(
            todo=_("Answer %(person)s") % {"person": approach.sender_name},
            title=approach.call.title,
            url=f"{approach.get_absolute_url()}#message-{approach.pk}",
            since=approach.created_at,
        )
        for approach in rows.order_by("created_at", "id")[:MOST]
    ]
