"""The history of an exchange in words, from its audit events."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.components import HistoryEntry, Tone
from core.models import AuditEvent
from exchanges.enums import DesignSection
from exchanges.models import Exchange

WORDS = {
    "propose": gettext_lazy("Began the exchange"),
    "edit": gettext_lazy("Changed the design"),
    "add_team": gettext_lazy("Added a team"),
    "remove_team": gettext_lazy("Removed a team"),
    "invite": gettext_lazy("Invited a teacher to lead a team"),
    "accept": gettext_lazy("Accepted to lead a team"),
    "remove_lead": gettext_lazy("Removed the lead of a team"),
    "confirm": gettext_lazy("Confirmed the design"),
    "submit": gettext_lazy("Submitted it to the office"),
    "withdraw": gettext_lazy("Took it back"),
    "approve": gettext_lazy("Approved it"),
    "return": gettext_lazy("Returned it for changes"),
    "reject": gettext_lazy("Rejected it"),
    "ask_agreement": gettext_lazy("Asked for the agreement"),
    "attach_agreement": gettext_lazy("Attached an agreement in force"),
    "open": gettext_lazy("Opened enrolment"),
    "start": gettext_lazy("Began to run it"),
    "complete": gettext_lazy("Ended it"),
    "cancel": gettext_lazy("Cancelled it"),
    "schedule_session": gettext_lazy("Planned a session"),
}
TONES: dict[str, Tone] = {
    "approve": "done",
    "complete": "done",
    "return": "waiting",
    "submit": "info",
    "reject": "stopped",
    "cancel": "stopped",
}
DECIDING = ("approve", "return", "reject")
LATEST = 200


def history_of(exchange: Exchange, latest: int = LATEST) -> list[HistoryEntry]:
    """Return the latest of what happened, newest first, with the office's notes: two queries."""
    # Exactly one decision is written in the transaction of each deciding event, in one order.
    notes = iter(exchange.decisions.order_by("-created_at").values_list("note", flat=True))
    entries = []
    for event in audit.events_of(exchange)[:latest]:
        verb = event.verb.rpartition(".")[2]
        note = next(notes, "") if verb in DECIDING else ""
        if verb == "cancel":
            note = exchange.cancel_reason
        entries.append(_entry(event, verb, note))
    return entries


def _entry(event: AuditEvent, verb: str, note: str) -> HistoryEntry:
    what = str(WORDS.get(verb, verb))
    section = event.data.get("section")
    if section in DesignSection.values:
        what = _("%(what)s: %(section)s") % {"what": what, "section": DesignSection(section).label}
    return HistoryEntry(
        what=what,
        who=str(event.actor) if event.actor else _("The portal"),
        at=event.created_at,
        note=note,
        tone=TONES.get(verb, "neutral"),
    )
