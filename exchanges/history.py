"""The history of an exchange in words, from its audit events."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.components import HistoryEntry, Tone
from core.models import AuditEvent
from exchanges.enums import DesignSection
from exchanges.models import Decision, Endorsement, Exchange

WORDS = {
    "propose": gettext_lazy("Began the exchange"),
    "duplicate": gettext_lazy("Made this draft from an earlier exchange"),
    "edit": gettext_lazy("Changed the design"),
    "add_team": gettext_lazy("Added a team"),
    "remove_team": gettext_lazy("Removed a team"),
    "invite": gettext_lazy("Invited a teacher to lead a team"),
    "accept": gettext_lazy("Accepted an invitation to a team"),
    "add_teacher": gettext_lazy("Added or invited a colleague"),
    "remove_teacher": gettext_lazy("Removed a colleague from a team"),
    "remove_lead": gettext_lazy("Removed the lead of a team"),
    "confirm": gettext_lazy("Confirmed the design"),
    "submit": gettext_lazy("Submitted it to the office"),
    "submit_to_coordinator": gettext_lazy("Submitted it to the department coordinator"),
    "endorse": gettext_lazy("Endorsed it for the department"),
    "send_back": gettext_lazy("Sent it back before it reached the office"),
    "withdraw": gettext_lazy("Took it back"),
    "waive": gettext_lazy("Made an exception from a criterion"),
    "revoke_waiver": gettext_lazy("Took an exception back"),
    "approve": gettext_lazy("Approved it"),
    "return": gettext_lazy("Returned it for changes"),
    "reject": gettext_lazy("Rejected it"),
    "ask_agreement": gettext_lazy("Asked for the agreement"),
    "attach_agreement": gettext_lazy("Attached an agreement in force"),
    "open": gettext_lazy("Opened enrolment"),
    "start": gettext_lazy("Began to run it"),
    "complete": gettext_lazy("Ended it"),
    "cancel": gettext_lazy("Cancelled it"),
    "archive": gettext_lazy("Put it in the archive"),
    "unarchive": gettext_lazy("Took it out of the archive"),
    "schedule_session": gettext_lazy("Planned a session"),
    "set_reminders": gettext_lazy("Changed when people are reminded of the sessions"),
    "take_archive": gettext_lazy("Took all records in one file"),
}
# What was done to a session, where the event of its exchange says so.
SESSION_WORDS = {
    "schedule": gettext_lazy("Planned sessions"),
    "move": gettext_lazy("Moved a session"),
    "edit": gettext_lazy("Changed what a session is about"),
    "cancel": gettext_lazy("Called a session off"),
    "add_facilitator": gettext_lazy("Asked somebody to facilitate a session"),
    "remove_facilitator": gettext_lazy("Removed a facilitator from a session"),
    "add_material": gettext_lazy("Added a material to a session"),
    "remove_material": gettext_lazy("Removed a material from a session"),
}
TONES: dict[str, Tone] = {
    "approve": "done",
    "complete": "done",
    "return": "waiting",
    "submit": "info",
    "submit_to_coordinator": "info",
    "endorse": "done",
    "send_back": "waiting",
    "waive": "info",
    "reject": "stopped",
    "cancel": "stopped",
}
DECIDING = ("approve", "return", "reject")
ENDORSING = ("endorse", "send_back")
LATEST = 200


def history_of(exchange: Exchange, latest: int = LATEST) -> list[HistoryEntry]:
    """Return the latest of what happened, newest first, with what was written: five queries."""
    events = list(audit.events_of(exchange)[:latest])
    notes = _notes(exchange, {_verb(event) for event in events})
    return [_entry(event, next(notes.get(_verb(event), iter(())), "")) for event in events]


def _verb(event: AuditEvent) -> str:
    return event.verb.rpartition(".")[2]


def _notes(exchange: Exchange, verbs: set[str]) -> dict[str, Iterator[str]]:
    """Return what people wrote with these verbs, newest first.

    Exactly one row is written in the transaction of each such event, so both come in one order.
    """
    found: dict[str, Iterator[str]] = {"cancel": iter([exchange.cancel_reason])}
    if verbs & {*DECIDING}:
        decisions = exchange.decisions.order_by("-created_at").prefetch_related("remarks")
        found |= dict.fromkeys(DECIDING, iter([_words(decision) for decision in decisions]))
    if verbs & {*ENDORSING}:
        rows = Endorsement.objects.filter(submission__exchange=exchange).order_by("-created_at")
        found |= dict.fromkeys(ENDORSING, iter(rows.values_list("note", flat=True)))
    if "waive" in verbs:
        waivers = exchange.waivers.order_by("-created_at")
        found["waive"] = iter(waivers.values_list("reason", flat=True))
    return found


def _words(decision: Decision) -> str:
    """Return the note, and what was said of single sections."""
    remarks = (f"{row.get_section_display()}: {row.text}" for row in decision.remarks.all())
    return "\n".join(filter(None, [decision.note, *remarks]))


def _entry(event: AuditEvent, note: str) -> HistoryEntry:
    verb = _verb(event)
    what = str(WORDS.get(verb, verb))
    if verb == "schedule_session":
        what = str(SESSION_WORDS.get(event.data.get("verb", ""), what))
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
