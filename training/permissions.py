"""Who may do what in training."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from core.permissions import Rule, predicate, register
from training.enums import Level
from training.models import Edition, EditionMeeting, PartnerInvitation, Place
from training.workflow import MEETINGS, PLACE


@predicate
def is_home_office(user: User, _row: Any = None) -> bool:
    """Work in the office of the university that runs the portal, and so its training."""
    return user.is_home_office


@predicate
def is_confirmed_teacher(user: User, _edition: Edition | None = None) -> bool:
    """Be a teacher by more than one's own word."""
    return user.affiliations.confirmed().of_kind(AffiliationKind.TEACHER).exists()


@predicate
def was_invited(user: User, _edition: Edition | None = None) -> bool:
    """Have accepted a partner's invitation to training."""
    return user.invitations_accepted.filter(training__isnull=False).exists()


@predicate
def is_for_own_office(user: User, edition: Edition | None) -> bool:
    """The course is for office staff, and the person is some."""
    if edition is None or edition.course.level != Level.STAFF:
        return False
    staff = user.affiliations.confirmed().of_kind(AffiliationKind.STAFF)
    return bool(user.institutions_as(Role.OFFICE)) or staff.exists()


@predicate
def has_place(user: User, edition: Edition | None) -> bool:
    """Take part in the edition."""
    if edition is None:
        return False
    return Place.objects.in_edition(edition).standing().held_by(user).exists()


@predicate
def takes_part(user: User, meeting: EditionMeeting | None) -> bool:
    """Have a place in the meeting's edition."""
    return meeting is not None and has_place.test(user, meeting.edition)


def meeting_allows(verb: str) -> Predicate:
    """Return the predicate that the meeting's state allows the verb."""

    def ask(_user: User, meeting: EditionMeeting | None) -> bool:
        return meeting is not None and MEETINGS.allows(meeting, verb)

    return predicate(ask, name=f"meeting_allows_{verb}")


@predicate
def is_inviter(user: User, partner: PartnerInvitation | None) -> bool:
    """Have sent the invitation."""
    return partner is not None and partner.invitation.invited_by_id == user.pk


@predicate
def is_open(_user: User, partner: PartnerInvitation | None) -> bool:
    """The invitation can still be accepted."""
    return partner is not None and partner.invitation.is_open


@predicate
def can_withdraw(_user: User, place: Any) -> bool:
    """The place can still be given back."""
    return place is not None and PLACE.allows(place, "withdraw")


PLANS = _(
    "Only the international relations office plans the meetings of a training, and a cancelled "
    "or held one stays as it is."
)

register(
    {
        "training.join_edition": Rule(
            is_confirmed_teacher | was_invited | is_for_own_office,
            _(
                "Training is for teachers whose university has confirmed them, and for partners "
                "who were invited. Say where you teach on your profile; your office confirms it."
            ),
        ),
        "training.withdraw_place": Rule(
            can_withdraw, _("A place that is completed or given back stays as it is.")
        ),
        "training.invite_partner": Rule(
            has_place, _("Take a place yourself first: partners take the training together.")
        ),
        "training.revoke_partner": Rule(
            is_inviter & is_open, _("Only who sent an invitation withdraws it, until it is used.")
        ),
        "training.manage_edition": Rule(
            is_home_office,
            _("Only the international relations office looks after courses and editions."),
        ),
        "training.schedule_meeting": Rule(is_home_office, PLANS),
        "training.move_meeting": Rule(is_home_office & meeting_allows("move"), PLANS),
        "training.edit_meeting": Rule(is_home_office & meeting_allows("edit"), PLANS),
        "training.cancel_meeting": Rule(is_home_office & meeting_allows("cancel"), PLANS),
        "training.hold_meeting": Rule(is_home_office & meeting_allows("hold"), PLANS),
        "training.view_meeting_mail": Rule(
            is_home_office, _("What became of the e-mails is for the office.")
        ),
        "training.join_meeting": Rule(
            takes_part | is_home_office, _("This is for those who take part in the training.")
        ),
    }
)
