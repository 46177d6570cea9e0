"""A small world with one object for every address, made of the cast by the verbs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.enums import AffiliationKind, PeriodKind, Role
from accounts.models import Period, User
from accounts.teaching_days import academic_year
from accounts.workflow import add_period, declare_affiliation, grant_role
from credits import workflow as credits_workflow
from exchanges import workflow
from exchanges.enums import Applicant, ApproachState, CallState, CreditRoute, ExchangeState
from exchanges.models import Exchange, Package, PackageEdition
from exchanges.reference import load_packages
from exchanges.workflow import discussion, enrol, enrol_in_edition
from exchanges.workflow.adoption import adopt
from exchanges.workflow.facilitation import add_facilitator
from exchanges.workflow.material import add_material
from exchanges.workflow.team import add_teacher
from tests.cast import Cast, affiliate, make_cast, make_user
from tests.credits import factories as credits_factories
from tests.exchanges import build, calls, stage
from tests.training.make import make_edition, make_meeting
from training import workflow as training_workflow

IDENTITIES = (
    "anonymous",
    "stranger",
    "student",
    "teacher",
    "partner",
    "office",
    "coordinator",
    "observer",
    "superuser",
)


_BROWSERS = {
    checks: Client(enforce_csrf_checks=checks, raise_request_exception=False)
    for checks in (False, True)
}


@dataclass(frozen=True)
class World:
    """Everything that an address can name, by the name that the table uses."""

    sessions: dict[str, str]
    objects: dict[str, Any]

    def client(self, identity: str, *, checks_csrf: bool = False) -> Client:
        """Return a browser in which this identity is logged in, and nothing is left of others.

        It is the same browser each time: a new one would set up the middleware anew.
        """
        client = _BROWSERS[checks_csrf]
        client.cookies.clear()
        if identity in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[identity]
        return client

    def argument(self, path: str) -> Any:
        """Return what a dotted path names: `draft.pk`; a word in quotes stands for itself."""
        if path.startswith("'"):
            return path.strip("'")
        name, *attributes = path.split(".")
        value = self.objects[name]
        for attribute in attributes:
            value = getattr(value, attribute)
        return value


def make_world() -> World:
    """Make the world; call it inside a transaction that is rolled back."""
    cast = make_cast()
    users = {
        "stranger": cast.stranger,
        "student": cast.student,
        "teacher": cast.lead_teacher,
        "partner": cast.partner_teacher,
        "office": cast.office,
        "coordinator": cast.coordinator,
        "observer": cast.observer,
        "superuser": make_user("root", is_superuser=True, is_staff=True),
    }
    objects: dict[str, Any] = {"cast": cast}
    for make in (_people, _training, _exchanges, _ready_made, _board, _credits):
        objects |= make(cast)
    for name in ("draft", "open"):
        objects[f"{name}_team"] = build.home_team(objects[name])
    objects |= _together(cast, objects["draft"])
    return World({name: _log_in(user) for name, user in users.items()}, objects)


def _log_in(user: User) -> str:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _people(cast: Cast) -> dict[str, Any]:
    newcomer = make_user("newcomer")
    address = EmailAddress.objects.create(user=newcomer, email=newcomer.email, primary=True)
    values = {"role": Role.FACILITATOR, "institution": cast.siena, "reason": "trained"}
    return {
        "person": cast.partner_teacher,
        "verification": EmailConfirmationHMAC.create(address),
        "declared": declare_affiliation(
            newcomer, {"institution": cast.siena, "kind": AffiliationKind.TEACHER}
        ),
        "grant": grant_role(newcomer, values, by=cast.office),
        "period": _period(cast),
    }


def _period(cast: Cast) -> Period:
    """Give Cairo a term, for as long as the exchanges of this world last."""
    today = timezone.localdate()
    values = {
        "kind": PeriodKind.TERM,
        "name": "Autumn term",
        "starts_on": today,
        "ends_on": today + timedelta(days=120),
        "source": "the university’s calendar",
    }
    return add_period(cast.cairo, academic_year(today), values, by=cast.office)


def _training(cast: Cast) -> dict[str, Any]:
    edition = make_edition()
    training_workflow.enrol(edition, by=cast.lead_teacher)
    partner = training_workflow.invite_partner(
        edition, "somebody@example.org", cast.cairo, by=cast.lead_teacher
    )
    return {
        "edition": edition,
        "course": edition.course,
        "partner_invitation": partner,
        "meeting": make_meeting(edition, by=cast.office),
    }


def _exchanges(cast: Cast) -> dict[str, Any]:
    make = build.make
    submitted, approved = (
        make(cast, state) for state in (ExchangeState.SUBMITTED, ExchangeState.APPROVED)
    )
    running = _running(cast)
    session = stage.make_session(running, in_minutes=60 * 20)
    draft = build.make_designed(cast)
    return {
        "draft": draft,
        "designed_session": draft.sessions.first(),
        "submitted": submitted,
        "approved": approved,
        "open": make(cast, ExchangeState.OPEN),
        "running": running,
        "enrolment": running.enrolments.get(student=cast.student),
        "session": session,
        "facilitation": add_facilitator(session, cast.facilitator, by=cast.lead_teacher),
        "material": add_material(
            session, "A map", "https://maps.example.org/borders", by=cast.lead_teacher
        ),
        "agreement": running.agreement,
        **_reviewed(cast),
    }


def _reviewed(cast: Cast) -> dict[str, Any]:
    """Return what waits for an endorsement, what has an exception, and what is over."""
    excepted = build.make_designed(cast)
    excepted.sessions.all().delete()
    workflow.waive(excepted, "sessions", "A pilot", by=cast.office)
    endorsing = build.make(cast, ExchangeState.ENDORSING)
    workflow.set_chain(cast.siena, needs_endorsement=False, by=cast.office)
    ended, archived = (build.make(cast, ExchangeState.CANCELLED) for _number in range(2))
    return {
        "waiver": excepted.waivers.get(),
        "endorsing": endorsing,
        "ended": ended,
        "archived": workflow.archive(archived, by=cast.lead_teacher),
    }


def _together(cast: Cast, draft: Exchange) -> dict[str, Any]:
    """Have the teachers of the draft talk, and take in a colleague."""
    colleague = affiliate(make_user("colleague"), cast.siena, AffiliationKind.TEACHER)
    add_teacher(build.home_team(draft), colleague, by=cast.lead_teacher)
    said = discussion.comment(
        draft, "groups", "Shall we mix the groups?", [cast.partner_teacher], by=cast.lead_teacher
    )
    return {"colleague": colleague, "comment": said}


def _running(cast: Cast) -> Exchange:
    exchange = build.make(cast, ExchangeState.OPEN)
    enrol(build.home_team(exchange), by=cast.student)
    enrol(build.partner_team(exchange), by=cast.other_student)
    running: Exchange = build.start(exchange, cast)
    return running


def _ready_made(cast: Cast) -> dict[str, Any]:
    load_packages()
    offered = Package.objects.filter(is_closed=False, applicant=Applicant.INDIVIDUAL)
    package = offered.order_by("slug")[0]
    today = timezone.localdate()
    edition = PackageEdition.objects.create(
        package=package, starts_on=today + timedelta(days=30), apply_by=today + timedelta(days=9)
    )
    place = enrol_in_edition(edition, by=cast.student)
    adoption = adopt(
        edition,
        {
            "institution": cast.siena,
            "department": cast.dispi,
            "course_title": "Politics of the climate",
            "students": 20,
            "route": CreditRoute.IN_COURSE,
            "cfu": 3,
            "note": "We meet on Tuesdays.",
        },
        by=cast.lead_teacher,
    )
    return {
        "package": package,
        "package_edition": edition,
        "package_place": place,
        "adoption": adoption,
    }


def _board(cast: Cast) -> dict[str, Any]:
    open_call, met_call, closed_call = (calls.make_call(cast) for _number in range(3))
    return {
        "call": open_call,
        "approach": calls.write(met_call, cast),
        "answered": calls.make_approach(cast, ApproachState.ANSWERED),
        "closed_call": calls.walk(closed_call, cast, CallState.CLOSED),
    }


def _credits(cast: Cast) -> dict[str, Any]:
    proposed, awarded = (
        credits_workflow.propose(
            credits_factories.complete(
                credits_factories.make_exchange(cast, title), cast.student, cast.siena
            ),
            by=cast.lead_teacher,
        )
        for title in ("Food and climate", "Borders and bridges")
    )
    credits_workflow.award(awarded, by=cast.office)
    return {
        "proposal": proposed,
        "record": proposed.enrolment,
        "entry": awarded.enrolment.ledger.get(),
    }
