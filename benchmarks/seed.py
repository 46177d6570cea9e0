"""Fill a database: `python -m benchmarks.seed ROWS`. Prints the session cookies as JSON.

Rows are written in bulk, in every state; the same number always gives the same data.
"""

import json
import random
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- Django is set up first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 -- see above
from django.contrib.auth.hashers import make_password  # noqa: E402 -- see above
from django.db import connection  # noqa: E402 -- see above
from django.utils import timezone  # noqa: E402 -- see above

from accounts.enums import AffiliationKind, Evidence, Role  # noqa: E402 -- see above
from accounts.models import Affiliation, Institution, RoleGrant, User  # noqa: E402 -- see above
from benchmarks.board import seed_calls  # noqa: E402 -- see above
from benchmarks.reviews import seed_reviews  # noqa: E402 -- see above
from core.models import AuditEvent, Message  # noqa: E402 -- see above
from credits.models import CreditProposal, CreditRule  # noqa: E402 -- see above
from credits.workflow import load_rules  # noqa: E402 -- see above
from exchanges.enums import (  # noqa: E402 -- see above
    AdoptionState,
    Applicant,
    CreditRoute,
    EnrolmentState,
    ExchangeState,
    SessionState,
    Theme,
)
from exchanges.models import (  # noqa: E402 -- see above
    Adoption,
    Enrolment,
    Exchange,
    Package,
    PackageEdition,
    Session,
    Team,
)
from mou.enums import AgreementState  # noqa: E402 -- see above
from mou.models import Agreement, Party, Revision  # noqa: E402 -- see above
from training.enums import Level  # noqa: E402 -- see above
from training.models import Course, Edition, Place  # noqa: E402 -- see above

# As many as load_reference adds.
INSTITUTIONS = 34
TEACHERS = 400
STUDENTS = 400
PACKAGES = 200
UNUSABLE = make_password(None)
WORDS = ("migration", "food", "media", "water", "law", "heritage", "energy", "health", "cities")


def seed(rows: int) -> dict[str, Any]:
    """Write `rows` exchanges and what belongs to them; return what the pages need."""
    dice = random.Random(20261124)  # noqa: S311 -- the same data each time
    institutions = _institutions()
    teachers = _people("teacher", TEACHERS, institutions, AffiliationKind.TEACHER)
    students = _people("student", STUDENTS, institutions, AffiliationKind.STUDENT)
    office = User.objects.create_user("office@bench.example", is_active=True)
    RoleGrant.objects.create(
        user=office, role=Role.OFFICE, institution=institutions[0], reason="benchmark"
    )
    exchanges = _exchanges(rows, dice)
    teams = _teams(exchanges, institutions, teachers, dice)
    _sessions(exchanges, institutions)
    _enrolments(teams, students)
    _agreements(rows, institutions)
    _trainings(rows, teachers)
    _ready_made(rows, institutions, teachers)
    _messages(rows, office)
    call = seed_calls(rows, teachers, institutions, dice)
    submitted = seed_reviews(teams, institutions[0], office)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    of_home = next(t for t in teams if t.institution_id == institutions[0].pk)
    return {
        "cookies": {
            "office": _log_in(office),
            "teacher": _log_in(of_home.lead),
            "student": _log_in(students[0]),
        },
        "exchange": str(of_home.exchange_id),
        "submitted": str(submitted.pk),
        "call": str(call.pk),
        "edition": str(Edition.objects.values_list("pk", flat=True)[0]),
        "agreement": str(
            Agreement.objects.filter(parties__institution=institutions[0]).values_list(
                "pk", flat=True
            )[0]
        ),
    }


def _institutions() -> list[Institution]:
    """Return the real ones (from load_reference), the home university first."""
    home = Institution.objects.home().get()
    return [home, *Institution.objects.exclude(pk=home.pk).order_by("schac_code")]


def _people(
    part: str, count: int, institutions: list[Institution], kind: AffiliationKind
) -> list[User]:
    people: list[User] = User.objects.bulk_create(
        User(
            email=f"{part}{number}@bench.example",
            given_name=part.title(),
            family_name=str(number),
            password=UNUSABLE,
        )
        for number in range(count)
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            user=user,
            institution=institutions[number % INSTITUTIONS],
            kind=kind,
            evidence=Evidence.OFFICE,
        )
        for number, user in enumerate(people)
    )
    return people


