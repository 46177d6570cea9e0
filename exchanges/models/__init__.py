"""The records of virtual exchanges."""

from exchanges.models.adoption import Adoption
from exchanges.models.board import Approach, PartnerCall
from exchanges.models.design import (
    Activity,
    Comment,
    Outcome,
    SectionConfirmation,
    SectionDraft,
    SectionRevision,
)
from exchanges.models.enrolment import Assessment, Attendance, Enrolment
from exchanges.models.exchange import Exchange
from exchanges.models.programme import Programme, ProgrammeRules
from exchanges.models.readymade import Package, PackageEdition, PackageEnrolment
from exchanges.models.review import (
    Decision,
    DecisionRemark,
    Endorsement,
    ReviewChain,
    Submission,
    Waiver,
)
from exchanges.models.session import Facilitation, Material, Session
from exchanges.models.team import Team, TeamInvitation

__all__ = [
    "Activity",
    "Adoption",
    "Approach",
    "Assessment",
    "Attendance",
    "Comment",
    "Decision",
    "DecisionRemark",
    "Endorsement",
    "Enrolment",
    "Exchange",
    "Facilitation",
    "Material",
    "Outcome",
    "Package",
    "PackageEdition",
    "PackageEnrolment",
    "PartnerCall",
    "Programme",
    "ProgrammeRules",
    "ReviewChain",
    "SectionConfirmation",
    "SectionDraft",
    "SectionRevision",
    "Session",
    "Submission",
    "Team",
    "TeamInvitation",
    "Waiver",
]
