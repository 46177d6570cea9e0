"""Queries about credits, in the domain's words."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Sum

from accounts.enums import AffiliationKind, Role
from accounts.models import Affiliation, Institution, RoleGrant, User
from credits.enums import ProposalState
from exchanges.enums import EnrolmentState, Presence, SessionState
from exchanges.models import Attendance, Enrolment, Exchange, Session, Team

NOTHING = Decimal("0.0")


def institutions_decided_by(user: User) -> frozenset[UUID]:
    """Return the ids of the institutions whose students' credits this person's office decides.

    Each partner awards its own credits to its own students. Where a partner has no office in this
    portal, the office of the home university records the award on its behalf.
    """
    own = user.institutions_as(Role.OFFICE)
    if not user.is_home_office:
        return own
    offices = RoleGrant.objects.in_force().filter(role=Role.OFFICE, department__isnull=True)
    lacks_office = ~Exists(offices.filter(institution=OuterRef("pk")))
    found = Institution.objects.filter(Q(pk__in=own) | lacks_office)
    return frozenset(found.values_list("pk", flat=True))


def is_decided_by(user: User, institution_id: UUID) -> bool:
    """Tell whether this person's office decides on the credits of an institution's students."""
    return institution_id in user.institutions_as(Role.OFFICE) or (
        institution_id in institutions_decided_by(user)
    )


def teams_taught_by(user: User) -> models.QuerySet[Team]:
    """Return the teams that the person leads or joins as a teacher."""
    joined = Team.teachers.through.objects.filter(team=OuterRef("pk"), user=user)
    return Team.objects.filter(Q(lead=user) | Exists(joined))


def teams_handled_by(user: User) -> models.QuerySet[Team]:
    """Return the teams that the person teaches, or whose students' credits they decide."""
    if user.is_superuser:
        return Team.objects.all()
    joined = Team.teachers.through.objects.filter(team=OuterRef("pk"), user=user)
    return Team.objects.filter(
        Q(lead=user) | Exists(joined) | Q(institution__in=institutions_decided_by(user))
    )


def exchanges_visible_to(user: User) -> models.QuerySet[Exchange]:
    """Return the exchanges of whose credits the person sees more than their own."""
    return Exchange.objects.filter(Exists(teams_handled_by(user).filter(exchange=OuterRef("pk"))))


def enrolments_visible_to(user: User) -> models.QuerySet[Enrolment]:
    """Return the enrolments whose credits the person sees: their own, and those they handle."""
    return Enrolment.objects.filter(Q(student=user) | Q(team__in=teams_handled_by(user)))


def with_attendance(enrolments: models.QuerySet[Enrolment]) -> models.QuerySet[Enrolment]:
    """Annotate `held`, `recorded`, `attended` and `excused`: numbers of sessions that were held."""
    sessions = Session.objects.filter(exchange=OuterRef("exchange"), state=SessionState.HELD)
    records = Attendance.objects.filter(enrolment=OuterRef("pk"), session__state=SessionState.HELD)
    attended = records.filter(presence__in=[Presence.PRESENT, Presence.LATE])
    return enrolments.annotate(
        held=_number_of(sessions, "exchange"),
        recorded=_number_of(records, "enrolment"),
        attended=_number_of(attended, "enrolment"),
        excused=_number_of(records.filter(presence=Presence.EXCUSED), "enrolment"),
    )


def with_credits(enrolments: models.QuerySet[Enrolment]) -> models.QuerySet[Enrolment]:
    """Join all that a statement of credits shows, and annotate the attendance."""
    # Found by name: the models import this file.
    entries = apps.get_model("credits", "LedgerEntry")._default_manager
    with_deciders = entries.select_related("decided_by", "office", "institution")
    return (
        with_attendance(enrolments)
        .select_related(
            "exchange",
            "student",
            "team__institution",
            "assessment__assessed_by",
            "credit_proposal__rule",
            "credit_proposal__proposed_by",
            "credit_proposal__institution",
        )
        .prefetch_related("team__teachers", Prefetch("ledger", with_deciders.order_by("number")))
    )


def credit_bearing(enrolments: models.QuerySet[Enrolment]) -> models.QuerySet[Enrolment]:
    """Leave out the withdrawn ones, by family name."""
    return enrolments.exclude(state=EnrolmentState.WITHDRAWN).order_by(
        "team__institution__name", "student__family_name", "student__given_name", "id"
    )


def _number_of(rows: models.QuerySet[Any], group: str) -> Any:
    """Return how many of the outer row's `rows` there are (0 when none)."""
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return models.functions.Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class CreditRuleQuerySet(models.QuerySet[Any]):
    """Filters of dated rules."""

    def on(self, day: date, institution: Institution) -> "CreditRuleQuerySet":
        """Leave the rules valid on a day for an institution, the one that counts first.

        Its own rule goes before its country's, and that before the general one; among equals the
        latest.
        """
        scope = (
            Q(institution=institution)
            | Q(institution__isnull=True, country=institution.country.code)
            | Q(institution__isnull=True, country="")
        )
        return (
            self.filter(scope)
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)
            .order_by(F("institution").desc(nulls_last=True), "-country", "-valid_from", "id")
        )


class ProposalQuerySet(models.QuerySet[Any]):
    """Filters of proposals."""

    def decided_by_office_of(self, user: User) -> "ProposalQuerySet":
        """Leave those on which this person's office decides."""
        if user.is_superuser:
            return self
        return self.filter(institution__in=institutions_decided_by(user))

    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Leave those on which the person's office decides, and those of the teams they teach."""
        if user.is_superuser:
            return self
        return self.filter(
            Q(institution__in=institutions_decided_by(user))
            | Q(enrolment__team__in=teams_taught_by(user))
        )

    def waiting(self) -> "ProposalQuerySet":
        """Leave those that the office must decide, oldest first."""
        return self.filter(state=ProposalState.PROPOSED).order_by("state_changed_at", "id")

    def for_list(self) -> "ProposalQuerySet":
        """Join what a list shows."""
        return self.select_related(
            "enrolment__student", "enrolment__exchange", "institution", "proposed_by", "rule"
        )


class EntryQuerySet(models.QuerySet[Any]):
    """Filters of ledger entries."""

    def decided_by_office_of(self, user: User) -> "EntryQuerySet":
        """Leave those on which this person's office decides."""
        if user.is_superuser:
            return self
        return self.filter(institution__in=institutions_decided_by(user))

    def of_student(self, student: User) -> "EntryQuerySet":
        """Leave one student's entries, newest first."""
        return self.filter(enrolment__student=student).order_by("-created_at", "-id")

    def for_list(self) -> "EntryQuerySet":
        """Join what a list shows."""
        return self.select_related(
            "enrolment__student", "enrolment__exchange", "institution", "office", "decided_by"
        )

    def for_export(self) -> "EntryQuerySet":
        """Join what a file for the student-career system holds; annotate `student_number`."""
        number = Affiliation.objects.filter(
            user=OuterRef("enrolment__student"),
            institution=OuterRef("institution"),
            kind=AffiliationKind.STUDENT,
        )
        found: EntryQuerySet = (
            self.select_related(
                "enrolment__student", "enrolment__exchange", "enrolment__team", "institution"
            )
            .prefetch_related("enrolment__exchange__teams__institution")
            .annotate(student_number=Subquery(number.values("student_number")[:1]))
        )
        return found

    def totals(self) -> dict[str, Decimal]:
        """Return the balance of these entries, in ECTS credits and in CFU."""
        sums = self.order_by().aggregate(ects=Sum("ects"), cfu=Sum("cfu"))
        return {name: value or NOTHING for name, value in sums.items()}