def _exchanges(rows: int, dice: random.Random) -> list[Exchange]:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    states = list(ExchangeState)
    made = []
    for number in range(rows):
        starts_on = date(2027, 1, 11) + timedelta(days=7 * (number % 30))
        created = now - timedelta(minutes=number)
        state = states[number % len(states)]
        made.append(
            Exchange(
                title=f"{' and '.join(dice.sample(WORDS, 2)).capitalize()} {number}",
                theme=Theme.ISSUE,
                summary="What students look at together, and what they make of it. " * 3,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=41),
                state=state,
                cancel_reason="Moved" if state == ExchangeState.CANCELLED else "",
                created_at=created,
                submitted_at=created if number % len(states) else None,
            )
        )
    return Exchange.objects.bulk_create(made, batch_size=1000)


def _teams(
    exchanges: list[Exchange],
    institutions: list[Institution],
    teachers: list[User],
    dice: random.Random,
) -> list[Team]:
    made = []
    for number, exchange in enumerate(exchanges):
        # Every other exchange has a team of the home university.
        first = 0 if number % 2 == 0 else dice.randrange(1, INSTITUTIONS - 1)
        second = dice.randrange(first + 1, INSTITUTIONS)
        for place in (first, second):
            lead = teachers[(place + INSTITUTIONS * (number % 11)) % TEACHERS]
            made.append(
                Team(
                    exchange=exchange,
                    institution=institutions[place],
                    lead=lead,
                    is_initiator=place == first,
                    course_title="A course",
                    seats=20,
                    ects=Decimal(3),
                    cfu=Decimal(3),
                    workload_hours=Decimal(75),
                    is_confirmed=True,
                )
            )
    return Team.objects.bulk_create(made, batch_size=1000)


def _sessions(exchanges: list[Exchange], institutions: list[Institution]) -> None:
    made = []
    for exchange in exchanges:
        for title, week in (("Opening", 0), ("Middle", 3), ("Closing", 5)):
            day = exchange.starts_on + timedelta(days=7 * week)
            made.append(
                Session(
                    exchange=exchange,
                    title=title,
                    anchor=institutions[0],
                    local_date=day,
                    local_time=time(14),
                    zone="Europe/Rome",
                    starts_at=datetime.combine(day, time(13), tzinfo=UTC),
                    state=SessionState.SCHEDULED,
                )
            )
    Session.objects.bulk_create(made, batch_size=1000)


def _enrolments(teams: list[Team], students: list[User]) -> None:
    made = []
    for number, team in enumerate(teams):
        if team.exchange.state not in {ExchangeState.RUNNING, ExchangeState.COMPLETED}:
            continue
        is_over = team.exchange.state == ExchangeState.COMPLETED
        state = EnrolmentState.COMPLETED if is_over else EnrolmentState.ENROLLED
        student = students[number % STUDENTS]
        made.append(Enrolment(exchange=team.exchange, team=team, student=student, state=state))
    Enrolment.objects.bulk_create(made, batch_size=1000)
    load_rules()
    rule = CreditRule.objects.get(country="")
    CreditProposal.objects.bulk_create(
        (
            CreditProposal(
                enrolment=enrolment,
                institution=enrolment.team.institution,
                ects=Decimal(3),
                cfu=Decimal(3),
                hours=Decimal(75),
                rule=rule,
                attendance_percent=100,
                minimum_attendance_percent=rule.minimum_attendance_percent,
                proposed_by=enrolment.team.lead,
                assessed_by=enrolment.team.lead,
            )
            for enrolment in made
            if enrolment.state == EnrolmentState.COMPLETED
        ),
        batch_size=1000,
    )


