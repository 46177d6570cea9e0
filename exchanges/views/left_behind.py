"""What somebody sent after their session had ended: kept until they have logged in again.

The page that they sent carries a signed note of who was writing and where, so what one person
typed is shown to that person alone, whoever logs in next on a shared computer. One section is
kept at a time, in the anonymous session, which the log-in carries over.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from core.errors import RefusedError
from exchanges.workflow.section_draft import Typed, typed

KEY = "typed_section"
SALT = "exchanges.section"


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What was typed and not saved, when, and the wording that it began from."""

    data: Typed
    seen: int
    at: datetime


def note_of(user: User, place: str) -> str:
    """Return the signed note for the page on which this person writes in this place."""
    return signing.dumps([str(user.pk), place], salt=SALT)


def remember(request: HttpRequest, place: str, seen: int) -> None:
    """Keep what was sent by somebody who is not logged in, if their page was in this place."""
    try:
        writer, written_at = signing.loads(request.POST.get("page", ""), salt=SALT)
        data = typed(dict(request.POST.lists()))
    except (signing.BadSignature, RefusedError):
        return
    if written_at == place and data:
        request.session[KEY] = {
            "writer": writer,
            "place": place,
            "data": data,
            "seen": seen,
            "at": timezone.now().isoformat(),
        }


def recall(request: HttpRequest, place: str) -> Unsaved | None:
    """Return what the reader had sent in this place before they logged in."""
    kept = request.session.get(KEY)
    if not kept or (kept["writer"], kept["place"]) != (str(request.user.pk), place):
        return None
    return Unsaved(kept["data"], kept["seen"], parse_datetime(kept["at"]) or timezone.now())


def forget(request: HttpRequest, place: str) -> None:
    """Drop what the reader had sent in this place: it is saved or kept otherwise, or unwanted."""
    if recall(request, place):
        del request.session[KEY]
