"""The pages that are measured: a new page joins by one line.

`path` may name what the seed returns: `{exchange}`, `{agreement}`, `{edition}`. `kind` chooses
the floor that it is compared with.
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
    Page("agreements", "/agreements/", "office", "list"),
    Page("training editions", "/training/", "teacher", "list"),
    Page("credit proposals", "/credits/proposals/", "office", "list"),
    Page("people", "/people/", "office", "list"),
    Page("exchange", "/exchanges/{exchange}/", "teacher", "detail"),
    Page("common dates", "/exchanges/{exchange}/windows/", "teacher", "detail"),
    Page("agreement", "/agreements/{agreement}/", "office", "detail"),
    Page("training edition", "/training/editions/{edition}/", "teacher", "detail"),
    Page("home, office", "/", "office", "home"),
    Page("home, teacher", "/", "teacher", "home"),
    Page("home, student", "/", "student", "home"),
)
