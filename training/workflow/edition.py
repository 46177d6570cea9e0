"""Every write about training: courses, editions, places, and the partner's invitation."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Institution, Invitation, User
from accounts.workflow import (
    accept_invitation,
    institution_to_vouch_for,
    invite,
    revoke_invitation,
)
from core import audit
from core.errors import RefusedError
from core.workflow import Workflow
from training import notifications
from training.enums import PLACE as TABLE
from training.enums import PlaceState
from training.models import Course, Edition, EditionMeeting, PartnerInvitation, Place

PLACE: Workflow[Place] = Workflow("training.place", TABLE)

# So that nobody sends mail in bulk through the portal.
INVITATIONS_A_DAY = 20


def save_course(course: Course | None, values: Mapping[str, Any], *, by: User) -> Course:
    """Create a course (None), or change one; `values` are its fields."""
    row: Course = _save(Course, course, values, by=by)
    return row


def save_edition(edition: Edition | None, values: Mapping[str, Any], *, by: User) -> Edition:
    """Create an edition (None), or change one; `values` are its fields.

    Raises RefusedError when there would be fewer places than are taken, or when a meeting would
    lie outside the edition's days.
    """
    with transaction.atomic():
        if edition is not None:
            row = locked(edition)
            _check_seats(row, values)
            _check_meetings(row, values)
        saved: Edition = _save(Edition, edition, values, by=by)
        return saved


def enrol(edition: Edition, *, by: User) -> Place:
    """Give the person a place, as long as enrolment is open and a place is left.

    Somebody who withdrew comes back to their old place. Raises RefusedError with the reason.
    """
    with transaction.atomic():
        row = locked(edition)
        place = Place.objects.filter(edition=row, teacher=by).first()
        if place is not None and place.state != PlaceState.WITHDRAWN:
            raise RefusedError(_("You already have a place in this edition."))
        if place is not None:
            return rejoin(place, by=by)
        _check_open(row)
        _check_seat(row)
        place = Place.objects.create(edition=row, teacher=by)
        audit.record("training.place.enrol", place, by=by, data={"to": place.state})
        notifications.place_confirmed(place)
    return place


def withdraw(place: Place, seen: int | None = None, *, by: User) -> Place:
    """Give the place back; it is free for somebody else at once."""
    with PLACE.step(place, "withdraw", by=by, seen=seen) as row:
        return row


def rejoin(place: Place, seen: int | None = None, *, by: User) -> Place:
    """Take a place up again, under the same conditions as a new one."""
    with transaction.atomic():
        edition = locked(place.edition)
        _check_open(edition)
        with PLACE.step(place, "rejoin", by=by, seen=seen) as row:
            _check_seat(edition)
            notifications.place_confirmed(row)
        return row


def complete(place: Place, seen: int | None = None, *, by: User) -> Place:
    """Record that the teacher completed the training, and tell them.

    Raises RefusedError before the edition has begun.
    """
    with PLACE.step(place, "complete", by=by, seen=seen) as row:
        if row.edition.starts_on > timezone.localdate():
            raise RefusedError(_("This edition has not begun yet."))
        notifications.training_completed(row)
    return row


def complete_several(edition: Edition, places: Iterable[Place], *, by: User) -> Edition:
    """Complete several places of one edition, all of them or none."""
    with transaction.atomic():
        for place in sorted(places, key=lambda place: place.pk):
            if place.edition_id != edition.pk:
                raise RefusedError(_("This place belongs to another edition."))
            complete(place, by=by)
    return edition


def invite_partner(
    edition: Edition, address: str, institution: Institution, *, by: User
) -> PartnerInvitation:
    """Invite the partner teacher to the same edition, by e-mail.

    The invitation vouches for the partner as a teacher of the institution, unless an office of
    that institution works here: then the office confirms its own people. Raises RefusedError when
    the edition is closed or full, when the person was invited already, or after too many.
    """
    with transaction.atomic():
        row = locked(edition)
        _check_open(row)
        _check_seat(row)
        _check_invitation(row, address, by)
        invitation, token = invite(
            address, by=by, institution=institution_to_vouch_for(institution)
        )
        partner = PartnerInvitation.objects.create(
            invitation=invitation, edition=row, institution=institution
        )
        audit.record("training.partner.invite", partner, by=by)
        notifications.partner_invited(partner, token)
    return partner


def accept_partner_invitation(partner: PartnerInvitation, *, by: User) -> Place:
    """Use the invitation up and take the place it offers; both or neither.

    Raises RefusedError when the invitation is no longer open or is for another address, when the
    edition is closed, or when no place is left.
    """
    with transaction.atomic():
        edition = locked(partner.edition)
        invitation = accept_invitation(partner.invitation, partner.institution, by=by)
        place = Place.objects.filter(edition=edition, teacher=by).first()
        if place is None or place.state == PlaceState.WITHDRAWN:
            place = enrol(edition, by=by)
        partner.invitation = invitation
        audit.record("training.partner.accept", partner, by=by)
        notifications.partner_accepted(partner)
    return place


def revoke_partner_invitation(partner: PartnerInvitation, *, by: User) -> PartnerInvitation:
    """Make the link useless. A partner who accepted already keeps the place."""
    revoke_invitation(partner.invitation, by=by)
    return partner


def _save(model: Any, row: Any, values: Mapping[str, Any], *, by: User) -> Any:
    noun = model._meta.model_name
    verb = "create" if row is None else "change"
    try:
        with transaction.atomic():
            fresh = model() if row is None else model.objects.select_for_update().get(pk=row.pk)
            for name, value in values.items():
                setattr(fresh, name, value)
            fresh.save()
            audit.record(f"training.{noun}.{verb}", fresh, by=by, data={"fields": sorted(values)})
    except IntegrityError as error:
        raise RefusedError(_("This contradicts what is already recorded.")) from error
    return fresh


def locked(edition: Edition) -> Edition:
    """Lock the edition's row: whoever counts its places or plans its meetings holds it."""
    row: Edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    return row


