"""What the design page shows: every component in every state, with texts of real length.

For contributors only, so the texts are not translated. People are fictional.
"""

from datetime import UTC, datetime

from django import forms

from core.components import (
    Fact,
    Finding,
    HistoryEntry,
    Link,
    Section,
    Site,
    Step,
    Tile,
    Turn,
)
from core.paging import Page

# 14:00 in Siena; Giza changes its clocks on 30 April.
SPRING_MEETING = datetime(2027, 4, 13, 12, 0, tzinfo=UTC)
# 22:00 in Siena; one site already has tomorrow's date, and Siena changes on 31 October.
AUTUMN_MEETING = datetime(2027, 10, 26, 20, 0, tzinfo=UTC)

SPRING_SITES = [
    Site("Marrakesh", "Africa/Casablanca"),
    Site("Siena", "Europe/Rome", is_mine=True),
    Site("Giza", "Africa/Cairo"),
]
AUTUMN_SITES = [
    Site("Siena", "Europe/Rome", is_mine=True),
    Site("New York", "America/New_York"),
    Site("Astana", "Asia/Almaty"),
    Site("Nomi", "Asia/Tokyo"),
]
ARABIC_SITES = [
    Site("الجيزة", "Africa/Cairo", is_mine=True),
    Site("مراكش", "Africa/Casablanca"),
    Site("Siena", "Europe/Rome"),
]

STEPS_UNDER_WAY = [
    Step("Train", "done", "Basic, 12 Oct"),
    Step("Invite partner", "done", "Cadi Ayyad, 14 Oct"),
    Step("Design together", "current", "confirm the syllabus", is_mine=True),
    Step("MoU", "todo", "drafted from the syllabus"),
    Step("Run", "todo"),
]
STEPS_WAITING = [
    Step("Train", "done", "Advanced, 3 Feb"),
    Step("Invite partner", "current", "Waiting for the partner teacher to accept"),
    Step("Design together", "todo"),
    Step("MoU", "todo"),
    Step("Run", "todo"),
]
STEPS_STOPPED = [
    Step("Train", "done", "Basic, 12 Oct"),
    Step("Invite partner", "done", "Misr University, 20 Oct"),
    Step("Design together", "done", "Approved, 9 Dec"),
    Step("MoU", "stopped", "The partner university withdrew on 14 January"),
    Step("Run", "todo"),
]
STEPS_DONE = [
    Step("Train", "done", "Basic, 12 Oct"),
    Step("Invite partner", "done", "14 Oct"),
    Step("Design together", "done", "9 Dec"),
    Step("MoU", "done", "In force since 20 Jan"),
    Step("Run", "done", "Ended on 28 May"),
]
ARABIC_STEPS = [
    Step("التدريب", "done", "12 أكتوبر"),
    Step("دعوة الشريك", "done", "جامعة القاضي عياض"),
    Step("التصميم المشترك", "current", "أكّد الخطة الدراسية", is_mine=True),
    Step("مذكرة التفاهم", "todo"),
    Step("التنفيذ", "todo"),
]

FINDINGS = [
    Finding("met", "At least two countries take part", "Italy, Morocco"),
    Finding("met", "Both teams have confirmed", "on 2 and 5 November"),
    Finding("met", "At least one session at the start, in the middle and at the end"),
    Finding(
        "unmet",
        "The exchange lasts at least five weeks",
        found="It lasts four weeks, from 12 April to 9 May.",
        why="Shorter exchanges leave no time for work between the sessions.",
        fix="Change the dates",
        url="#forms",
    ),
    Finding(
        "attention",
        "Sessions fall at usual hours for everyone",
        found="Session 2 is at 21:30 in Giza.",
        why="Few students can join late in the evening.",
        fix="Choose another hour for session 2",
        url="#forms",
    ),
]

TURNS = [
    Turn(
        "Confirm the syllabus",
        "Migrazioni, cittadinanza e politiche di accoglienza nel Mediterraneo contemporaneo",
        "#turns",
        datetime(2026, 10, 2, 8, 0, tzinfo=UTC),
        is_late=True,
    ),
    Turn("Answer the office", "Food cultures", "#turns", datetime(2026, 11, 17, 8, 0, tzinfo=UTC)),
    Turn("Read the agreement", "الهجرة والمواطنة في حوض البحر المتوسط", "#turns"),
]