def _agreements(rows: int, institutions: list[Institution]) -> None:
    states = [s for s in AgreementState if s != AgreementState.IN_FORCE]
    agreements = Agreement.objects.bulk_create(
        (
            Agreement(
                title=f"Agreement {number}",
                ends_on=date(2029, 12, 31),
                state=states[number % len(states)],
                current_revision=1,
                created_at=timezone.now() - timedelta(minutes=number),
            )
            for number in range(rows)
        ),
        batch_size=1000,
    )
    clauses = [{"code": f"c{n}", "title": f"Clause {n}", "text": "Text. " * 40} for n in range(14)]
    Revision.objects.bulk_create(
        (
            Revision(
                agreement=agreement, number=1, heading={}, clauses=clauses, sha256=f"{number:064}"
            )
            for number, agreement in enumerate(agreements)
        ),
        batch_size=1000,
    )
    Party.objects.bulk_create(
        (
            Party(agreement=agreement, institution=institutions[place])
            for number, agreement in enumerate(agreements)
            for place in (0 if number % 2 == 0 else 1, 2 + number % 30)
        ),
        batch_size=1000,
    )


def _trainings(rows: int, teachers: list[User]) -> None:
    course = Course.objects.create(title="Basic", level=Level.BASIC, provider="Provider")
    editions = Edition.objects.bulk_create(
        (
            Edition(
                course=course,
                starts_on=date(2027, 1, 1) - timedelta(days=number),
                ends_on=date(2027, 2, 1) - timedelta(days=number),
                enrol_by=date(2026, 12, 31) - timedelta(days=number),
                hours=Decimal(20),
                seats=30,
            )
            for number in range(rows)
        ),
        batch_size=1000,
    )
    Place.objects.bulk_create(
        (
            Place(edition=edition, teacher=teachers[number % TEACHERS])
            for number, edition in enumerate(editions)
        ),
        batch_size=1000,
    )


def _ready_made(rows: int, institutions: list[Institution], teachers: list[User]) -> None:
    """Write a catalogue, whose size is that of the market, and as many uses as exchanges."""
    today = timezone.localdate()
    packages = Package.objects.bulk_create(
        Package(
            slug=f"package-{number}",
            title=f"{WORDS[number % len(WORDS)].capitalize()} dialogues {number}",
            provider="Provider",
            summary="What students talk about, and how they are guided. " * 3,
            languages=["en", "fr"],
            topics=[WORDS[number % len(WORDS)], WORDS[(number + 1) % len(WORDS)]],
            applicant=Applicant.INDIVIDUAL,
            checked_on=today,
            is_closed=number % 3 == 0,
        )
        for number in range(PACKAGES)
    )
    editions = PackageEdition.objects.bulk_create(
        PackageEdition(
            package=package,
            starts_on=today + timedelta(days=90 * term),
            apply_by=today + timedelta(days=90 * term - 10),
        )
        for package in packages
        for term in (-1, 0, 1, 2)
    )
    states = list(AdoptionState)
    Adoption.objects.bulk_create(
        (
            Adoption(
                edition=editions[number % len(editions)],
                teacher=teachers[number % TEACHERS],
                # Every other one is of the home university.
                institution=institutions[0 if number % 2 == 0 else number % INSTITUTIONS],
                course_title=f"Course {number}",
                students=20,
                route=CreditRoute.IN_COURSE,
                cfu=Decimal(3),
                state=states[number // 2 % len(states)],
                decision_note="Too late",
                created_at=timezone.now() - timedelta(minutes=number),
            )
            for number in range(rows)
        ),
        batch_size=1000,
    )


def _messages(rows: int, office: User) -> None:
    Message.objects.bulk_create(
        (
            Message(
                message_id=f"<{number}@bench.example>",
                kind="bench.note",
                recipient=office,
                address=office.email,
                language="en",
                subject="Subject",
                text="Text",
                state=Message.State.SENT,
                sent_at=timezone.now(),
            )
            for number in range(rows)
        ),
        batch_size=1000,
    )
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(verb="bench.note", target_type="bench", target_id=office.pk, actor=office)
            for _number in range(rows)
        ),
        batch_size=1000,
    )


def _log_in(user: User | None) -> str:
    if user is None:
        raise ValueError("Every seeded team has a lead.")
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    print(json.dumps(seed(int(sys.argv[1]))))
