"""What the clock strip says about sites and coming clock changes."""

from datetime import UTC, date, datetime

from core.clock import change_notices, site_times
from core.components import Site

SIENA = Site("Siena", "Europe/Rome", is_mine=True)
MARRAKESH = Site("Marrakesh", "Africa/Casablanca")
GIZA = Site("Giza", "Africa/Cairo")
PARIS = Site("Paris", "Europe/Paris")
NEW_YORK = Site("New York", "America/New_York")
SPRING = datetime(2027, 4, 13, 12, 0, tzinfo=UTC)


def shifted(notice):
    return [(item.site.label, f"{item.local.at:%H:%M}") for item in notice.shifted]


def test_site_times_reader_at_a_site_comes_first():
    times = site_times(SPRING, [MARRAKESH, SIENA, GIZA])
    assert [item.site.label for item in times] == ["Siena", "Marrakesh", "Giza"]


def test_change_notices_one_site_changes_tells_its_new_hour():
    (notice,) = change_notices(SPRING, [MARRAKESH, SIENA, GIZA])
    assert (notice.day, notice.places) == (date(2027, 4, 30), ["Giza"])
    assert shifted(notice) == [("Giza", "15:00")]


def test_change_notices_reader_changes_tells_the_others_new_hour():
    moment = datetime(2027, 3, 15, 13, 0, tzinfo=UTC)
    (notice,) = change_notices(moment, [SIENA, MARRAKESH])
    assert (notice.places, shifted(notice)) == (["Siena"], [("Marrakesh", "12:00")])


def test_change_notices_all_change_together_is_silent():
    assert change_notices(datetime(2027, 3, 15, 13, 0, tzinfo=UTC), [SIENA, PARIS]) == []


def test_change_notices_two_changes_each_compares_with_the_one_before():
    moment = datetime(2027, 10, 26, 20, 0, tzinfo=UTC)
    first, second = change_notices(moment, [SIENA, NEW_YORK, MARRAKESH])
    assert (first.places, shifted(first)) == (
        ["Siena"],
        [("New York", "17:00"), ("Marrakesh", "21:00")],
    )
    assert (second.places, shifted(second)) == (["New York"], [("New York", "16:00")])


def test_change_notices_no_change_near_is_silent():
    assert change_notices(datetime(2027, 6, 1, 12, 0, tzinfo=UTC), [SIENA, GIZA]) == []
