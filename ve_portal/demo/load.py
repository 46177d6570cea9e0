"""Fill an empty database with the demo."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import Institution, User
from exchanges.models import Package, PackageEdition
from exchanges.workflow.readymade import enrol_in_edition
from training import workflow as training
from training.enums import Level
from training.models import Course, Edition
from ve_portal.demo import joint, meetings
from ve_portal.demo.people import PEOPLE, load_people
from ve_portal.demo.story import People, Story, next_monday, on

SIENA = ("sofia", "luca", "anna")
MARRAKESH = ("nour", "adil")
GIZA = ("amir", "salma")


def is_loaded() -> bool:
    """Tell whether the demo is in this database."""
    return bool(User.objects.filter(email=PEOPLE[0].address).exists())


def load() -> None:
    """Create the people, the trainings and the exchanges; all or nothing."""
    with transaction.atomic():
        people = load_people()
        today = timezone.localdate()
        _trainings(people, today)
        _past(people, today)
        _present(people, today)
        _future(people, today)
        _ready_made(people, today)
        joint.tell(people, today)


def _trainings(people: People, today: date) -> None:
    office = people["office"]
    advanced = Course.objects.filter(level=Level.ADVANCED).order_by("title").first()
    basic = Course.objects.filter(level=Level.BASIC).order_by("title").first()
    if advanced is None or basic is None:
        raise RuntimeError("Run load_reference first: the training courses are missing.")
    past = _edition(basic, today - timedelta(days=300), 28, office)
    with on(past.starts_on - timedelta(days=20)):
        places = [training.enrol(past, by=people[key]) for key in ("bianca", "tito")]
        invitation = training.invite_partner(
            past, people["yasmine"].email, _institution("uca.ma"), by=people["bianca"]
        )
        places.append(training.accept_partner_invitation(invitation, by=people["yasmine"]))
        places.append(training.enrol(past, by=people["hedi"]))
    with on(past.ends_on + timedelta(days=1)):
        training.complete_several(past, places, by=office)
    running = _edition(advanced, today - timedelta(days=20), 56, office)
    with on(running.starts_on - timedelta(days=10)):
        for key in ("bianca", "karim"):
            training.enrol(running, by=people[key])
    meetings.train(running, today, by=office)
    coming = _edition(basic, next_monday(today + timedelta(days=30)), 28, office)
    training.enrol(coming, by=people["greta"])


def _edition(course: Course, starts_on: date, days: int, office: User) -> Edition:
    with on(starts_on - timedelta(days=60)):
        edition: Edition = training.save_edition(
            None,
            {
                "course": course,
                "starts_on": starts_on,
                "ends_on": starts_on + timedelta(days=days),
                "enrol_by": starts_on - timedelta(days=3),
                "hours": Decimal(20),
                "seats": 30,
            },
            by=office,
        )
    return edition


def _institution(schac_code: str) -> Institution:
    return Institution.objects.get(schac_code=schac_code)


def _past(people: People, today: date) -> None:
    """An exchange that went the whole way, one that was cancelled, one that was rejected."""
    done = Story("cities", people, next_monday(today - timedelta(days=150)))
    done.propose().design().confirm().submit()
    done.decide("return_for_changes", "Say who facilitates the groups, please.", 60)
    done.confirm(58).submit(57).decide("approve")
    done.draft_agreement().sign().open((*SIENA, *MARRAKESH)).start()
    done.hold(0).hold(1, absent=("anna",)).hold(2, absent=("anna",))
    done.assess({"sofia": "30 e lode", "luca": "27", "anna": "", "nour": "16/20", "adil": "14/20"})
    done.complete().credit(award=("sofia", "nour"), wait=("luca", "adil"))
    Story("law", people, next_monday(today - timedelta(days=60))).propose().design().cancel(
        "The partner’s course was moved to another term."
    )
    chess = Story("chess", people, next_monday(today - timedelta(days=10)))
    chess.propose().design().confirm().submit().decide(
        "reject", "A single tournament is not a sustained exchange. Think of several weeks."
    )


def _present(people: People, today: date) -> None:
    """An exchange that runs: its next session is near, so that its reminder is on its way.

    One student's address is refused by the demo's mail server.
    """
    running = Story("migration", people, next_monday(today - timedelta(days=19)))
    running.propose().design().confirm().submit().decide("approve").draft_agreement().sign()
    meetings.settle_hours(running)
    running.open(("sofia", "luca", "gina", *MARRAKESH)).start().hold(0, absent=("adil",))
    meetings.lead_sessions(running, people["fausto"], reader=people["luca"])


def _future(people: People, today: date) -> None:
    """Exchanges on their way; the open one lies on both sides of the change of clocks in spring."""
    spring = date(today.year + (today.month > 2), 3, 15)
    opened = Story("journalism", people, next_monday(max(spring, today + timedelta(days=20))))
    days = (opened.starts_on - today).days
    opened.propose(days + 60).design(days + 50).confirm(days + 44).submit(days + 42)
    opened.decide("approve", days_before=days + 30).draft_agreement(days + 28).sign(2, days + 20)
    opened.open(("anna", *GIZA), days + 5)
    approved = Story("energy", people, next_monday(today + timedelta(days=80)))
    days = (approved.starts_on - today).days
    approved.propose(days + 40).design(days + 30).confirm(days + 24).submit(days + 22)
    approved.decide("approve", days_before=days + 12).draft_agreement(days + 10).sign(1, days + 6)
    submitted = Story("childhood", people, next_monday(today + timedelta(days=95)))
    days = (submitted.starts_on - today).days
    submitted.propose(days + 30).design(days + 20).confirm(days + 12).submit(days + 9)
    returned = Story("food", people, next_monday(today + timedelta(days=100)))
    days = (returned.starts_on - today).days
    returned.propose(days + 30).design(days + 20).confirm(days + 12).submit(days + 11)
    returned.decide(
        "return_for_changes", "Three hours for the product are few. Can they have more?", days + 3
    )
    begun = Story("water", people, next_monday(today + timedelta(days=110)))
    begun.propose((begun.starts_on - today).days + 3)


def _ready_made(people: People, today: date) -> None:
    """An edition that students can enrol in now; the real ones that are known are over."""
    package = Package.objects.get(slug="climate-movements")
    starts_on = next_monday(today + timedelta(days=50))
    edition = PackageEdition.objects.create(
        package=package,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=60),
        apply_by=starts_on - timedelta(days=14),
        seats=20,
        note="An edition of the demo, not a real one.",
    )
    enrol_in_edition(edition, by=people["luca"])
