"""The pages that are measured: a new page joins by one line.

`path` may name what the seed returns: `{exchange}`, `{agreement}`, `{edition}`, `{call}`,
`{submitted}`. `kind` chooses the floor that it is compared with.
"""

from typing import NamedTuple


class Page(NamedTuple):
    """One page: its name, its address, who looks at it, and whether it is a list or a detail."""

    name: str
    path: str
    who: str
    kind: str


FLOORS = (
    Page("floor: list", "/floor/list/", "office", "list"),
    Page("floor: detail", "/floor/detail/", "office", "detail"),
)

PAGES = (
    Page("exchanges", "/exchanges/", "office", "list"),
    Page("exchanges, as a student", "/exchanges/", "student", "list"),
    Page("exchanges, one state", "/exchanges/?state=open", "office", "list"),
    Page("exchanges, search", "/exchanges/?q=migration", "office", "list"),
    Page("review queue", "/exchanges/review/", "office", "list"),
    Page("review", "/exchanges/{submitted}/review/", "office", "review"),
    Page("ready-made catalogue", "/exchanges/ready-made/", "student", "list"),
    Page("ready-made, open now", "/exchanges/ready-made/?state=open&q=water", "student", "list"),
    Page("ready-made in courses", "/exchanges/ready-made/uses/", "office", "list"),
    Page("ready-made to decide", "/exchanges/ready-made/uses/waiting/", "office", "list"),
    Page("agreements", "/agreements/", "office", "list"),
    Page("training editions", "/training/", "teacher", "list"),
    Page("calendar", "/calendar/", "teacher", "list"),
    Page("calendar, a month", "/calendar/month/", "teacher", "list"),
    Page("credit proposals", "/credits/proposals/", "office", "list"),
    Page("people", "/people/", "office", "list"),
    Page("calls for partners", "/exchanges/partners/", "teacher", "list"),
    Page("calls, search", "/exchanges/partners/?q=migration+water", "teacher", "list"),
    Page(
        "calls, filtered",
        "/exchanges/partners/?field=02&language=fr&level=master&country=IT"
        "&since=2027-03-01&until=2027-06-30",
        "teacher",
        "list",
    ),
    Page("calls, my own", "/exchanges/partners/?mine=own", "teacher", "list"),
    Page("call", "/exchanges/partners/{call}/", "teacher", "detail"),
    Page("exchange", "/exchanges/{exchange}/", "teacher", "detail"),
    Page("common dates", "/exchanges/{exchange}/windows/", "teacher", "detail"),
    Page("changes of a design", "/exchanges/{exchange}/changes/", "teacher", "detail"),
    Page("discussion", "/exchanges/{exchange}/discussion/design/", "teacher", "detail"),
    Page("agreement", "/agreements/{agreement}/", "office", "detail"),
    Page("training edition", "/training/editions/{edition}/", "teacher", "detail"),
    Page("home, office", "/", "office", "home"),
    Page("home, teacher", "/", "teacher", "home"),
    Page("home, student", "/", "student", "home"),
)
