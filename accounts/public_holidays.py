"""The national public holidays of a country. Pure: a country and years in, dates out.

The dates are those of the `holidays` library, which computes them from each country's law and
gives its sources in its documentation; regional and local holidays are not among them. Dates of
the Islamic calendar depend on the sighting of the moon, and stay estimates until the country has
announced them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

# The library names every country's holidays in this language.
FALLBACK = "en_US"
_ESTIMATED = re.compile(r"\s*\(estimated\)|,\s*estimated(?=\))")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; `is_estimated` when its date is not certain yet."""

    day: date
    name: str
    is_estimated: bool = False


def is_known(country: str) -> bool:
    """Tell whether the holidays of the country (ISO 3166-1, two letters) are known."""
    return country in _languages_by_country()


def public_holidays(country: str, first: date, last: date, language: str = "en") -> list[Holiday]:
    """Return the holidays from `first` to `last`, both included, by date.

    They are named in `language` (`it`) where the library has it for the country, else in English.
    The list is empty for a country that is not known: ask `is_known`.
    """
    found = (
        holiday
        for year in range(first.year, last.year + 1)
        for holiday in _holidays_of(country, year, language).values()
    )
    return [holiday for holiday in found if first <= holiday.day <= last]


@lru_cache(maxsize=512)
def _holidays_of(country: str, year: int, language: str) -> Mapping[date, Holiday]:
    """Return the holidays of a calendar year; those of one day are one, with all names."""
    if not is_known(country):
        return {}
    english = holidays.country_holidays(country, years=year, language=FALLBACK)
    spoken = _spoken(country, language)
    named = english
    if spoken != FALLBACK:
        named = holidays.country_holidays(country, years=year, language=spoken)
    return {
        day: Holiday(
            day=day,
            name=_ESTIMATED.sub("", named.get(day) or english[day]),
            is_estimated="estimated" in english[day],
        )
        for day in sorted(english)
    }


def _spoken(country: str, language: str) -> str:
    """Return the library's own code of the language, or of English."""
    spoken = _languages_by_country().get(country, [])
    return next((code for code in spoken if code.partition("_")[0] == language), FALLBACK)


@lru_cache(maxsize=1)
def _languages_by_country() -> Mapping[str, list[str]]:
    """Return the languages that each country's holidays are named in; none where it has one."""
    named = holidays.list_localized_countries(include_aliases=False)
    known = holidays.list_supported_countries(include_aliases=False)
    return {country: named.get(country, []) for country in known}