HISTORY = [
    HistoryEntry(
        "Approved", "Livia Prova, office", datetime(2026, 12, 9, 10, 15, tzinfo=UTC), tone="done"
    ),
    HistoryEntry(
        "Returned",
        "Livia Prova, office",
        datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
        note="The third session has no date yet. Please add it, then submit again.",
        tone="waiting",
    ),
    HistoryEntry("Submitted", "ليلى مثال", datetime(2026, 11, 24, 16, 42, tzinfo=UTC), tone="info"),
    HistoryEntry("Created", "Anna Esempio", datetime(2026, 10, 16, 7, 5, tzinfo=UTC)),
]

FACTS = [
    Fact("Field", "Political sciences"),
    Fact("Language", "English, level B2"),
    Fact("Weeks", "8, from 12 April to 4 June 2027"),
    Fact("Universities", "University of Siena, Cadi Ayyad University, Misr University"),
]
KEY_FACTS = [Fact("ECTS credits", 3), Fact("Seats", "18 of 24"), Fact("Language", "English B2")]

TILES = [
    Tile("waiting for the office", 12, "#tiles"),
    Tile("late", 2, "#tiles", is_late=True),
    Tile("running now", 31, "#tiles"),
    Tile("credits awarded this year", "1,284"),
]

TABS = [
    Link("Overview", "#tabs", is_current=True),
    Link("Design", "#tabs"),
    Link("Sessions", "#tabs", count=3),
    Link("People", "#tabs", count=26),
    Link("Agreement", "#tabs"),
    Link("Credits", "#tabs"),
]

SECTIONS = [
    Section("Idea", "#sections", "done", "complete"),
    Section("Partners", "#sections", "waiting", "not complete", is_current=True),
    Section("Outcomes", "#sections", "neutral", "not begun"),
    Section("Sessions", "#sections", "neutral", "not begun"),
]

BADGES = [
    ("Approved", "done"),
    ("Waiting for the partner team", "waiting"),
    ("Withdrawn", "stopped"),
    ("Enrolment open", "info"),
    ("Draft", "neutral"),
]

ROWS = [
    {
        "title": "Migrazioni, cittadinanza e politiche di accoglienza nel Mediterraneo",
        "partner": "Cadi Ayyad University",
        "steps": STEPS_UNDER_WAY,
        "badge": ("Draft", "neutral"),
        "seats": "0 / 24",
        "next": SPRING_MEETING,
    },
    {
        "title": "الهجرة والمواطنة في حوض البحر المتوسط",
        "partner": "Misr University for Science and Technology",
        "steps": STEPS_STOPPED,
        "badge": ("Withdrawn", "stopped"),
        "seats": "",
        "next": None,
    },
    {
        "title": "Food cultures",
        "partner": "Tbilisi State University",
        "steps": STEPS_DONE,
        "badge": ("Completed", "done"),
        "seats": "24 / 24",
        "next": AUTUMN_MEETING,
    },
]

PAGE = Page(rows=ROWS, previous="before", next="after")


class SampleForm(forms.Form):
    """One field of each kind."""

    # The summary takes the focus on a real page; here it would scroll the page down to it.
    keeps_focus = True

    title = forms.CharField(help_text="As students will read it in the catalogue.", max_length=90)
    contact = forms.EmailField(label="Contact e-mail")
    field = forms.ChoiceField(
        label="Field of study", choices=[("", "Choose one"), ("031", "Social sciences")]
    )
    starts_on = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    aims = forms.CharField(label="What students will be able to do", widget=forms.Textarea)
    level = forms.ChoiceField(
        label="Level of English",
        widget=forms.RadioSelect,
        choices=[("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
    )
    ways = forms.MultipleChoiceField(
        label="Ways of working",
        widget=forms.CheckboxSelectMultiple,
        choices=[("pairs", "In pairs"), ("groups", "In mixed groups")],
        required=False,
        help_text="Choose all that apply.",
    )
    programme = forms.FileField(label="Programme (PDF)", required=False)
    agrees = forms.BooleanField(label="Both teams have agreed on these dates")


class SampleFilterForm(forms.Form):
    """A filter bar's form."""

    words = forms.CharField(label="Title or university", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), ("draft", "Draft")]
    )
