"""What the demo's exchanges are about: titles, courses and syllabus, as plain data."""

from dataclasses import dataclass
from typing import Any

from exchanges.enums import ActivityKind, CefrLevel, Dimension, Mode, Theme


@dataclass(frozen=True, slots=True)
class Idea:
    """One design: the lead and the partner are keys of the demo's people."""

    title: str
    field: str
    theme: Theme
    summary: str
    lead: str
    partner: str
    courses: tuple[str, str]
    cefr_level: CefrLevel = CefrLevel.B2


IDEAS = {
    "water": Idea(
        "Water in two cities",
        "Environmental sciences",
        Theme.ISSUE,
        "Students compare how Siena and Giza bring water to their people, and propose one small "
        "improvement for each.",
        "bianca",
        "karim",
        ("Environmental policy", "Urban geography"),
    ),
    "migration": Idea(
        "Migration and the media across the Mediterranean",
        "Political sciences",
        Theme.ISSUE,
        "Mixed groups read the same events in newspapers of both shores, and write a common guide "
        "to reporting on migration.",
        "bianca",
        "yasmine",
        ("Politics of the Mediterranean", "Media and society"),
    ),
    "food": Idea(
        "Cibo, memoria e identità: a shared table",
        "Anthropology",
        Theme.CURRICULUM,
        "Each student brings a recipe and its story; groups make an illustrated cookbook of what "
        "travels and what stays.",
        "tito",
        "hedi",
        ("Cultural anthropology", "Heritage studies"),
        CefrLevel.B1,
    ),
    "energy": Idea(
        "Energy and justice",
        "Economics",
        Theme.ISSUE,
        "Who pays for the change of the energy system, and who decides? Groups argue a real case "
        "before the other class.",
        "bianca",
        "greta",
        ("Public economics", "Energy law"),
    ),
    "journalism": Idea(
        "Citizen journalism with a telephone",
        "Communication",
        Theme.SKILLS,
        "Students learn to check, film and caption a local story, and translate it for readers on "
        "the other shore.",
        "tito",
        "karim",
        ("Digital communication", "Journalism workshop"),
        CefrLevel.B1,
    ),
    "cities": Idea(
        "Reading the city: Siena and Marrakesh",
        "Sociology",
        Theme.CURRICULUM,
        "Squares, markets and their rules: groups map one place in each city and compare who uses "
        "it, and when.",
        "bianca",
        "yasmine",
        ("Urban sociology", "Sociology of space"),
    ),
    "law": Idea(
        "Family law in three systems",
        "Law",
        Theme.CURRICULUM,
        "A case of inheritance is solved under two laws; groups explain to each other what they "
        "took for granted.",
        "bianca",
        "yasmine",
        ("Comparative private law", "Family law"),
        CefrLevel.C1,
    ),
    "chess": Idea(
        "One evening of chess",
        "Education",
        Theme.SKILLS,
        "A single online tournament between the two classes.",
        "tito",
        "hedi",
        ("Education sciences", "Physical education"),
    ),
    "heritage": Idea(
        "What a wall remembers",
        "Heritage studies",
        Theme.CURRICULUM,
        "Each group reads one wall in Siena and one in Marrakesh, and writes the label that a "
        "museum would put beside them.",
        "bianca",
        "yasmine",
        ("Heritage and citizenship", "History of the city"),
    ),
    "childhood": Idea(
        "Growing up by the sea",
        "Psychology",
        Theme.CURRICULUM,
        "How children play and learn on two coasts, from observation to a common poster.",
        "tito",
        "hedi",
        ("Child development", "Psychology of learning"),
    ),
}

OUTCOMES: tuple[dict[str, Any], ...] = (
    {
        "dimension": Dimension.SUBJECT,
        "text": "Explain the case with the concepts of their own course, and of the partners’.",
    },
    {
        "dimension": Dimension.INTERCULTURAL,
        "text": "Describe a position that is not theirs so that its owners recognise it.",
    },
    {
        "dimension": Dimension.TEAMWORK,
        "text": "Share out work in a mixed group and deliver a product on time.",
    },
)

SERVES = {
    ActivityKind.INFORMATION: Dimension.INTERCULTURAL,
    ActivityKind.COMPARISON: Dimension.SUBJECT,
    ActivityKind.COLLABORATION: Dimension.TEAMWORK,
    ActivityKind.DIALOGUE: Dimension.INTERCULTURAL,
}

ACTIVITIES: tuple[dict[str, Any], ...] = tuple(
    {
        "week": week,
        "title": title,
        "kind": kind,
        "mode": mode,
        "hours": hours,
        "is_interactive": is_interactive,
        "is_learner_led": kind in (ActivityKind.DIALOGUE, ActivityKind.COLLABORATION),
        "serves": SERVES.get(kind, ""),
    }
    for week, title, kind, mode, hours, is_interactive in (
        (1, "Who we are: a first meeting", ActivityKind.INFORMATION, Mode.SYNCHRONOUS, "1.5", True),
        (
            1,
            "Reading before the first meeting",
            ActivityKind.PREPARATION,
            Mode.CLASSROOM,
            "4",
            False,
        ),
        (2, "A portrait of our place", ActivityKind.INFORMATION, Mode.ASYNCHRONOUS, "8", True),
        (3, "Comparison in mixed groups", ActivityKind.COMPARISON, Mode.ASYNCHRONOUS, "10", True),
        (4, "What surprised us: dialogue", ActivityKind.DIALOGUE, Mode.SYNCHRONOUS, "1.5", True),
        (
            4,
            "Draft of the common product",
            ActivityKind.COLLABORATION,
            Mode.ASYNCHRONOUS,
            "20",
            True,
        ),
        (5, "The common product", ActivityKind.COLLABORATION, Mode.ASYNCHRONOUS, "16", True),
        (6, "Presentations", ActivityKind.DIALOGUE, Mode.SYNCHRONOUS, "2", True),
        (6, "Diary of what changed", ActivityKind.REFLECTION, Mode.CLASSROOM, "12", False),
    )
)

SESSIONS = (("Opening: who we are", 0), ("Half-way: what surprised us", 3), ("Presentations", 5))
