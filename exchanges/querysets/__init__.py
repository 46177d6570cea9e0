"""Queries, in the domain's words."""

from exchanges.querysets.exchange import (
    OPEN_STATES,
    PUBLIC_STATES,
    EnrolmentQuerySet,
    ExchangeQuerySet,
    PackageEditionQuerySet,
    PackageEnrolmentQuerySet,
    PackageQuerySet,
    ProgrammeRulesQuerySet,
    SectionRevisionQuerySet,
    SessionQuerySet,
    TeamQuerySet,
)
from exchanges.querysets.joint import (
    AdoptionQuerySet,
    ApproachQuerySet,
    CommentQuerySet,
    PartnerCallQuerySet,
)

__all__ = [
    "OPEN_STATES",
    "PUBLIC_STATES",
    "AdoptionQuerySet",
    "ApproachQuerySet",
    "CommentQuerySet",
    "EnrolmentQuerySet",
    "ExchangeQuerySet",
    "PackageEditionQuerySet",
    "PackageEnrolmentQuerySet",
    "PackageQuerySet",
    "PartnerCallQuerySet",
    "ProgrammeRulesQuerySet",
    "SectionRevisionQuerySet",
    "SessionQuerySet",
    "TeamQuerySet",
]
