"""The real training courses, each with its source, and the editions whose dates are known.

What a source does not state is left out: the length of the basic training was found in none.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from training.enums import Level
from training.models import Course, Edition

UNICOLLABORATION = (
    "https://www.unicollaboration.org/index.php/eve/erasmus-virtual-exchange-for-professors/"
)
FRAMES = "https://frames-project.eu/outputs/online-training-on-virtual-exchange/open-edition/"

COURSES: tuple[dict[str, Any], ...] = (
    {
        "title": "Basic training on virtual exchange",
        "level": Level.BASIC,
        "provider": "UNICollaboration",
        "summary": (
            "An introduction to virtual exchange for teachers and their colleagues, to be taken "
            "together with the partners. Recommended also before a ready-made exchange."
        ),
        "source": "University of Siena, International Relations Office: Virtual Exchange",
        "editions": (),
    },
    {
        "title": "Collaborative TEP Design",
        "level": Level.ADVANCED,
        "provider": "UNICollaboration",
        "summary": (
            "For teachers who have a partner and propose an exchange together: logistics, learning "
            "goals, intercultural design, tasks, tools, facilitated sessions, assessment and Open "
            "Badges. Eight weeks, two to three hours a week, with mentoring; the design is ready "
            "at the end."
        ),
        "source": f"{UNICOLLABORATION}3/",
        "editions": ({"starts_on": date(2018, 10, 21), "ends_on": date(2018, 12, 15)},),
    },
    {
        "title": "Advanced+",
        "level": Level.ADVANCED_PLUS,
        "provider": "UNICollaboration",
        "summary": (
            "By invitation, for partners who have already run a virtual exchange together: "
            "intercultural dialogue online, Open Badges and data protection. Four weeks, two to "
            "three hours a week."
        ),
        "source": f"{UNICOLLABORATION}4/",
        "editions": (),
    },
    {
        "title": "FRAMES training on virtual exchange for international relations officers",
        "level": Level.STAFF,
        "provider": "FRAMES",
        "summary": (
            "What virtual exchange is and is not, how it is integrated and accredited, and a plan "
            "for one's own university. Four weeks, four hours a week, one of two meetings of 90 "
            "minutes each week."
        ),
        "source": FRAMES,
        "editions": (
            {
                "starts_on": date(2022, 1, 17),
                "ends_on": date(2022, 2, 13),
                "hours": Decimal(16),
                "seats": 100,
                "url": FRAMES,
            },
        ),
    },
)


def load_courses() -> int:
    """Add the courses and editions that are missing and return their number.

    Loading twice adds none, and what the office changed stays.
    """
    added = 0
    with transaction.atomic():
        for values in COURSES:
            fields = {name: value for name, value in values.items() if name != "editions"}
            course, is_new = Course.objects.get_or_create(
                provider=fields.pop("provider"), title=fields.pop("title"), defaults=fields
            )
            added += is_new
            for edition in values["editions"]:
                _row, is_new = Edition.objects.get_or_create(
                    course=course,
                    starts_on=edition["starts_on"],
                    language=edition.get("language", "en"),
                    defaults=edition,
                )
                added += is_new
    return added