def _taken(edition: Edition) -> int:
    return edition.places.exclude(state=PlaceState.WITHDRAWN).count()


def _check_seats(edition: Edition, values: Mapping[str, Any]) -> None:
    seats = values.get("seats")
    taken = _taken(edition)
    if seats is not None and seats < taken:
        raise RefusedError(
            _("%(taken)s places are taken already. Give at least as many.") % {"taken": taken}
        )


def _check_meetings(edition: Edition, values: Mapping[str, Any]) -> None:
    first, last = values.get("starts_on", edition.starts_on), values.get("ends_on", edition.ends_on)
    planned = EditionMeeting.objects.filter(edition=edition).not_cancelled()
    left_out = planned.outside(first, last).in_order().first()
    if left_out is not None:
        raise RefusedError(
            _("The meeting “%(title)s” on %(day)s would lie outside these days. Move it first.")
            % {"title": left_out.title, "day": date_format(left_out.local_date)}
        )


def _check_open(edition: Edition) -> None:
    if not edition.is_open:
        raise RefusedError(_("Enrolment in this edition is closed. Choose a later one."))


def _check_seat(edition: Edition) -> None:
    if edition.seats is not None and _taken(edition) >= edition.seats:
        raise RefusedError(_("No place is left in this edition. Choose another one."))


def _check_invitation(edition: Edition, address: str, by: User) -> None:
    if address.strip().casefold() == by.email.casefold():
        raise RefusedError(_("This is your own address. Give that of your partner."))
    already = PartnerInvitation.objects.open().filter(
        edition=edition, invitation__address__iexact=address.strip(), invitation__invited_by=by
    )
    if already.exists():
        raise RefusedError(
            _("You have invited this address already. Withdraw that invitation to send a new one.")
        )
    since = timezone.now() - timedelta(days=1)
    if Invitation.objects.filter(invited_by=by, created_at__gt=since).count() >= INVITATIONS_A_DAY:
        raise RefusedError(
            _("You have sent %(number)s invitations within a day. Go on tomorrow.")
            % {"number": INVITATIONS_A_DAY}
        )
