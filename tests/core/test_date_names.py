from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from core.date_names import DAYS, MONTHS


def test_date_in_italian_begins_no_name_with_a_capital():
    with translation.override("it"):
        assert date_format(date(2026, 12, 1), "D j F Y") == "mar 1 dicembre 2026"


def test_names_are_those_that_django_asks_for():
    with translation.override("en"):
        days = [date_format(date(2026, 6, day), "D") for day in range(1, 8)]
        months = [date_format(date(2026, month, 1), "F") for month in range(1, 13)]
    assert (days, months) == (list(DAYS), list(MONTHS))
