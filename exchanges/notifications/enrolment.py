"""What students are told about their places."""

from core.models import Message
from core.outbox import envelope_for, queue
from exchanges.models import Enrolment, PackageEnrolment


def enrolled(enrolment: Enrolment) -> Message:
    """Confirm a place in an exchange."""
    return _tell(enrolment, "enrolled")


def withdrawn(enrolment: Enrolment) -> Message:
    """Confirm that a place was given up."""
    return _tell(enrolment, "enrolment_withdrawn")


def package_enrolled(enrolment: PackageEnrolment) -> Message:
    """Confirm a place in an edition of a ready-made exchange."""
    return _tell_about_package(enrolment, "package_enrolled")


def package_withdrawn(enrolment: PackageEnrolment) -> Message:
    """Confirm that a place in a ready-made exchange was given up."""
    return _tell_about_package(enrolment, "package_withdrawn")


def _tell(enrolment: Enrolment, name: str) -> Message:
    envelope = envelope_for(enrolment.student, f"exchanges.{name}", target=enrolment)
    context = {"exchange": enrolment.exchange, "team": enrolment.team}
    return queue(envelope, context)


def _tell_about_package(enrolment: PackageEnrolment, name: str) -> Message:
    envelope = envelope_for(enrolment.student, f"exchanges.{name}", target=enrolment)
    edition = enrolment.edition
    return queue(envelope, {"package": edition.package, "edition": edition})
