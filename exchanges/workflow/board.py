"""Teachers who look for a partner: their calls, who writes to them, and the draft they begin.

Locks are taken in one order: the call, then its approaches, then the exchange.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import Institution, User
from core import audit
from core.errors import RefusedError
from core.models import Stateful
from core.workflow import Workflow
from exchanges.enums import APPROACH, CALL
from exchanges.models import Approach, Exchange, PartnerCall
from exchanges.notifications import board as notifications
from exchanges.workflow.exchange import propose
from exchanges.workflow.team import add_team
from exchanges.workflow.walkers import EXCHANGES

M = TypeVar("M", bound=Stateful)


class DiscreetWorkflow(Workflow[M]):
    """A walker whose refusal names nobody: a person without a name is called by their address."""

    def _sentence(self, row: M) -> str:
        return _("This cannot be done now: the state is “%(state)s”.") % {
            "state": row.get_state_display()
        }


CALLS: Workflow[PartnerCall] = DiscreetWorkflow("exchanges.call", CALL)
APPROACHES: Workflow[Approach] = DiscreetWorkflow("exchanges.approach", APPROACH)

FIELDS = (
    "department",
    "title",
    "theme",
    "offer",
    "seeks",
    "isced_f",
    "languages",
    "cefr_level",
    "study_levels",
    "starts_from",
    "ends_until",
    "students",
    "course_title",
)
"""What the author may change of a call; its institution stays."""

# A person who was declined may write again, but not without end.
MOST_MESSAGES = 3
# What a draft lasts until its teachers set its dates: six weeks, in the middle of the four to
# eight that the University of Siena gives as usual for a TEP.
DRAFT_DAYS = 42


def publish(values: Mapping[str, Any], *, by: User) -> PartnerCall:
    """Put a call on the board: `values` are `FIELDS` and the author's `institution`.

    Raises RefusedError unless the person is a confirmed teacher of the institution, and when the
    call names no language or a time that has passed.
    """
    if not _teaches(by, values["institution"]):
        raise RefusedError(_("Only a confirmed teacher of the university looks for a partner."))
    with transaction.atomic():
        call = PartnerCall(author=by, **values)
        _require_sense(call)
        call.save(force_insert=True)
        audit.record("exchanges.call.publish", call, by=by)
    return call


def edit_call(call: PartnerCall, values: Mapping[str, Any], *, by: User) -> PartnerCall:
    """Change an open call: `values` are any of `FIELDS`. Raises RefusedError as `publish` does."""
    with CALLS.step(call, "edit", by=by) as row:
        for name in FIELDS:
            setattr(row, name, values.get(name, getattr(row, name)))
        _require_sense(row)
    return row


def close(call: PartnerCall, seen: int | None = None, *, by: User) -> PartnerCall:
    """Take the call off the board; who still waits for an answer is told so."""
    with CALLS.step(call, "close", by=by, seen=seen) as row:
        for approach in _locked(row).waiting():
            _turn_down(approach, notifications.CLOSED, by=by)
    return row


def reopen(call: PartnerCall, seen: int | None = None, *, by: User) -> PartnerCall:
    """Put a closed call on the board again; one whose time has passed needs new dates first."""
    with CALLS.step(call, "reopen", by=by, seen=seen) as row:
        pass
    return row


def approach(call: PartnerCall, institution: Institution, text: str, *, by: User) -> Approach:
    """Write to the author through the portal, as a teacher of `institution`.

    Raises RefusedError for one's own call, a call that is no longer current, a second message
    while the first stands, and unless the person is a confirmed teacher of the institution.
    """
    kept: dict[str, Any] = {}
    with CALLS.step(call, "approach", by=by, data=kept) as row:
        if row.author_id == by.pk:
            raise RefusedError(_("This is your own call."))
        if not row.is_current:
            raise RefusedError(_("The time of this call has passed."))
        if not _teaches(by, institution):
            raise RefusedError(_("Only a confirmed teacher of the university answers a call."))
        _require_first_message(row, by)
        message = Approach.objects.create(
            call=row, sender=by, institution=institution, text=text.strip()
        )
        kept["approach"] = str(message.pk)
        notifications.received(message)
    return message


def answer(approach: Approach, answer: str, *, by: User) -> Approach:
    """Say yes to a message: from now on both see each other's address. The author alone does so."""
    with APPROACHES.step(approach, "answer", by=by) as row:
        if row.call.author_id != by.pk:
            raise RefusedError(_("Only the author of the call answers: it shows their address."))
        row.answer = answer.strip()
        notifications.answered(row)
    return row


