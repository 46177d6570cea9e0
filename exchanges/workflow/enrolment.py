"""Students take and leave their places.

Locks are taken in one order: the exchange, then the team, then the enrolment.
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.errors import RefusedError
from exchanges.enums import EXCHANGE, EnrolmentState
from exchanges.models import Enrolment, Exchange, Team
from exchanges.notifications import enrolment as notifications
from exchanges.workflow.walkers import ENROLMENTS


def enrol(team: Team, *, by: User) -> Enrolment:
    """Give the student a place in the team of their institution; a place given up is taken again.

    Raises RefusedError when the exchange is not open, the student belongs to another institution
    or is enrolled already, or no place is left.
    """
    with transaction.atomic():
        exchange = _locked(team, "enrol", _("Enrolment is not open."))
        studies = by.affiliations.confirmed().of_kind(AffiliationKind.STUDENT)
        if not studies.filter(institution=team.institution_id).exists():
            raise RefusedError(_("Only confirmed students of this institution enrol in its team."))
        present = Enrolment.objects.filter(exchange=exchange, student=by).first()
        if present is not None and present.state != EnrolmentState.WITHDRAWN:
            raise RefusedError(_("You are already enrolled."))
        _take_seat(team)
        if present is None:
            enrolment = Enrolment.objects.create(exchange=exchange, team=team, student=by)
            audit.record("exchanges.enrolment.enrol", enrolment, by=by)
        else:
            with ENROLMENTS.step(present, "rejoin", by=by) as enrolment:
                enrolment.team = team
        notifications.enrolled(enrolment)
    return enrolment


def leave(enrolment: Enrolment, seen: int | None = None, *, by: User) -> Enrolment:
    """Give the place up, before the exchange ends; somebody else can take it while it is open."""
    with transaction.atomic():
        _locked(enrolment.team, "leave", _("The exchange is over: the place stays on record."))
        with ENROLMENTS.step(enrolment, "withdraw", by=by, seen=seen) as row:
            Team.objects.filter(pk=row.team_id).update(seats_taken=F("seats_taken") - 1)
            notifications.withdrawn(row)
    return row


def _locked(team: Team, verb: str, refusal: str) -> Exchange:
    """Lock the exchange, then the team; raise RefusedError when its state forbids the verb."""
    exchange: Exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=team.exchange_id)
    if exchange.state not in EXCHANGE[verb].sources:
        raise RefusedError(refusal)
    Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    return exchange


def _take_seat(team: Team) -> None:
    free = Team.objects.filter(pk=team.pk, seats_taken__lt=F("seats"))
    if not free.update(seats_taken=F("seats_taken") + 1):
        raise RefusedError(_("No place is left in your university's team."))
