"""Read what the finder of common dates needs out of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.calendars import calendars_of
from accounts.enums import PeriodKind
from accounts.models import Institution
from accounts.teaching_days import Stretch, academic_year
from exchanges.design_values import rules_for
from exchanges.models import Exchange
from exchanges.windows import Search, Site, whole_weeks

# How far ahead the finder looks unless it is told otherwise.
HORIZON = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Place:
    """An institution that takes part, as the finder sees it.

    `missing` are the academic years of the search of which nobody gave a term there.
    """

    institution: Institution
    site: Site
    missing: tuple[int, ...]

    @property
    def has_terms(self) -> bool:
        """Tell whether a term is given for any of those years."""
        return any(period.kind == PeriodKind.TERM for period in self.site.calendar.periods)


def places_of(exchange: Exchange, first: date, last: date) -> list[Place]:
    """Return the institutions of the teams, in the order of the teams, for a span: one query.

    A team counts from the moment that it is added, whether it has a lead or not. The exchange
    comes from `for_page()`, so its teams are loaded.
    """
    institutions = [team.institution for team in exchange.teams.all()]
    calendars = calendars_of(institutions, *whole_weeks(first, last))
    years = range(academic_year(first), academic_year(last) + 1)
    return [
        Place(
            institution=institution,
            site=Site(str(institution.pk), calendars[institution.pk]),
            missing=missing_years(calendars[institution.pk].periods, years),
        )
        for institution in institutions
    ]


def missing_years(periods: Sequence[Stretch], years: Sequence[int]) -> tuple[int, ...]:
    """Return the academic years of these of which no term is given."""
    known = {period.year for period in periods if period.kind == PeriodKind.TERM}
    return tuple(year for year in years if year not in known)


def default_search(exchange: Exchange) -> Search:
    """Return where the finder looks first: a year from today, for as long as the rules say.

    Without programme rules it looks for the length that the exchange has now.
    """
    today = timezone.localdate()
    rules = rules_for(exchange)
    return Search(
        first=today,
        last=today + HORIZON,
        min_weeks=rules.min_weeks if rules else exchange.weeks,
        max_weeks=rules.max_weeks if rules else exchange.weeks,
    )
