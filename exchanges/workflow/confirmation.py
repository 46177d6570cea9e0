"""Who stands behind which section of a design, and what makes that lapse."""

from collections.abc import Iterable

from accounts.models import User
from exchanges.enums import DesignSection
from exchanges.models import Exchange, SectionConfirmation, SectionRevision, Team
from exchanges.notifications import team as notifications
from exchanges.workflow.walkers import EXCHANGES

SHARED = tuple(section for section in DesignSection if section != DesignSection.TEAMS)
"""The sections that every team confirms; in the one on teams each confirms its own part."""


def lapse(
    exchange: Exchange,
    sections: Iterable[DesignSection],
    team: Team | None = None,
    *,
    by: User | None = None,
) -> list[Team]:
    """Drop the confirmations of these sections, of one team or of all.

    Returns the teams that had confirmed one of them. Call it in the step of the change. The lead
    of a team that stood behind the whole design until now is told, once: the next message needs
    another confirmation first. `by`, who made the change, knows already; and whose design comes
    back from a review reads it in that letter.
    """
    named = list(sections)
    rows = SectionConfirmation.objects.filter(team__exchange=exchange, section__in=named)
    if team is not None:
        rows = rows.filter(team=team)
    touched = Team.objects.filter(exchange=exchange, pk__in=rows.values("team"))
    teams = list(touched.select_related("institution", "lead"))
    rows.delete()
    Team.objects.filter(pk__in=[row.pk for row in teams]).update(is_confirmed=False)
    for row in teams:
        was_confirmed, row.is_confirmed, row.exchange = row.is_confirmed, False, exchange
        if was_confirmed and row.lead != by and EXCHANGES.allows(exchange, "confirm"):
            notifications.confirmation_lapsed(row, named, by)
    return teams


def drop_confirmations(team: Team) -> None:
    """Forget what a former lead confirmed: nobody confirms for somebody else."""
    team.confirmations.all().delete()
    team.is_confirmed = False


def confirm_all_sections(team: Team, *, by: User) -> None:
    """Record that the team's lead stands behind every section as it is now worded."""
    for section, number in present_numbers(team).items():
        SectionConfirmation.objects.update_or_create(
            team=team, section=section, defaults={"number": number, "by": by}
        )


def unconfirmed_sections(team: Team) -> list[DesignSection]:
    """Return the sections that the team's lead has still to confirm, in the design's order.

    Reads `confirmations.all()`, so a page that prefetched them asks nothing more.
    """
    known = {row.section for row in team.confirmations.all()}
    return [section for section in DesignSection if section not in known]


def present_numbers(team: Team) -> dict[DesignSection, int]:
    """Return the number of each section's present wording, as the team confirms it."""
    rows = SectionRevision.objects
    numbers: dict[DesignSection, int] = {s: rows.last_number(team.exchange, s) for s in SHARED}
    numbers[DesignSection.TEAMS] = rows.last_number(team.exchange, DesignSection.TEAMS, team.pk)
    return numbers
