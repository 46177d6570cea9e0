"""The kinds of meetings that a calendar holds, and how one statement brings them together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.models import User
from core.components import Site
from exchanges import session_calendar
from exchanges.models import Exchange
from training import meeting_calendar
from training.models import Edition

_ANY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of meeting, each of which belongs to a group: an exchange, or an edition.

    `rows` gives a person's meetings as `MeetingRow`, `sites` where those of some groups are held
    at the same time. `groups` gives what the person takes part in, and `title` is the lookup of a
    group's title. `page` names the address of a meeting's page, `subscription` that of the page of
    a group's feed.
    """

    name: str
    page: str
    subscription: str
    rows: Callable[[User], QuerySet[Any]]
    sites: Callable[[Collection[UUID]], Mapping[UUID, Sequence[Site]]]
    group: type[Model]
    groups: Callable[[User], QuerySet[Any]]
    title: str

    @property
    def group_type(self) -> str:
        """Return how a feed names this kind of group."""
        return self.group._meta.label_lower

    def page_of(self, meeting_id: UUID) -> str:
        """Return the path of a meeting's page."""
        before, after = _around(self.page)
        return f"{before}{meeting_id}{after}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            name=session_calendar.KIND,
            page="exchanges:session-detail",
            subscription="calendar-exchange",
            rows=session_calendar.session_rows,
            sites=session_calendar.session_sites,
            group=Exchange,
            groups=Exchange.objects.joined_by,
            title="title",
        ),
        Kind(
            name=meeting_calendar.KIND,
            page="training:meeting-detail",
            subscription="calendar-edition",
            rows=meeting_calendar.meeting_rows,
            sites=meeting_calendar.meeting_sites,
            group=Edition,
            groups=Edition.objects.attended_by,
            title="course__title",
        ),
    )
}


def kind_of_group(group_type: str) -> Kind:
    """Return the kind whose meetings belong to such a group; raises LookupError for another."""
    for kind in KINDS.values():
        if kind.group_type == group_type:
            return kind
    raise LookupError(group_type)


def parts_of(user: User, **conditions: Any) -> list[QuerySet[Any]]:
    """Return the person's meetings that meet the conditions, kind by kind."""
    return [kind.rows(user).filter(**conditions) for kind in KINDS.values()]


def rows_of(user: User, **conditions: Any) -> QuerySet[Any]:
    """Return them all together, the earliest first. One query."""
    first, *others = parts_of(user, **conditions)
    return first.union(*others, all=True).order_by("starts_at", "id")


@lru_cache(maxsize=16)
def _around(name: str) -> tuple[str, str]:
    """Return what stands before and after the identifier in an address: to look it up is slow."""
    before, _id, after = reverse(name, args=[_ANY]).partition(str(_ANY))
    return before, after
