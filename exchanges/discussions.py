"""The teachers' discussion of a design, as pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.enums import DesignSection
from exchanges.forms.discussion import CommentForm
from exchanges.models import Comment, Exchange

WHOLE = "design"
"""How addresses name the discussion of the whole design."""
LATEST = 20
"""How many comments stand beside a section; its own page has them all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many comments a section has, and how many of them are open."""

    total: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """The latest of a discussion, oldest first, and the numbers of all of it."""

    section: str
    label: str
    url: str
    counts: Tally
    open: Sequence[Comment]
    closed: Sequence[Comment]

    @property
    def key(self) -> str:
        """Return the word by which the page names this discussion."""
        return self.section or WHOLE

    @property
    def has_more(self) -> bool:
        """Tell whether its own page has more than this."""
        return self.counts.total > len(self.open) + len(self.closed)


def label_of(section: str) -> str:
    """Return what a section is called; the empty one is the whole design."""
    return str(DesignSection(section).label) if section else _("the whole design")


def url_of(exchange_id: Any, section: str) -> str:
    """Return the address of a section's discussion."""
    return reverse("exchanges:discussion-detail", args=[exchange_id, section or WHOLE])


def people_in(exchange: Exchange) -> list[User]:
    """Return the teachers of the teams (prefetched), each once, in the order of the teams."""
    found: dict[Any, User] = {}
    for team in exchange.teams.all():
        for person in (team.lead, *team.teachers.all()):
            if person is not None and person.is_active:
                found.setdefault(person.pk, person)
    return list(found.values())


def comments_of(exchange: Exchange, section: str) -> QuerySet[Comment]:
    """Return the comments of a section with everybody whom they name: two queries when read."""
    rows: QuerySet[Comment] = Comment.objects.of_section(exchange, section)
    return rows.prefetch_related("mentioned")


def tallies_of(exchange: Exchange) -> Mapping[str, Tally]:
    """Return how much there is to read in each section that has comments, in one query."""
    is_open = Q(settled_at__isnull=True, removed_at__isnull=True)
    rows = Comment.objects.filter(exchange=exchange).order_by().values("section")
    counted = rows.annotate(total=Count("pk"), open=Count("pk", filter=is_open))
    return {row["section"]: Tally(row["total"], row["open"]) for row in counted}


def thread_of(exchange: Exchange, section: str) -> Thread:
    """Return what stands beside a section: three queries, however long the discussion."""
    newest = comments_of(exchange, section).order_by("-created_at", "-id")[:LATEST]
    rows = list(newest)[::-1]
    for row in rows:
        # So that its buttons ask the permissions of the exchange that is loaded already.
        row.exchange = exchange
    return Thread(
        section=section,
        label=label_of(section),
        url=url_of(exchange.pk, section),
        counts=tallies_of(exchange).get(section, Tally()),
        open=[row for row in rows if not (row.settled_at or row.removed_at)],
        closed=[row for row in rows if row.settled_at or row.removed_at],
    )


def form_for(exchange: Exchange, reader: User, data: Any = None) -> CommentForm:
    """Return the form for a comment; the reader need not tell themselves."""
    people = [person for person in people_in(exchange) if person.pk != reader.pk]
    return CommentForm(data, people=people)


def box(request: Any, exchange: Exchange, section: str, form: Any = None) -> dict[str, Any]:
    """Return what `exchanges/discussion_box.html` takes; `form` is one with errors."""
    return {
        "thread": thread_of(exchange, section),
        "exchange": exchange,
        "form": form or form_for(exchange, request.user),
        "has_errors": form is not None,
        "next": request.POST.get("next") or request.path,
        "user": request.user,
    }
