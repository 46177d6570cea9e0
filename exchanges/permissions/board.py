"""Who may look for a partner, and answer."""

from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from accounts.models import User
from core.permissions import Rule, predicate, register
from exchanges.models import Approach, PartnerCall
from exchanges.permissions.predicates import is_confirmed_teacher
from exchanges.querysets.joint import reads_board
from exchanges.workflow.board import APPROACHES, CALLS


@predicate
def is_of_the_board(user: User, _row: object = None) -> bool:
    """Be a confirmed teacher, or work in an office."""
    return reads_board(user)


@predicate
def is_author(user: User, call: PartnerCall | None) -> bool:
    """The call is one's own."""
    return call is not None and call.author_id == user.pk


@predicate
def is_current(_user: User, call: PartnerCall | None) -> bool:
    """The call stands on the board."""
    return call is not None and call.is_current


@predicate
def is_addressee(user: User, approach: Approach | None) -> bool:
    """The message is about one's own call."""
    return approach is not None and approach.call.author_id == user.pk


@predicate
def is_sender(user: User, approach: Approach | None) -> bool:
    """The message is one's own."""
    return approach is not None and approach.sender_id == user.pk


def call_allows(verb: str) -> Predicate:
    """Return the predicate that the call's state allows the verb."""

    def check(_user: User, call: PartnerCall | None) -> bool:
        return call is not None and CALLS.allows(call, verb)

    return predicate(check, name=f"call_allows_{verb}")


def approach_allows(verb: str) -> Predicate:
    """Return the predicate that the message's state allows the verb."""

    def check(_user: User, approach: Approach | None) -> bool:
        return approach is not None and APPROACHES.allows(approach, verb)

    return predicate(check, name=f"approach_allows_{verb}")


@predicate
def call_is_open(_user: User, approach: Approach | None) -> bool:
    """The call that the message is about has found nobody yet and is not closed."""
    return approach is not None and CALLS.allows(approach.call, "match")


BY_AUTHOR = _("Only its author changes a call, closes it, or opens it again.")
BY_ADDRESSEE = _("Only the author of the call answers, while the message waits for it.")

register(
    {
        "exchanges.list_calls": Rule(
            is_of_the_board,
            _(
                "Calls for partners are for confirmed teachers and for the office. Give your "
                "affiliation on your profile."
            ),
        ),
        "exchanges.publish_call": Rule(
            is_confirmed_teacher,
            _("Only confirmed teachers look for a partner. Give your affiliation on your profile."),
        ),
        "exchanges.edit_call": Rule(is_author & call_allows("edit"), BY_AUTHOR),
        "exchanges.close_call": Rule(is_author & call_allows("close"), BY_AUTHOR),
        "exchanges.reopen_call": Rule(is_author & call_allows("reopen"), BY_AUTHOR),
        "exchanges.approach_call": Rule(
            ~is_author & is_current & is_confirmed_teacher,
            _("Confirmed teachers write to the author of another's call, while it is open."),
        ),
        "exchanges.answer_approach": Rule(is_addressee & approach_allows("answer"), BY_ADDRESSEE),
        "exchanges.decline_approach": Rule(is_addressee & approach_allows("decline"), BY_ADDRESSEE),
        "exchanges.match_approach": Rule(
            is_addressee & approach_allows("match") & call_is_open,
            _("The author of an open call starts the draft, with somebody whom they answered."),
        ),
        "exchanges.withdraw_approach": Rule(
            is_sender & approach_allows("withdraw"),
            _("Only its sender takes a message back, while nothing has come of it."),
        ),
    }
)
