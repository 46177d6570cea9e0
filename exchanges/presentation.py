"""What pages show of an exchange: its path, its findings, its tabs and sections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.defaultfilters import floatformat
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from core.components import Fact, Link, Site, Step, Tone
from exchanges import isced, path
from exchanges.enums import ExchangeState
from exchanges.models import Exchange, Team
from mou.enums import AgreementState
from training.enums import PlaceState
from training.standing import training_states

Reader = User | AnonymousUser
DESIGN_STATES = (
    ExchangeState.DRAFT,
    ExchangeState.RETURNED,
    ExchangeState.ENDORSING,
    ExchangeState.SUBMITTED,
)
AGREEMENT_TONES: dict[str, Tone] = {
    AgreementState.DRAFT: "neutral",
    AgreementState.FOR_SIGNATURE: "waiting",
    AgreementState.IN_FORCE: "done",
    AgreementState.ENDED: "neutral",
    AgreementState.ABANDONED: "stopped",
}
STATE_TONES: dict[str, Tone] = {
    ExchangeState.DRAFT: "neutral",
    ExchangeState.ENDORSING: "waiting",
    ExchangeState.SUBMITTED: "waiting",
    ExchangeState.RETURNED: "waiting",
    ExchangeState.APPROVED: "info",
    ExchangeState.OPEN: "info",
    ExchangeState.RUNNING: "done",
    ExchangeState.COMPLETED: "done",
    ExchangeState.REJECTED: "stopped",
    ExchangeState.CANCELLED: "stopped",
}


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """An exchange in a list: who takes part, and where it stands."""

    exchange: Exchange
    url: str
    places: str
    steps: list[Step]


def rows_for(exchanges: Sequence[Exchange], reader: Reader) -> list[ExchangeRow]:
    """Return the rows of a list, with one query for everybody's training.

    The exchanges come from `for_list()`, so nothing else is asked of the database.
    """
    known = training_of(exchanges)
    # One address is resolved, not one for each row.
    root = reverse("exchanges:exchange-list")
    return [
        ExchangeRow(
            exchange=exchange,
            url=f"{root}{exchange.pk}/",
            places=", ".join(team.institution.name for team in exchange.teams.all()),
            steps=path.steps(journey_of(exchange, reader, known)),
        )
        for exchange in exchanges
    ]


def training_of(exchanges: Iterable[Exchange]) -> dict[Any, PlaceState]:
    """Return the training of the leads of all teams, by user id, in one query."""
    teams = (team for exchange in exchanges for team in exchange.teams.all())
    return training_states({team.lead_id for team in teams} - {None})


def journey_of(exchange: Exchange, reader: Reader, known: dict[Any, PlaceState]) -> path.Journey:
    """Return an exchange (from `for_list()`) as its path sees it."""
    teams = list(exchange.teams.all())
    person = reader if isinstance(reader, User) else None
    offices = person.institutions_as(Role.OFFICE) if person else frozenset()
    departments = person.departments_as(Role.COORDINATOR) if person else frozenset()
    return path.Journey(
        state=exchange.state,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        teams=tuple(
            path.TeamOnPath(
                place=team.institution.name,
                is_initiator=team.is_initiator,
                is_mine=team.lead_id is not None and team.lead_id == reader.pk,
                has_lead=team.lead_id is not None,
                is_invited=bool(getattr(team, "is_invited", False)),
                has_confirmed=team.is_confirmed,
                training=_training(known.get(team.lead_id)),
            )
            for team in teams
        ),
        agreement=exchange.agreement.state if exchange.agreement else "",
        is_office=any(team.institution_id in offices for team in teams),
        is_coordinator=any(
            team.is_initiator and team.department_id in departments for team in teams
        ),
    )


def _training(state: PlaceState | None) -> path.Training:
    if state is None:
        return "none"
    return "completed" if state == PlaceState.COMPLETED else "enrolled"


def address(name: str, *args: Any) -> str:
    """Return an address, or an empty text where the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def frame(exchange: Exchange, tab: str = "") -> dict[str, Any]:
    """Return what every page of an exchange shows around its content; no tab, no tabs."""
    return {
        "exchange": exchange,
        "tabs": tabs(exchange, tab) if tab else [],
        "kicker": kicker(exchange),
        "tone": STATE_TONES[exchange.state],
        "is_designing": exchange.state in DESIGN_STATES,
        "teams": team_cards(exchange),
        "facts": key_facts(exchange),
    }


