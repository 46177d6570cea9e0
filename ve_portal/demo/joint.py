"""What the demo's teachers do together: calendars, calls for partners, a discussion, a course."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.enums import PeriodKind
from accounts.models import Institution
from accounts.workflow import add_period
from exchanges.enums import (
    CefrLevel,
    CreditRoute,
    DesignSection,
    StudyLevel,
    Theme,
    WorkingLanguage,
)
from exchanges.models import Exchange, PackageEdition
from exchanges.workflow import adoption, board, discussion
from exchanges.workflow.chain import set_chain
from ve_portal.demo.story import People, Story, next_monday, on

EXAMPLE = "An example of the demo, not the university’s real calendar."
# Kind, name, first and last day (month, day; a January after December is the next year's).
CALENDARS = {
    "unisi.it": (
        (PeriodKind.TERM, "First semester", (9, 28), (12, 18)),
        (PeriodKind.EXAMS, "Winter exams", (1, 11), (2, 19)),
        (PeriodKind.TERM, "Second semester", (2, 22), (5, 28)),
        (PeriodKind.CLOSURE, "Easter break", (3, 25), (3, 30)),
        (PeriodKind.EXAMS, "Summer exams", (6, 7), (7, 23)),
    ),
    "uca.ma": (
        (PeriodKind.TERM, "Autumn session", (9, 14), (12, 31)),
        (PeriodKind.EXAMS, "Autumn exams", (1, 4), (1, 23)),
        (PeriodKind.TERM, "Spring session", (2, 8), (5, 22)),
        (PeriodKind.CLOSURE, "Mid-term break", (3, 14), (3, 21)),
    ),
    "cu.edu.eg": (
        (PeriodKind.TERM, "First term", (9, 20), (12, 24)),
        (PeriodKind.TERM, "Second term", (2, 14), (6, 3)),
        (PeriodKind.EXAMS, "Mid-term exams", (4, 4), (4, 8)),
    ),
    "univ-sfax.tn": (
        (PeriodKind.TERM, "First semester", (9, 14), (12, 19)),
        (PeriodKind.TERM, "Second semester", (2, 1), (5, 15)),
    ),
}


def tell(people: People, today: date) -> None:
    """Add everything; the people and the exchanges are there already."""
    _calendars(people, today)
    _discussion(people)
    _calls(people, today)
    _course(people)
    _endorsement(people, today)


def _calendars(people: People, today: date) -> None:
    """Give the partners of the demo this academic year's terms, and the next one's."""
    this_year = today.year if today.month >= 8 else today.year - 1
    for code, periods in CALENDARS.items():
        institution = Institution.objects.get(schac_code=code)
        for year in (this_year, this_year + 1):
            for kind, name, first, last in periods:
                values = {
                    "kind": kind,
                    "name": name,
                    "starts_on": _day(year, first),
                    "ends_on": _day(year, last),
                    "source": EXAMPLE,
                }
                add_period(institution, year, values, by=people["office"])


def _day(year: int, day: tuple[int, int]) -> date:
    month, number = day
    return date(year if month >= 8 else year + 1, month, number)


def _discussion(people: People) -> None:
    exchange = Exchange.objects.get(title__startswith="Cibo")
    lead, partner = people["tito"], people["hedi"]
    asked = discussion.comment(
        exchange,
        DesignSection.SYLLABUS,
        "The office asks for more hours for the product. Can your students work in week 6, too?",
        [partner],
        by=lead,
    )
    discussion.comment(
        exchange, DesignSection.SYLLABUS, "They can, if week 2 becomes lighter.", by=partner
    )
    discussion.settle(asked, by=lead)


def _calls(people: People, today: date) -> None:
    """A call that waits for somebody, and one that somebody has answered."""
    starts_from = next_monday(today + timedelta(days=90))
    humboldt = Institution.objects.get(schac_code="hu-berlin.de")
    siena = Institution.objects.get(schac_code="unisi.it")
    with on(today - timedelta(days=12)):
        board.publish(
            {
                "institution": humboldt,
                "department": None,
                "title": "Energy communities: who owns the wind?",
                "theme": Theme.ISSUE,
                "offer": "A seminar of twenty students, interviews with two cooperatives, and"
                " experience with one exchange.",
                "seeks": "A class in economics, law or engineering on the southern shore.",
                "isced_f": "0311",
                "languages": [WorkingLanguage.EN, WorkingLanguage.DE],
                "cefr_level": CefrLevel.B2,
                "study_levels": [StudyLevel.MASTER],
                "starts_from": starts_from,
                "ends_until": starts_from + timedelta(days=90),
                "students": 20,
                "course_title": "Energy economics",
            },
            by=people["greta"],
        )
    with on(today - timedelta(days=6)):
        call = board.publish(
            {
                "institution": siena,
                "department": people["tito"].affiliations.get().department,
                "title": "Oral history of two harbours",
                "theme": Theme.SKILLS,
                "offer": "Students record and edit interviews with people who work at the sea.",
                "seeks": "A class that can interview in Arabic or French, and translate together.",
                "isced_f": "0222",
                "languages": [WorkingLanguage.FR, WorkingLanguage.EN],
                "cefr_level": CefrLevel.B1,
                "study_levels": [StudyLevel.BACHELOR],
                "starts_from": starts_from,
                "ends_until": starts_from + timedelta(days=70),
                "students": 15,
                "course_title": "Contemporary history",
            },
            by=people["tito"],
        )
    with on(today - timedelta(days=2)):
        board.approach(
            call,
            Institution.objects.get(schac_code="univ-sfax.tn"),
            "My students know the fishermen of Kerkennah. Could we begin in spring?",
            by=people["hedi"],
        )


def _course(people: People) -> None:
    """A teacher asks to use the open edition of a ready-made exchange in a course."""
    edition = PackageEdition.objects.filter(note__startswith="An edition of the demo").get()
    affiliation = people["tito"].affiliations.select_related("institution", "department").get()
    adoption.adopt(
        edition,
        {
            "institution": affiliation.institution,
            "department": affiliation.department,
            "course_title": "Sociology of the environment",
            "course_code": "SOC-21",
            "students": 18,
            "route": CreditRoute.IN_COURSE,
            "ects": Decimal(6),
            "cfu": Decimal(6),
            "note": "It takes the place of the second half of the seminar.",
        },
        by=people["tito"],
    )


def _endorsement(people: People, today: date) -> None:
    """A design that went to the department's coordinator, while the chain asked for it."""
    siena = Institution.objects.get(schac_code="unisi.it")
    story = Story("heritage", people, next_monday(today + timedelta(days=105)))
    days = (story.starts_on - today).days
    story.propose(days + 25).design(days + 18).confirm(days + 8)
    with on(today - timedelta(days=5)):
        set_chain(siena, needs_endorsement=True, by=people["office"])
    story.submit(days + 4)
    with on(today - timedelta(days=1)):
        set_chain(siena, needs_endorsement=False, by=people["office"])
