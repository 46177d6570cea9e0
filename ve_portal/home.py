"""The home page of each role: what waits for the reader comes first.

A person may have several roles; each part says nothing where the role has nothing to show. The
number of queries depends on the roles, never on the number of rows.
"""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from accounts.standing import needs_affiliation
from core.components import Site, Tile, Turn
from core.templatetags.ui import zone_name
from credits.models import CreditProposal, LedgerEntry
from exchanges.enums import ExchangeState
from exchanges.models import Enrolment, Exchange, Session
from exchanges.presentation import ExchangeRow, rows_for

SHOWN = 8
# After so many days something that waits is shown as late.
LATE_DAYS = 7
UNDER_WAY = (
    ExchangeState.DRAFT,
    ExchangeState.RETURNED,
    ExchangeState.SUBMITTED,
    ExchangeState.APPROVED,
    ExchangeState.OPEN,
    ExchangeState.RUNNING,
)
PIPELINE = UNDER_WAY
BY_OFFICE = (ExchangeState.SUBMITTED, ExchangeState.APPROVED)


def home_of(user: User) -> dict[str, Any]:
    """Return what the person's home page shows."""
    kinds = set(user.affiliations.confirmed().values_list("kind", flat=True))
    is_office = user.is_superuser or bool(user.institutions_as(Role.OFFICE))
    desk: dict[str, Any] = {
        "turns": [],
        "is_office": is_office,
        "is_teacher": AffiliationKind.TEACHER in kinds,
        "is_student": AffiliationKind.STUDENT in kinds,
        "needs_affiliation": not kinds and not is_office and needs_affiliation(user),
    }
    if is_office:
        desk |= _office(user)
    if desk["is_teacher"]:
        desk |= _teacher(user, desk["turns"])
    if desk["is_student"]:
        desk |= _student(user)
    return desk


def _office(user: User) -> dict[str, Any]:
    mine = Exchange.objects.handled_by(user)
    waiting = mine.filter(state__in=BY_OFFICE).for_list().order_by("state_changed_at", "id")
    counts = dict(mine.values_list("state").annotate(number=Count("pk")).order_by())
    proposals = CreditProposal.objects.decided_by_office_of(user).waiting()
    people = User.objects.visible_to(user).waiting_for_confirmation().count()
    turns = _turns(rows_for(list(waiting[:SHOWN]), user))
    waiting_proposals = proposals.count()
    if waiting_proposals:
        turns.append(
            Turn(
                todo=_("Decide on proposed credits"),
                title=_("%(number)d proposals") % {"number": waiting_proposals},
                url=reverse("credits:proposal-list"),
            )
        )
    if people:
        turns.append(
            Turn(
                todo=_("Confirm who people say they are"),
                title=_("%(number)d people") % {"number": people},
                url=f"{reverse('accounts:person-list')}?waiting=on",
            )
        )
    exchanges = reverse("exchanges:exchange-list")
    return {
        "turns": turns,
        "tiles": [
            Tile(state.label, counts.get(state, 0), f"{exchanges}?state={state}&mine=on")
            for state in PIPELINE
        ],
    }


def _teacher(user: User, turns: list[Turn]) -> dict[str, Any]:
    rows = Exchange.objects.taught_by(user).filter(state__in=UNDER_WAY).for_list()
    taught = rows_for(list(rows.order_by("-state_changed_at", "-id")[:SHOWN]), user)
    return {"taught": taught, "turns": [*turns, *_turns(taught)]}


def _student(user: User) -> dict[str, Any]:
    enrolments = Enrolment.objects.standing().filter(student=user)
    session = (
        Session.objects.upcoming()
        .filter(exchange__in=enrolments.active().values("exchange"))
        .select_related("exchange")
        .first()
    )
    rows = enrolments.select_related("exchange", "team__institution").order_by("-created_at")
    return {
        "next_session": session,
        "next_sites": _sites(session, user) if session else [],
        "studied": rows[:SHOWN],
        "credits": LedgerEntry.objects.of_student(user).totals(),
    }


def _sites(session: Session, user: User) -> list[Site]:
    """Return every team's place; the reader's own zone is one of them, or is added."""
    teams = session.exchange.teams.select_related("institution")
    sites = [
        Site(
            team.institution.city,
            team.institution.time_zone,
            is_mine=team.institution.time_zone == user.time_zone,
        )
        for team in teams
    ]
    if not any(site.is_mine for site in sites):
        sites.insert(0, Site(zone_name(user.time_zone), user.time_zone, is_mine=True))
    return sites


def _turns(rows: list[ExchangeRow]) -> list[Turn]:
    """Return a turn for each exchange whose path says that it is the reader's."""
    now = timezone.now()
    turns = []
    for row in rows:
        step = next((step for step in row.steps if step.is_mine), None)
        if step is not None:
            since = row.exchange.state_changed_at
            turns.append(
                Turn(
                    todo=capfirst(str(step.detail or step.label)),
                    title=row.exchange.title,
                    url=row.url,
                    since=since,
                    is_late=(now - since).days > LATE_DAYS,
                )
            )
    return sorted(turns, key=lambda turn: turn.since or now)