def tabs(exchange: Exchange, current: str) -> list[Link]:
    """Return the pages of an exchange for those who take part in its making."""
    pages = [
        ("overview", _("Overview"), exchange.get_absolute_url()),
        ("design", _("Design"), reverse("exchanges:design-detail", args=[exchange.pk])),
        ("sessions", _("Sessions"), address("exchanges:session-list", exchange.pk)),
        ("people", _("People"), reverse("exchanges:exchange-people", args=[exchange.pk])),
        ("agreement", _("Agreement"), reverse("exchanges:exchange-agreement", args=[exchange.pk])),
        ("history", _("History"), reverse("exchanges:exchange-history", args=[exchange.pk])),
    ]
    return [
        Link(label=label, url=url, is_current=key == current) for key, label, url in pages if url
    ]


def kicker(exchange: Exchange) -> str:
    """Return the words above the title: what it is, its field, its language and level."""
    parts = [
        _("TEP"),
        exchange.field_of_study or isced.label(exchange.isced_f),
        f"{exchange.get_language_display()} {exchange.cefr_level}",
    ]
    return " · ".join(part for part in parts if part)


def key_facts(exchange: Exchange) -> list[Fact]:
    """Return the facts in a line under the title."""
    return [
        Fact(_("Dates"), _("%(first)s to %(last)s") % _dates(exchange)),
        Fact(_("Weeks"), exchange.weeks),
        Fact(_("Language"), f"{exchange.get_language_display()}, {exchange.cefr_level}"),
        Fact(_("Built around"), exchange.get_theme_display()),
    ]


def _dates(exchange: Exchange) -> dict[str, str]:
    return {
        "first": date_format(exchange.starts_on, "j M Y"),
        "last": date_format(exchange.ends_on, "j M Y"),
    }


def team_facts(team: Team) -> list[Fact]:
    """Return what a team brings: its course, its places, its workload and credits."""
    seats = {"taken": team.seats_taken, "seats": team.seats}
    return [
        Fact(_("Course"), team.course_title or "–"),
        Fact(_("Places"), _("%(taken)s of %(seats)s taken") % seats),
        Fact(_("Hours for each student"), _number(team.workload_hours)),
        Fact("ECTS", _number(team.ects)),
        *([Fact("CFU", _number(team.cfu))] if team.cfu else []),
    ]


def _number(value: Decimal | None) -> str:
    return floatformat(value) if value else "–"


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team as pages show it: who it is, what it brings, and whether it confirmed."""

    team: Team
    facts: list[Fact]
    has_confirmed: bool
    is_invited: bool


def team_cards(exchange: Exchange) -> list[TeamCard]:
    """Return the teams (from `for_list()`) as pages show them."""
    cards = []
    for team in exchange.teams.all():
        team.exchange = exchange
        cards.append(
            TeamCard(
                team=team,
                facts=team_facts(team),
                has_confirmed=team.is_confirmed,
                is_invited=bool(getattr(team, "is_invited", False)),
            )
        )
    return cards


def sites(exchange: Exchange, reader: Reader) -> list[Site]:
    """Return the places of the teams with their zones; the reader's own is marked.

    Two teams in one zone stay two sites: people look for the name of their own city.
    """
    zone = reader.time_zone if isinstance(reader, User) else ""
    found: list[Site] = []
    for team in exchange.teams.all():
        place = team.institution
        is_mine = bool(zone) and place.time_zone == zone and not any(s.is_mine for s in found)
        found.append(Site(label=place.city, zone=place.time_zone, is_mine=is_mine))
    return found
