"""What pages show of calls for partners, and of what is written about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.components import Fact, Tone
from exchanges import isced
from exchanges.enums import ApproachState, CallState, StudyLevel, WorkingLanguage
from exchanges.models import Approach, PartnerCall
from exchanges.workflow.board import obstacle

CALL_TONES: dict[str, Tone] = {
    CallState.OPEN: "info",
    CallState.MATCHED: "done",
    CallState.CLOSED: "neutral",
}
APPROACH_TONES: dict[str, Tone] = {
    ApproachState.SENT: "waiting",
    ApproachState.ANSWERED: "info",
    ApproachState.DECLINED: "neutral",
    ApproachState.WITHDRAWN: "neutral",
    ApproachState.MATCHED: "done",
}


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list."""

    call: PartnerCall
    url: str
    place: str
    field: str
    languages: str
    window: str
    tone: Tone

    @property
    def is_stale(self) -> bool:
        """Tell whether only its dates keep it off the board."""
        return self.call.state == CallState.OPEN and self.call.is_past


def rows_for(calls: Sequence[PartnerCall]) -> list[CallRow]:
    """Return the rows of a list; the calls come from `for_list()`, so nothing more is asked."""
    # One address is resolved, not one for each row.
    root = reverse("exchanges:call-list")
    return [
        CallRow(
            call=call,
            url=f"{root}{call.pk}/",
            place=place_of(call),
            field=isced.label(call.isced_f),
            languages=languages_of(call),
            window=window_of(call),
            tone=CALL_TONES[call.state],
        )
        for call in calls
    ]


def place_of(call: PartnerCall) -> str:
    """Return the university, its city and its country."""
    home = call.institution
    return f"{home.name}, {home.city}, {home.country.name}"


def languages_of(call: PartnerCall) -> str:
    """Return the languages, the first one first, and the level that students need."""
    names = ", ".join(str(WorkingLanguage(code).label) for code in call.languages)
    return f"{names}, {call.cefr_level}"


def window_of(call: PartnerCall) -> str:
    """Return the time in which the exchange would lie."""
    return _("%(first)s to %(last)s") % {
        "first": date_format(call.starts_from, "j M Y"),
        "last": date_format(call.ends_until, "j M Y"),
    }


def facts_of(call: PartnerCall) -> list[Fact]:
    """Return what stands beside a call."""
    levels = ", ".join(str(StudyLevel(level).label) for level in call.study_levels)
    facts = [
        Fact(_("Author"), call.author_name),
        Fact(_("University"), place_of(call)),
        Fact(_("Field of study"), isced.label(call.isced_f)),
        Fact(_("Built around"), call.get_theme_display()),
        Fact(_("Languages"), languages_of(call)),
        Fact(_("Level of study"), levels or _("any")),
        Fact(_("Between"), window_of(call)),
        Fact(_("Students"), call.students),
    ]
    if call.course_title:
        facts.append(Fact(_("Course"), call.course_title))
    return facts


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A message to the author, as one of the two reads it.

    `person` and `place` are the sender's; `address` is the other's, once both may see it;
    `obstacle` says why no draft can come of it.
    """

    approach: Approach
    is_mine: bool
    place: str
    address: str
    obstacle: str
    tone: Tone

    @property
    def is_standing(self) -> bool:
        """Tell whether something may still come of it, or has."""
        return self.approach.state not in {ApproachState.DECLINED, ApproachState.WITHDRAWN}


def correspondence(approach: Approach, reader_id: object) -> Correspondence:
    """Return a message (from `for_page()`) for its sender, or else for the author."""
    is_mine = approach.sender_id == reader_id
    other = approach.call.author if is_mine else approach.sender
    home = approach.institution
    return Correspondence(
        approach=approach,
        is_mine=is_mine,
        place=f"{home.name}, {home.city}, {home.country.name}",
        address=other.email if approach.is_in_contact else "",
        obstacle=obstacle(approach.call, home),
        tone=APPROACH_TONES[approach.state],
    )
