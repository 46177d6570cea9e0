"""What students are told about their results."""

from core.outbox import envelope_for, queue
from exchanges.models import Assessment


def assessed(assessment: Assessment) -> None:
    """Tell the student the result."""
    enrolment = assessment.enrolment
    queue(
        envelope_for(enrolment.student, "exchanges.assessed", target=enrolment),
        {"assessment": assessment, "exchange": enrolment.exchange},
    )
