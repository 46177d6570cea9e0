"""Who may do what with the teams' discussion of a design."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.permissions import Rule, predicate, register
from exchanges.models import Comment, Exchange
from exchanges.permissions.predicates import is_in_team
from exchanges.workflow.discussion import ENDED

FOR_TEAMS = _("The discussion is for the teachers of the teams alone.")


@predicate
def is_discussed(_user: User, exchange: Exchange | None) -> bool:
    """The exchange has not ended."""
    return exchange is not None and exchange.state not in ENDED


@predicate
def may_speak(user: User, comment: Comment | None) -> bool:
    """Be in a team of an exchange that has not ended; the comment was not taken back."""
    if comment is None or comment.removed_at is not None:
        return False
    return bool(is_in_team(user, comment.exchange) and is_discussed(user, comment.exchange))


@predicate
def wrote(user: User, comment: Comment | None) -> bool:
    """Have written the comment."""
    return comment is not None and comment.author_id == user.pk


register(
    {
        "exchanges.read_discussion": Rule(is_in_team, FOR_TEAMS),
        "exchanges.write_comment": Rule(
            is_in_team & is_discussed,
            _("The teachers of the teams discuss a design until the exchange has ended."),
        ),
        "exchanges.settle_comment": Rule(
            may_speak, _("The teachers of the teams settle what was not taken back.")
        ),
        "exchanges.take_back_comment": Rule(
            may_speak & wrote, _("Who wrote a comment takes it back, once.")
        ),
    }
)
