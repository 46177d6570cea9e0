"""Queries about exchanges, in the domain's words."""

from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Func, OuterRef, Prefetch, Q, Subquery, TextField, Value
from django.utils import timezone

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from exchanges.enums import EnrolmentState, ExchangeState, SessionState
from exchanges.querysets.taking_part import exchanges_joined_by

OPEN_STATES = (ExchangeState.OPEN, ExchangeState.RUNNING)
PUBLIC_STATES = (*OPEN_STATES, ExchangeState.COMPLETED)
LISTED = (
    "created_at",
    "title",
    "state",
    "state_changed_at",
    "starts_on",
    "ends_on",
    "submitted_at",
    "agreement__state",
)
PLACES_KEPT = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED)


class ExchangeQuerySet(models.QuerySet[Any]):
    """Filters of exchanges."""

    def visible_to(self, user: User | AnonymousUser) -> "ExchangeQuerySet":
        """Leave what the person may see.

        Everybody sees exchanges that are open or running, and who logs in also the completed
        ones; a team's teachers see theirs in every state, and its students theirs; offices and
        observers see those with a team of their institution, coordinators those of their
        department.
        """
        if not isinstance(user, User):
            return self.filter(state__in=OPEN_STATES)
        if user.is_superuser:
            return self
        return self.filter(
            Q(state__in=PUBLIC_STATES) | self._concerning(user) | Q(Exists(_places(student=user)))
        )

    def concerning(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges that the person teaches, handles or observes."""
        if user.is_superuser:
            return self
        return self.filter(self._concerning(user))

    def taught_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges of which the person leads or joins a team."""
        return self.filter(Exists(_teams(lead=user)) | Exists(_joined(user)))

    def joined_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges of whose sessions the person may join one."""
        helped = _rows("Facilitation").filter(person=user).values("session__exchange")
        return self.filter(Q(pk__in=exchanges_joined_by(user)) | Q(pk__in=helped))

    def studied_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges that the person is enrolled in or has completed."""
        return self.filter(Exists(_places(student=user, state__in=PLACES_KEPT)))

    def handled_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the exchanges with a team of an institution whose office the person is."""
        if user.is_superuser:
            return self
        return self.filter(Exists(_teams(institution__in=user.institutions_as(Role.OFFICE))))

    def joinable_by(self, user: User) -> "ExchangeQuerySet":
        """Leave the open exchanges with a team for the student's institution."""
        mine = _teams(
            institution__affiliations__in=user.affiliations.confirmed().of_kind(
                AffiliationKind.STUDENT
            )
        )
        return self.filter(Exists(mine), state=ExchangeState.OPEN)

    def reviewed_by(self, user: User) -> "ExchangeQuerySet":
        """Leave those that wait for the person: for their decision, or for their endorsement."""
        to_decide, to_endorse = ExchangeState.SUBMITTED, ExchangeState.ENDORSING
        if user.is_superuser:
            return self.filter(state__in=(to_decide, to_endorse))
        offices = user.institutions_as(Role.OFFICE)
        departments = user.departments_as(Role.COORDINATOR)
        condition = Q(pk__in=())
        if offices:
            condition |= Q(Exists(_teams(institution__in=offices)), state=to_decide)
        if departments:
            own = _teams(department__in=departments, is_initiator=True)
            condition |= Q(Exists(own), state=to_endorse)
        return self.filter(condition)

    def in_lists(self) -> "ExchangeQuerySet":
        """Leave out what was put away in the archive."""
        return self.filter(archived_at__isnull=True)

    def archived(self) -> "ExchangeQuerySet":
        """Leave what was put away in the archive."""
        return self.filter(archived_at__isnull=False)

    def for_list(self) -> "ExchangeQuerySet":
        """Join what a list shows, and load no more than that: designs are long texts."""
        rows: ExchangeQuerySet = self.select_related("agreement").only(*LISTED)
        return rows.prefetch_related(Prefetch("teams", queryset=_rows("Team").for_list()))

    def for_queue(self) -> "ExchangeQuerySet":
        """Join what the review queue shows: the submissions with their answers, latest first."""
        rows = _rows("Submission").select_related("decision", "endorsement")
        light = rows.defer("design", "rules", "findings")
        queue: ExchangeQuerySet = self.for_list().prefetch_related(
            Prefetch("submissions", queryset=light)
        )
        return queue

    def for_page(self) -> "ExchangeQuerySet":
        """Join what every page of one exchange shows, and its rules ask."""
        teams = Prefetch("teams", queryset=_rows("Team").for_path())
        rows: ExchangeQuerySet = self.select_related("agreement").prefetch_related(teams)
        return rows.prefetch_related("teams__teachers")

    def newest_first(self) -> "ExchangeQuerySet":
        """Order by creation, latest first."""
        return self.order_by("-created_at", "-id")

    @staticmethod
    def _concerning(user: User) -> Q:
        """Return one condition on the teams: each subquery that a list is built of costs time."""
        whole = user.institutions_as(Role.OFFICE) | user.institutions_as(Role.OBSERVER)
        parts = user.departments_as(Role.COORDINATOR) | user.departments_as(Role.OBSERVER)
        team = Q(lead=user)
        if whole:
            team |= Q(institution__in=whole)
        if parts:
            team |= Q(department__in=parts)
        return Q(Exists(_teams().filter(team))) | Q(Exists(_joined(user)))


def _rows(model: str) -> Any:
    """Return all rows of a model that imports this file (so it is found by name)."""
    return apps.get_model("exchanges", model)._default_manager.all()


def _teams(**filters: Any) -> Any:
    """Return the outer exchange's teams that match."""
    return _rows("Team").filter(exchange=OuterRef("pk"), **filters)


def _joined(user: User) -> Any:
    """Return the person's memberships in the outer exchange's teams, beside those they lead."""
    memberships = apps.get_model("exchanges", "Team").teachers.through._default_manager
    return memberships.filter(team__exchange=OuterRef("pk"), user=user)


def _places(**filters: Any) -> Any:
    """Return the outer exchange's enrolments that match."""
    return _rows("Enrolment").filter(exchange=OuterRef("pk"), **filters)


class TeamQuerySet(models.QuerySet[Any]):
    """Filters of teams."""

    def for_list(self) -> "TeamQuerySet":
        """Load what a list says of a team, and no more."""
        rows: TeamQuerySet = self.for_path().select_related(None).select_related("institution")
        return rows.only(
            "exchange_id",
            "department_id",
            "institution__name",
            "lead_id",
            "is_initiator",
            "is_confirmed",
        )

    def for_path(self) -> "TeamQuerySet":
        """Join what the path of an exchange says of a team.

        `is_invited` tells whether an invitation to lead it waits for an answer.
        """
        waiting = _rows("TeamInvitation").filter(
            team=OuterRef("pk"),
            as_lead=True,
            invitation__accepted_at__isnull=True,
            invitation__revoked_at__isnull=True,
            invitation__expires_at__gt=timezone.now(),
        )
        rows: TeamQuerySet = self.select_related("institution", "lead").annotate(
            is_invited=Exists(waiting)
        )
        return rows


class SectionRevisionQuerySet(models.QuerySet[Any]):
    """Filters of the saved wordings of a design."""

    def of_section(
        self, exchange: models.Model, section: str, subject: Any = None
    ) -> "SectionRevisionQuerySet":
        """Leave those of one section, latest first."""
        return self.filter(exchange=exchange, section=section, subject=subject).order_by("-number")

    def last_number(self, exchange: models.Model, section: str, subject: Any = None) -> int:
        """Return the number of the section's latest revision, or 0 when it was never saved."""
        rows = self.of_section(exchange, section, subject)
        return rows.values_list("number", flat=True).first() or 0


class ProgrammeRulesQuerySet(models.QuerySet[Any]):
    """Filters of rule sets."""

    def on(self, day: date, programme: models.Model | None = None) -> Any:
        """Return the latest set of a programme that begins by that day, or None.

        Without a programme it is the university's own. A set that has ended is returned as well:
        whoever asks looks at `valid_until`.
        """
        rows = self.filter(valid_from__lte=day)
        if programme is None:
            rows = rows.filter(programme__slug="own")
        else:
            rows = rows.filter(programme=programme)
        return rows.order_by("-valid_from").first()


class SessionQuerySet(models.QuerySet[Any]):
    """Filters of synchronous sessions."""

    def visible_to(self, user: User) -> "SessionQuerySet":
        """Leave those of exchanges that the person may see, and those that they facilitate."""
        return self.filter(
            Q(exchange__in=_rows("Exchange").visible_to(user))
            | Q(pk__in=_rows("Facilitation").filter(person=user).values("session"))
        )

    def of_person(self, user: User) -> "SessionQuerySet":
        """Leave the sessions that the person may join, cancelled ones included."""
        return self.filter(
            Q(exchange__in=exchanges_joined_by(user))
            | Q(pk__in=_rows("Facilitation").filter(person=user).values("session"))
        )

    def choices_for(self, session: Any) -> "SessionQuerySet":
        """Leave what a session may be another choice for: no choice of something itself."""
        rows = self.live().filter(exchange=session.exchange_id, parallel_of=None)
        return rows.exclude(pk=session.pk).order_by("starts_at", "id")

    def options_beside(self, session: Any) -> "SessionQuerySet":
        """Leave the other times of the same meeting, of which people choose one; next first."""
        first = session.parallel_of_id or session.pk
        rows = self.live().filter(Q(pk=first) | Q(parallel_of=first))
        return rows.exclude(pk=session.pk).order_by("starts_at", "id")

    def for_page(self) -> "SessionQuerySet":
        """Join what a session's page, its e-mails and its permissions read."""
        return self.select_related("exchange", "anchor").prefetch_related(
            "exchange__teams__institution", "exchange__teams__teachers", "facilitations__person"
        )

    def live(self) -> "SessionQuerySet":
        """Leave out the cancelled ones."""
        return self.exclude(state=SessionState.CANCELLED)

    def meant(self) -> "SessionQuerySet":
        """Leave out those of exchanges that are over or never came to be."""
        over = (ExchangeState.COMPLETED, ExchangeState.REJECTED, ExchangeState.CANCELLED)
        return self.exclude(exchange__state__in=over)

    def upcoming(self) -> "SessionQuerySet":
        """Leave the scheduled ones that have not begun, next first."""
        return self.filter(state=SessionState.SCHEDULED, starts_at__gt=timezone.now()).order_by(
            "starts_at", "id"
        )


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Filters of enrolments."""

    def standing(self) -> "EnrolmentQuerySet":
        """Leave out the withdrawn ones."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)

    def active(self) -> "EnrolmentQuerySet":
        """Leave the students who take part now."""
        return self.filter(state=EnrolmentState.ENROLLED)


class PackageQuerySet(models.QuerySet[Any]):
    """Filters of ready-made exchanges."""

    def for_list(self) -> "PackageQuerySet":
        """Add what the catalogue shows: `is_open_now`, and `next_deadline` where one is stated."""
        editions = _rows("PackageEdition").open().filter(package=OuterRef("pk"))
        deadlines = editions.filter(apply_by__isnull=False).order_by("apply_by")
        rows: PackageQuerySet = self.annotate(
            is_open_now=Exists(editions),
            next_deadline=Subquery(deadlines.values("apply_by")[:1]),
        )
        return rows

    def offered(self) -> "PackageQuerySet":
        """Leave those that are still offered."""
        return self.filter(is_closed=False)

    def open(self) -> "PackageQuerySet":
        """Leave those with an edition that can be applied for now."""
        return self.filter(pk__in=_rows("PackageEdition").open().values("package"))

    def search(self, words: str) -> "PackageQuerySet":
        """Leave those whose title, provider, summary or topics contain every word."""
        topics = Func("topics", Value(" "), function="array_to_string", output_field=TextField())
        found: PackageQuerySet = self.alias(topic_words=topics)
        for word in words.split():
            condition = Q(topic_words__icontains=word)
            for name in ("title", "provider", "summary"):
                condition |= Q(**{f"{name}__icontains": word})
            found = found.filter(condition)
        return found

    def topics(self) -> list[str]:
        """Return the topics in use, each once, in one order."""
        rows = self.annotate(topic=Func("topics", function="unnest", output_field=TextField()))
        return list(rows.order_by("topic").values_list("topic", flat=True).distinct())


class PackageEditionQuerySet(models.QuerySet[Any]):
    """Filters of editions of ready-made exchanges."""

    def open(self) -> "PackageEditionQuerySet":
        """Leave the editions that can still be applied for (until they start, if undated)."""
        today = timezone.localdate()
        return self.filter(
            Q(apply_by__gte=today) | Q(apply_by__isnull=True, starts_on__gt=today),
            package__is_closed=False,
        )


class PackageEnrolmentQuerySet(models.QuerySet[Any]):
    """Filters of places in ready-made exchanges."""

    def standing(self) -> "PackageEnrolmentQuerySet":
        """Leave out the withdrawn ones."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)
