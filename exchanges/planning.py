"""Read what the planner of sessions needs out of the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import OperationalError, ProgrammingError, transaction

from accounts.calendars import calendars_of, closed_days_in
from accounts.models import Institution
from accounts.reference import shipped_institutions
from accounts.teaching_days import Calendar, academic_year
from exchanges.models import Exchange
from exchanges.planner import Site, Taken
from exchanges.window_values import missing_years

# Nobody has told the portal when a site eats: whoever plans can say another hour, or none.
LUNCH = (time(13), time(14))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """An institution that takes part, as the planner sees it.

    `missing` are the academic years of which nobody gave a term there, and so perhaps no closure.
    """

    institution: Institution
    site: Site
    missing: tuple[int, ...]


def places_of(
    institutions: Iterable[Institution],
    first: date,
    last: date,
    lunch: tuple[time, time] | None = LUNCH,
) -> list[Place]:
    """Return the institutions (unsaved ones as well) for a span of days, in their order: one query.

    The days around the span are read too: a session on its first day may lie on the day before
    elsewhere. `lunch` is a wall time of each site.
    """
    known = list(institutions)
    first, last = first - ONE_DAY, last + ONE_DAY
    calendars = calendars_of(known, first, last)
    return [_place(each, calendars[each.pk], first, last, lunch) for each in known]


def _place(
    institution: Institution,
    calendar: Calendar,
    first: date,
    last: date,
    lunch: tuple[time, time] | None,
) -> Place:
    years = range(academic_year(first + ONE_DAY), academic_year(last - ONE_DAY) + 1)
    return Place(
        institution=institution,
        site=Site(
            key=str(institution.pk),
            zone=institution.time_zone,
            weekend=frozenset(institution.weekend_days),
            closed=closed_days_in(calendar, first, last),
            teaches_from=institution.teaches_from,
            teaches_until=institution.teaches_until,
            lunch=lunch,
        ),
        missing=missing_years(calendar.periods, years),
    )


def taken_of(exchange: Exchange) -> tuple[Taken, ...]:
    """Return the sessions of an exchange that are not cancelled, as the planner sees them."""
    rows = exchange.sessions.live().only("starts_at", "minutes", "parallel_of")
    return tuple(
        Taken(row.starts_at, row.minutes, str(row.parallel_of_id or row.pk)) for row in rows
    )


def names_of(places: Sequence[Place]) -> dict[str, str]:
    """Return how each site is called, by key: its city, or its name where the city has two."""
    cities = [place.institution.city for place in places]
    return {
        place.site.key: place.institution.city
        if cities.count(place.institution.city) == 1
        else place.institution.name
        for place in places
    }


def institutions_named(codes: Sequence[str]) -> list[Institution]:
    """Return the institutions of some SCHAC codes, in their order.

    What the database lacks, or where it has no tables yet, is taken from the shipped file. Raises
    LookupError, with the code that neither knows as its argument.
    """
    known = {each.schac_code: each for each in shipped_institutions()}
    known |= {each.schac_code: each for each in _kept(codes)}
    for code in codes:
        if code not in known:
            raise LookupError(code)
    return [known[code] for code in codes]


def _kept(codes: Sequence[str]) -> list[Institution]:
    try:
        with transaction.atomic():
            return list(Institution.objects.filter(schac_code__in=codes))
    except (OperationalError, ProgrammingError):
        return []
