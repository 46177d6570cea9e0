"""The records of virtual exchanges."""

from exchanges.models.enrolment import Assessment, Attendance, Enrolment
from exchanges.models.exchange import Activity, Decision, Exchange, Outcome, SectionRevision
from exchanges.models.programme import ProgrammeRules
from exchanges.models.readymade import Package, PackageEdition, PackageEnrolment
from exchanges.models.session import Reminder, Session
from exchanges.models.team import Team, TeamInvitation

__all__ = [
    "Activity",
    "Assessment",
    "Attendance",
    "Decision",
    "Enrolment",
    "Exchange",
    "Outcome",
    "Package",
    "PackageEdition",
    "PackageEnrolment",
    "ProgrammeRules",
    "Reminder",
    "SectionRevision",
    "Session",
    "Team",
    "TeamInvitation",
]
