"""The home page of each role: what waits for the reader comes first.

A person may have several roles; each part says nothing where the role has nothing to show. The
number of queries depends on the roles, never on the number of rows.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from accounts.standing import needs_affiliation
from core.components import Site, Tile, Turn
from core.delivery_report import queue_now
from core.models import AddressTrouble
from core.templatetags.ui import zone_name
from credits.models import CreditProposal, LedgerEntry
from exchanges.adoption_turns import adoption_turns
from exchanges.board_turns import board_turns
from exchanges.enums import IN_USE, EnrolmentState, ExchangeState
from exchanges.models import Enrolment, Exchange, PackageEnrolment, Session
from exchanges.presentation import ExchangeRow, rows_for
from exchanges.querysets import ExchangeQuerySet
from exchanges.turns import MOST, turns_for

SHOWN = 8
UNDER_WAY = (
    ExchangeState.DRAFT,
    ExchangeState.RETURNED,
    ExchangeState.ENDORSING,
    ExchangeState.SUBMITTED,
    ExchangeState.APPROVED,
    ExchangeState.OPEN,
    ExchangeState.RUNNING,
)


def home_of(user: User) -> dict[str, Any]:
    """Return what the person's home page shows."""
    kinds = user.affiliation_kinds
    is_office = user.is_superuser or bool(user.institutions_as(Role.OFFICE))
    is_teacher = AffiliationKind.TEACHER in kinds
    is_student = AffiliationKind.STUDENT in kinds
    is_facilitator = any(role == Role.FACILITATOR for role, *_place in user.roles)
    desk: dict[str, Any] = {
        "is_office": is_office,
        "is_teacher": is_teacher,
        "is_student": is_student,
        "needs_affiliation": not kinds and not is_office and needs_affiliation(user),
    }
    if is_office or is_teacher or user.departments_as(Role.COORDINATOR):
        answers = board_turns(user) if is_teacher else []
        turns = [*turns_for(user), *answers, *adoption_turns(user)]
        desk["turns"] = _by_age(turns)[:MOST]
    if is_office:
        desk |= _office(user, desk["turns"])
    if is_teacher:
        desk["mine"] = _rows(Exchange.objects.taught_by(user), user)
    elif user.roles and not is_office:
        followed = Exchange.objects.joined_by(user) if is_facilitator else Exchange.objects.none()
        desk["followed"] = _rows(Exchange.objects.concerning(user) | followed, user)
    if is_student:
        desk |= _student(user)
    if is_student or is_facilitator:
        desk |= _next(user)
    return desk


def _by_age(turns: list[Turn]) -> list[Turn]:
    """Put the turns of several kinds in one order, oldest first."""
    return sorted(turns, key=lambda turn: turn.since or timezone.now())


def _office(user: User, turns: list[Turn]) -> dict[str, Any]:
    mine = Exchange.objects.handled_by(user)
    counts = dict(mine.values_list("state").annotate(number=Count("pk")).order_by())
    exchanges = reverse("exchanges:exchange-list")
    watches_mail = user.has_perm("accounts.view_delivery")
    return {
        "turns": [*turns, *_several(user, watches_mail=watches_mail)],
        "queue": queue_now() if watches_mail else None,
        "tiles": [
            Tile(state.label, counts.get(state, 0), f"{exchanges}?state={state}&mine=on")
            for state in UNDER_WAY
        ],
    }


def _several(user: User, *, watches_mail: bool) -> Iterator[Turn]:
    """Tell of what waits by the number; one query counts it all."""
    proposals = CreditProposal.objects.decided_by_office_of(user).waiting()
    people = User.objects.visible_to(user).waiting_for_confirmation()
    refused = AddressTrouble.objects.open() if watches_mail else AddressTrouble.objects.none()
    parts = {"proposals": proposals, "people": people, "refused": refused}
    first, *others = [_counted(rows, what) for what, rows in parts.items()]
    counts = dict(first.union(*others, all=True))
    if number := counts.get("proposals"):
        words = ngettext("%(number)d proposal", "%(number)d proposals", number)
        todo, page = _("Decide on proposed credits"), reverse("credits:proposal-list")
        yield Turn(todo=todo, title=words % {"number": number}, url=page)
    if number := counts.get("people"):
        words = ngettext("%(number)d person", "%(number)d people", number)
        todo, page = _("Confirm who people say they are"), reverse("accounts:person-list")
        yield Turn(todo=todo, title=words % {"number": number}, url=f"{page}?waiting=on")
    if number := counts.get("refused"):
        words = ngettext("%(number)d address", "%(number)d addresses", number)
        todo, page = _("Look after addresses that refuse e-mails"), reverse("delivery-addresses")
        yield Turn(todo=todo, title=words % {"number": number}, url=f"{page}?state=open")


def _counted(rows: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    """Return a row that says how many there are, or none."""
    named = rows.order_by().annotate(what=Value(what)).values_list("what")
    counted: QuerySet[Any, Any] = named.annotate(number=Count("pk", distinct=True))
    return counted


def _rows(exchanges: ExchangeQuerySet, user: User) -> list[ExchangeRow]:
    """Return the exchanges under way that changed last."""
    rows = exchanges.filter(state__in=UNDER_WAY).for_list()
    return rows_for(list(rows.order_by("-state_changed_at", "-id")[:SHOWN]), user)


def _next(user: User) -> dict[str, Any]:
    """Say which meeting the person is next expected in."""
    mine = Session.objects.upcoming().of_person(user).filter(exchange__state__in=IN_USE)
    session = mine.select_related("exchange").first()
    return {
        "shows_next": True,
        "next_session": session,
        "next_sites": _sites(session, user) if session else [],
    }


def _student(user: User) -> dict[str, Any]:
    enrolments = Enrolment.objects.standing().filter(student=user)
    rows = enrolments.select_related("exchange", "team__institution").order_by("-created_at")
    return {
        "studied": rows[:SHOWN],
        "packages": PackageEnrolment.objects.exclude(state=EnrolmentState.WITHDRAWN)
        .filter(student=user)
        .select_related("edition__package")
        .order_by("-created_at", "-id")[:SHOWN],
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
