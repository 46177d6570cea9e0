"""Places in the editions of ready-made exchanges."""

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.errors import RefusedError
from core.workflow import Workflow
from exchanges.enums import PACKAGE_ENROLMENT, Applicant, EnrolmentState
from exchanges.models import PackageEdition, PackageEnrolment
from exchanges.notifications import enrolment as notifications

PLACES: Workflow[PackageEnrolment] = Workflow("exchanges.package_enrolment", PACKAGE_ENROLMENT)


def enrol_in_edition(edition: PackageEdition, *, by: User) -> PackageEnrolment:
    """Give a student a place in an edition that students apply to on their own.

    Raises RefusedError when the university applies, the deadline has passed, the person is not a
    confirmed student or is enrolled already, or no place is left.
    """
    with transaction.atomic():
        row = _locked(edition)
        if row.package.applicant != Applicant.INDIVIDUAL:
            raise RefusedError(_("The university applies for this exchange, not the student."))
        if not PackageEdition.objects.open().filter(pk=row.pk).exists():
            raise RefusedError(_("Applications for this edition are closed."))
        if not by.affiliations.confirmed().of_kind(AffiliationKind.STUDENT).exists():
            raise RefusedError(_("Only confirmed students enrol."))
        present = PackageEnrolment.objects.filter(edition=row, student=by).first()
        if present is not None and present.state != EnrolmentState.WITHDRAWN:
            raise RefusedError(_("You are already enrolled."))
        _take_seat(row)
        if present is None:
            enrolment = PackageEnrolment.objects.create(edition=row, student=by)
            audit.record("exchanges.package_enrolment.enrol", enrolment, by=by)
        else:
            with PLACES.step(present, "rejoin", by=by) as enrolment:
                pass
        notifications.package_enrolled(enrolment)
    return enrolment


def leave_edition(
    enrolment: PackageEnrolment, seen: int | None = None, *, by: User
) -> PackageEnrolment:
    """Give the place up."""
    with transaction.atomic():
        edition = _locked(enrolment.edition)
        with PLACES.step(enrolment, "withdraw", by=by, seen=seen) as row:
            PackageEdition.objects.filter(pk=edition.pk).update(seats_taken=F("seats_taken") - 1)
            notifications.package_withdrawn(row)
    return row


def _locked(edition: PackageEdition) -> PackageEdition:
    rows = PackageEdition.objects.select_for_update(of=("self",)).select_related("package")
    locked: PackageEdition = rows.get(pk=edition.pk)
    return locked


def _take_seat(edition: PackageEdition) -> None:
    has_room = Q(seats__isnull=True) | Q(seats_taken__lt=F("seats"))
    free = PackageEdition.objects.filter(has_room, pk=edition.pk)
    if not free.update(seats_taken=F("seats_taken") + 1):
        raise RefusedError(_("No place is left in this edition."))
