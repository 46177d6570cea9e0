"""The calendars and the windows as a table of weeks."""

from datetime import date, timedelta

from hypothesis import given

from accounts.public_holidays import Holiday
from accounts.teaching_days import Calendar
from exchanges.window_timeline import timeline
from exchanges.windows import Search, Site, find, whole_weeks
from tests.exchanges.test_windows import (
    AUTUMN,
    SATURDAY_SUNDAY,
    searches,
    several_sites,
    stretch,
)


def states(calendar, first, last):
    row = timeline([Site("a", calendar)], first, last).rows[0]
    return [(run.state, run.weeks) for run in row.runs]


def test_runs_put_weeks_of_one_state_together_and_partial_weeks_alone():
    feast = Holiday(date(2026, 10, 7), "Feast")
    calendar = Calendar(
        SATURDAY_SUNDAY,
        (
            AUTUMN,
            stretch("closure", date(2026, 10, 26), date(2026, 11, 6), "Break"),
            stretch("exams", date(2026, 12, 21), date(2027, 1, 22), "Exams"),
        ),
        {feast.day: feast},
    )
    assert states(calendar, date(2026, 9, 7), date(2027, 1, 31)) == [
        ("outside", 2),
        ("teaching", 2),
        ("partial", 1),
        ("teaching", 2),
        ("closure", 2),
        ("teaching", 6),
        ("exams", 5),
        ("outside", 1),
    ]
    row = timeline([Site("a", calendar)], date(2026, 9, 7), date(2027, 1, 31)).rows[0]
    partial, closure = row.runs[2], row.runs[4]
    assert (partial.teaching, partial.working, partial.lost) == (4, 5, 1)
    assert partial.names == ("Feast",)
    assert (closure.first, closure.last) == (date(2026, 10, 26), date(2026, 11, 8))
    assert closure.names == ("Break",)


def test_weeks_of_an_unknown_year_and_of_a_place_that_never_works():
    span = (date(2026, 9, 7), date(2026, 9, 20))
    assert states(Calendar(SATURDAY_SUNDAY), *span) == [("unknown", 2)]
    assert states(Calendar(frozenset(range(1, 8))), *span) == [("rest", 2)]


def test_windows_that_overlap_stand_in_different_lanes():
    sites = [Site("a", Calendar(SATURDAY_SUNDAY, (AUTUMN,)))]
    wanted = Search(date(2026, 9, 21), date(2026, 12, 18), 4, 4)
    windows = find(sites, wanted)
    table = timeline(sites, wanted.first, wanted.last, windows)
    assert [[(piece.number, piece.weeks) for piece in lane] for lane in table.lanes] == [
        [(1, 4), (3, 4), (5, 4), (0, 1)],
        [(0, 2), (2, 4), (4, 4), (0, 3)],
    ]


@given(several_sites(), searches())
def test_every_row_and_lane_fills_the_weeks_and_every_window_stands_once(sites, wanted):
    windows = find(sites, wanted)
    table = timeline(sites, wanted.first, wanted.last, windows)
    begin, end = whole_weeks(wanted.first, wanted.last)
    assert table.weeks == ((end - begin).days + 1) // 7
    assert sum(month.weeks for month in table.months) == table.weeks
    assert [row.key for row in table.rows] == [site.key for site in sites]
    for row in table.rows:
        assert sum(run.weeks for run in row.runs) == table.weeks
        assert row.runs[0].first == begin
        for run, following in zip(row.runs, row.runs[1:], strict=False):
            assert following.first == run.last + timedelta(days=1)
    numbers = []
    for lane in table.lanes:
        assert sum(piece.weeks for piece in lane) == table.weeks
        here = begin
        for piece in lane:
            if piece.window is not None:
                assert piece.window is windows[piece.number - 1]
                assert here <= piece.window.first < here + timedelta(days=7)
                assert piece.weeks == piece.window.weeks
                numbers.append(piece.number)
            here += timedelta(weeks=piece.weeks)
    assert sorted(numbers) == list(range(1, len(windows) + 1))
