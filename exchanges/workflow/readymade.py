"""The catalogue of ready-made exchanges, and places in their editions."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.errors import RefusedError
from core.workflow import Workflow
from exchanges.enums import PACKAGE_ENROLMENT, Applicant, EnrolmentState
from exchanges.models import Package, PackageEdition, PackageEnrolment
from exchanges.notifications import enrolment as notifications

PLACES: Workflow[PackageEnrolment] = Workflow("exchanges.package_enrolment", PACKAGE_ENROLMENT)


def enrol_in_edition(edition: PackageEdition, *, by: User) -> PackageEnrolment:
    """Give a student a place in an edition that students apply to on their own.

    Raises RefusedError when the university applies, the deadline has passed, the person is not a
    confirmed student or is enrolled already, or no place is left.
    """
    with transaction.atomic():
        row = lock_edition(edition)
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
    """Give the place up, unless the edition is over."""
    with transaction.atomic():
        edition = lock_edition(enrolment.edition)
        if edition.is_over:
            raise RefusedError(_("The edition is over: the place stays on record."))
        with PLACES.step(enrolment, "withdraw", by=by, seen=seen) as row:
            PackageEdition.objects.filter(pk=edition.pk).update(seats_taken=F("seats_taken") - 1)
            notifications.package_withdrawn(row)
    return row


def save_in_catalogue(
    row: Package | PackageEdition, changed: Sequence[str], *, verb: str, by: Any
) -> None:
    """Save a package or an edition that the office added or edited (`verb`).

    The audit event keeps the names of the `changed` fields, not their values. Who edits an edition
    holds its lock (`lock_edition`): its places are counted while students take them.
    """
    with transaction.atomic():
        row.save()
        name = f"exchanges.{row._meta.model_name}.{verb}"
        audit.record(name, row, by=by, data={"fields": list(changed)})


def lock_edition(edition: PackageEdition) -> PackageEdition:
    """Lock the edition for the rest of the transaction; return it as it is now."""
    rows = PackageEdition.objects.select_for_update(of=("self",)).select_related("package")
    locked: PackageEdition = rows.get(pk=edition.pk)
    return locked


def _take_seat(edition: PackageEdition) -> None:
    has_room = Q(seats__isnull=True) | Q(seats_taken__lt=F("seats"))
    free = PackageEdition.objects.filter(has_room, pk=edition.pk)
    if not free.update(seats_taken=F("seats_taken") + 1):
        raise RefusedError(_("No place is left in this edition."))
