"""An agreement's history in words, from its audit events."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.components import HistoryEntry, Tone
from core.models import AuditEvent
from mou.models import Party

_WHAT: dict[str, tuple[Any, Tone]] = {
    "draft": (gettext_lazy("Drafted"), "info"),
    "revise": (gettext_lazy("Wording %(revision)s saved"), "neutral"),
    "send_for_signature": (gettext_lazy("Wording %(revision)s sent for signature"), "waiting"),
    "redraft": (gettext_lazy("Wording opened again"), "info"),
    "record_signature": (gettext_lazy("Signature of %(party)s recorded"), "done"),
    "enter_into_force": (gettext_lazy("Entered into force"), "done"),
    "end": (gettext_lazy("Ended"), "neutral"),
    "abandon": (gettext_lazy("Given up"), "stopped"),
}


def entries_of(events: Iterable[AuditEvent], parties: Iterable[Party]) -> list[HistoryEntry]:
    """Return the events as a timeline shows them."""
    names = {str(party.pk): str(party.institution) for party in parties}
    entries = []
    for event in events:
        what, tone = _WHAT.get(event.verb.rpartition(".")[2], (event.verb, "neutral"))
        words = {
            "revision": event.data.get("revision", ""),
            "party": names.get(event.data.get("party", ""), _("a party")),
        }
        entries.append(
            HistoryEntry(
                what=str(what) % words,
                who=str(event.actor or _("the portal")),
                at=event.created_at,
                tone=tone,
            )
        )
    return entries