def decline(approach: Approach, answer: str = "", *, by: User) -> Approach:
    """Say no, with a word or without; after an earlier yes the contact ends."""
    with APPROACHES.step(approach, "decline", by=by) as row:
        word = answer.strip()
        row.answer = "\n\n".join(part for part in (row.answer, word) if part)
        notifications.declined(row, notifications.BY_AUTHOR, word)
    return row


def withdraw(approach: Approach, *, by: User) -> Approach:
    """Take one's own message back."""
    with APPROACHES.step(approach, "withdraw", by=by) as row:
        if row.sender_id != by.pk:
            raise RefusedError(_("Only its sender takes a message back."))
        notifications.withdrawn(row)
    return row


def match(approach: Approach, *, by: User) -> Exchange:
    """Begin a draft with both teams, since both said yes; everybody else who wrote is told.

    The draft takes its first values from the call. Raises RefusedError unless the call is open
    and current, the author asks, the two universities lie in different countries, and both
    people are confirmed teachers there.
    """
    kept: dict[str, Any] = {}
    with (
        CALLS.step(approach.call, "match", by=by, data=kept) as call,
        APPROACHES.step(approach, "match", by=by, data=kept) as row,
    ):
        if call.author_id != by.pk:
            raise RefusedError(_("Only the author of the call starts the draft."))
        if call.is_past:
            raise RefusedError(_("The time of this call has passed. Change its dates first."))
        if words := obstacle(call, row.institution):
            raise RefusedError(words)
        if not (row.sender.is_active and _teaches(row.sender, row.institution)):
            raise RefusedError(_("The sender is no longer a confirmed teacher there."))
        exchange = _begin(call, row)
        row.exchange = exchange
        kept["exchange"] = str(exchange.pk)
        for other in _locked(call).standing().exclude(pk=row.pk):
            _turn_down(other, notifications.MATCHED, by=by)
        notifications.matched(row)
    return exchange


def obstacle(call: PartnerCall, institution: Institution) -> str:
    """Return why no TEP can come of the two universities, or an empty text.

    A TEP is transnational: its teams are of at least two countries.
    """
    if call.institution_id == institution.pk:
        return _("You are of the same university. A TEP needs universities of two countries.")
    if call.institution.country == institution.country:
        return _("Both universities are in the same country. A TEP needs two countries.")
    return ""


def _require_sense(call: PartnerCall) -> None:
    if not call.languages:
        raise RefusedError(_("Name at least one language."))
    if call.is_past:
        raise RefusedError(_("The last day has passed already."))


def _require_first_message(call: PartnerCall, person: User) -> None:
    """Raise RefusedError where a message of theirs stands, or several were turned down."""
    mine = call.approaches.filter(sender=person)
    if mine.standing().exists():
        raise RefusedError(_("You have already written to the author."))
    if mine.count() >= MOST_MESSAGES:
        raise RefusedError(_("You have written about this call several times. It ends here."))


def _teaches(person: User, institution: Institution) -> bool:
    known = person.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
    return known.filter(institution=institution).exists()


def _locked(call: PartnerCall) -> Any:
    """Return the call's approaches, which nobody else answers or takes back meanwhile."""
    return call.approaches.for_page().select_for_update(of=("self",)).order_by("id")


def _turn_down(approach: Approach, reason: str, *, by: User) -> None:
    with APPROACHES.step(approach, "decline", by=by) as row:
        notifications.declined(row, reason)


def _begin(call: PartnerCall, approach: Approach) -> Exchange:
    """Propose the draft for the author, and seat the sender as lead of the partner's team."""
    latest = call.ends_until - timedelta(days=1)
    first = min(max(call.starts_from, timezone.localdate()), latest)
    days = min((call.ends_until - first).days, DRAFT_DAYS - 1)
    language, *others = call.languages
    exchange = propose(
        {
            "title": call.title,
            "theme": call.theme,
            "summary": call.offer,
            "isced_f": call.isced_f,
            "language": language,
            "other_languages": others,
            "cefr_level": call.cefr_level,
            "study_levels": call.study_levels,
            "starts_on": first,
            "ends_on": first + timedelta(days=days),
        },
        {
            "institution": call.institution,
            "department": call.department,
            "course_title": call.course_title,
            "seats": call.students,
        },
        by=call.author,
    )
    team = add_team(exchange, approach.institution, by=call.author)
    data = {"team": str(team.pk)}
    with EXCHANGES.step(exchange, "accept", by=approach.sender, data=data) as row:
        team.lead = approach.sender
        team.save(update_fields=["lead", "updated_at"])
    return row
